"""How far the orders to forget were carried out. Operational: to lose it costs work, no fact."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from sqlalchemy import BigInteger, Column, Engine, Integer, MetaData, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

METADATA: Final = MetaData()

_REACHED: Final = Table(
    "orders_carried_out",
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
)


class Reached:
    """The position of the log up to which everything that was to be forgotten is."""

    def __init__(self, operations: Engine) -> None:
        self._operations = operations

    def prepare(self) -> None:
        """Make the table. Safe to do again."""
        METADATA.create_all(self._operations)

    def position(self) -> int:
        """Return the position; 0 at the beginning."""
        with self._operations.connect() as connection:
            return connection.execute(select(_REACHED.c.position)).scalar_one_or_none() or 0

    def note(self, position: int) -> None:
        """Note the position; it never goes back."""
        if position <= self.position():
            return
        with self._operations.begin() as connection:
            further = update(_REACHED).where(_REACHED.c.position < position)
            connection.execute(further.values(position=position))
            there = connection.execute(select(_REACHED.c.position)).one_or_none()
        if there is None:
            with suppress(IntegrityError), self._operations.begin() as connection:
                # another worker may be quicker
                connection.execute(insert(_REACHED).values(one=1, position=position))
