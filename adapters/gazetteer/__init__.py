"""A gazetteer on this machine: what points of the earth are called, without asking anybody."""

from adapters.gazetteer.towns import Towns, gazetteer

__all__ = ["Towns", "gazetteer"]
