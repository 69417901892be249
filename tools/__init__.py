"""The tools that keep the house: checks, locks, and finding what the machine already has."""
