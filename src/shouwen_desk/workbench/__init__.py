"""The agent's workbench, the leader's list and the search page."""
