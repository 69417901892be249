"""The office, for tests of the workbench."""

from tests.office import office, sqlite_office

__all__ = ["office", "sqlite_office"]
