"""Clauses: the frame that every kind fits into, the kinds, and the rows they make."""
