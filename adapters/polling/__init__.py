"""What the pollers are handed: what to ask for, where to look, where to keep it."""
