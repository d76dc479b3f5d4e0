"""A gazetteer on this machine: what points of the earth are called, without asking anybody."""

from adapters.gazetteer.aside import Aside

__all__ = ["Aside"]
