"""The office, for tests of cases."""

from tests.office import office, sqlite_office

__all__ = ["office", "sqlite_office"]
