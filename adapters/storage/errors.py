"""What can go wrong in a storage; each message is one line that says how to mend it."""


class StorageError(Exception):
    """A storage did not do what was asked; one line that says why, and how to mend it."""


class BadKey(StorageError, ValueError):  # noqa: N818
    """The key is refused before anything is touched."""


class Missing(StorageError):  # noqa: N818
    """There is no file under that key."""


class Present(StorageError):  # noqa: N818
    """A file was to be stored only where there was none, and there is one."""


class Altered(StorageError):  # noqa: N818
    """The bytes are not those that were promised: another SHA-256, or fewer than there should
    be."""
