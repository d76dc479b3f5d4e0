"""What every command begins with: the settings, and the archive put together from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.assembly import Archive, assemble, prepare
from adapters.settings import load


@contextmanager
def archive() -> Iterator[Archive]:
    """Open the archive that the settings describe, its tables made, and close it again."""
    opened = assemble(load())
    try:
        prepare(opened)
        yield opened
    finally:
        opened.close()
