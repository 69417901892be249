"""Conversations from tables: one row a message, CSV or Excel, whatever the columns are called."""
