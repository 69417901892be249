"""The office, for tests of the handbook's pages."""

from tests.office import office, sqlite_office

__all__ = ["office", "sqlite_office"]
