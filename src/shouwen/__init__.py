"""The core of Shouwen: from a handbook, a state and an event to what is owed and what was found."""

__version__ = "0.1.0"
