"""The handbook as people read it: its text, what each clause asks, and how it was kept."""
