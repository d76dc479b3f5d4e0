"""Proofs for somebody who has a seal and not the log: of one event, and of growth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.log.codec import FORGOTTEN
from adapters.log.errors import LogError
from adapters.log.leaves import leaf_of
from adapters.log.merkle import consistency, inclusion
from adapters.log.sealing import Seal, Sealing, seal_of
from domain.streams import SEAL


@dataclass(frozen=True, slots=True)
class Proving:
    """Makes proofs, from the kept leaves of a log."""

    sealing: Sealing

    def event(self, position: int, seal: Seal | None = None) -> dict[str, Any]:
        """Return the proof that an event is in a seal, the last one unless told, as JSON has it.

        Raises LogError where the seal does not cover it or is not of this log.
        """
        chosen = seal or self._last()
        rows = self.sealing.log.stored(position - 1, 1)
        if not rows or rows[0][0] != position:
            raise LogError(f"the log has no position {position}")
        if rows[0][3] == FORGOTTEN:
            raise LogError(f"what stood at position {position} was forgotten: nothing is to prove")
        number = self.sealing.leaves.number_of(position)
        if number >= chosen.size:
            raise LogError(f"position {position} came after the seal: run `log seal` first")
        tree = self.sealing.leaves.tree()
        if tree.root(chosen.size).hex() != chosen.root or leaf_of(rows[0]) != tree(
            number, number + 1
        ):
            raise LogError("the log is not what was sealed: run `log verify`")
        _, stream, version, topic, state = rows[0]
        return {
            "proves": "event",
            "event": {
                "position": position,
                "stream": stream,
                "version": version,
                "type": topic,
                "state": state.decode(),
            },
            "number": number,
            "size": chosen.size,
            "path": [step.hex() for step in inclusion(number, chosen.size, tree)],
            "root": chosen.root,
        }

    def growth(self, old: Seal) -> dict[str, Any]:
        """Return the proof that the last seal covers all that an older one did.

        Raises LogError where it does not.
        """
        new = self._last()
        tree = self.sealing.leaves.tree()
        if old.size > new.size or tree.root(old.size).hex() != old.root:
            raise LogError("this log does not begin with what was sealed: run `log verify`")
        return {
            "proves": "growth",
            "old": {"size": old.size, "root": old.root},
            "size": new.size,
            "path": [step.hex() for step in consistency(old.size, new.size, tree)],
            "root": new.root,
        }

    def _last(self) -> Seal:
        seals = self.sealing.log.read(SEAL)
        if not seals:
            raise LogError("the log was never sealed: run `parallel-flickr log seal`")
        return seal_of(seals[-1])
