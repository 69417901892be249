"""Writes of customers: adding, changing, revealing, erasing."""

from .erasing import erase
from .filing import NewCustomer, Profile, add, change, new_customer
from .revealing import reveal

__all__ = ["NewCustomer", "Profile", "add", "change", "erase", "new_customer", "reveal"]
