"""Registers: forms and books that a clause of kind ``register`` says are kept."""
