"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes the place of `path` in the end, readable by its owner.

    Where something goes wrong before, what was at `path` stays. OSErrors name `path`, and
    not the hidden file beside it that is written first.
    """
    with _named(path), _beside(path) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink()
            raise


def _beside(path: Path) -> IO[bytes]:
    return tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
