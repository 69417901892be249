"""The office, for tests of channels."""

from tests.office import office, sqlite_office

__all__ = ["office", "sqlite_office"]
