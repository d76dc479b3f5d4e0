"""Endurance: small in `make test`, at full size in `make soak`."""
