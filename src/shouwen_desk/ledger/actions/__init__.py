"""Writes that belong to the ledger itself: an edition comes into force, words are erased by law."""

from .editions import Backdated, put_in_force
from .erasure import erase

__all__ = ["Backdated", "erase", "put_in_force"]
