"""Benchmarks: each a ratio against a bare floor in the same run. See `python -m bench`."""
