"""The command line of the core: `python -m shouwen COMMAND`, with no framework loaded."""
