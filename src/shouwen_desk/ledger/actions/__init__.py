"""Writes that belong to the ledger itself: editions, steps of the ladder, erasure by law."""

from .editions import Backdated, put_in_force
from .erasure import erase
from .strengths import counted_from, fall_back, raise_step

__all__ = ["Backdated", "counted_from", "erase", "fall_back", "put_in_force", "raise_step"]
