"""Channels through which customers reach the desk, one folder each."""
