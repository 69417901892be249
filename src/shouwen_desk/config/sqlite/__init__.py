"""SQLite as the desk needs it: a fixed library, one writer at a time, ledger tables that nobody rebuilds."""
