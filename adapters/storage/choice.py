"""Which storage to use, chosen by name and plain arguments, as the settings have them."""

from __future__ import annotations

from pathlib import Path

from adapters.storage.errors import StorageError
from adapters.storage.fs import FileStorage
from adapters.storage.port import Storage
from adapters.storage.storagemaster import StoragemasterStorage
from storagemaster.tree import Tree


def open_storage(
    provider: str,
    *,
    root: str | Path = "",
    marked: bool = False,
    host: str = "127.0.0.1",
    port: int = 9999,
    bucket: str = "",
    access_key: str = "",
    secret_key: str = "",
    endpoint_url: str = "",
    region: str = "us-east-1",
) -> Storage:
    """The storage called `fs` (`root`), `storagemaster` (`host`, `port`) or `s3` (the rest).

    With `marked` the folder must bear its mark (`Tree.mark`), or its disk is not mounted.
    Nothing is contacted or made: `ready()` tells whether it can be used.
    """
    match provider:
        case "fs":
            if not str(root):
                raise StorageError("the fs storage needs a folder: set flickr_static_path")
            return FileStorage(Tree(Path(root).absolute(), marked=marked))
        case "storagemaster":
            return StoragemasterStorage(host, port)
        case "s3":
            from adapters.storage.s3 import open_bucket  # boto3 takes long to import

            return open_bucket(
                bucket,
                access_key=access_key,
                secret_key=secret_key,
                endpoint_url=endpoint_url,
                region=region,
            )
        case _:
            raise StorageError(
                f"{provider!r} is not a storage: set storage_provider to fs, s3 or storagemaster"
            )
