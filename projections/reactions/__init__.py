"""Readers of the log that act (fetch, download, notify), through protocols handed in."""
