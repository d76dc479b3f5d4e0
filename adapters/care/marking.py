"""The mark in the folder of the files: where it should be and is not, a disk is not mounted.

An empty mount point looks like a folder from which every file was lost. New files would go to
the wrong disk, every photo would be found missing, and a repair would fetch them all again.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from adapters.care.ledger import Ledger
from projections.generations import Generations
from projections.tables import FILES
from storagemaster.faults import TreeError
from storagemaster.tree import MARK, Tree


def mark(root: Path, ledger: Ledger, generations: Generations) -> None:
    """Lay the mark into a folder that is new, or that has the files of an older archive.

    One that bore its mark once gets no other, nor one that is empty though files were
    recorded: whatever is asked of such a folder is refused. One that is not there stays so.
    """
    place = f"fs:{root.absolute()}"
    if not root.is_dir() or ledger.marked(place):
        return
    if not any(root.iterdir()) and _recorded(generations):
        return
    if not (root / MARK).exists():
        try:
            Tree(root.absolute()).mark()
        except TreeError:
            return  # the disk may not be written: whoever stores says why
    ledger.note_marked(place)


def _recorded(generations: Generations) -> bool:
    with generations.live().connect() as connection:
        return connection.execute(select(FILES.c.key).limit(1)).first() is not None
