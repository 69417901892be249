"""Seals over the ledger: what makes a change of the past show, even one by the database's owner."""
