"""The ledger: every event that happened, and all that follows from it under the handbook in force."""
