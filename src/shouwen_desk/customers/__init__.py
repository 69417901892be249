"""Customers: the people and organisations that write to the desk (people first, objects later)."""
