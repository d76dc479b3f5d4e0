"""Files: one port (`adapters.storage.port`), three places to keep them.

`open_storage` gives the one that the settings name.
"""

from __future__ import annotations

from adapters.storage.both import BothStorages
from adapters.storage.choice import open_storage
from adapters.storage.content import Reader, Stat, Stored
from adapters.storage.errors import Altered, BadKey, Missing, Present, StorageError
from adapters.storage.port import Storage

__all__ = [
    "Altered",
    "BadKey",
    "BothStorages",
    "Missing",
    "Present",
    "Reader",
    "Stat",
    "Storage",
    "StorageError",
    "Stored",
    "open_storage",
]
