"""How much the log holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a log: events, streams, bytes of events, and events by kind and by type."""

    events: int
    streams: int
    bytes: int
    head: int
    by_kind: Mapping[str, int]
    by_type: Mapping[str, int]

    def as_data(self) -> dict[str, object]:
        """Return the counts as JSON has them."""
        return {
            "events": self.events,
            "streams": self.streams,
            "bytes": self.bytes,
            "head": self.head,
            "by_kind": dict(self.by_kind),
            "by_type": dict(self.by_type),
        }

    def in_words(self) -> str:
        """Return the counts as people read them, one a line."""
        lines = [f"{self.events} events in {self.streams} streams, {self.bytes / 1e6:.1f} MB"]
        for title, counts in (("kind of stream", self.by_kind), ("type", self.by_type)):
            lines.append(f"by {title}:")
            most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            lines += [f"  {count:>9}  {name}" for name, count in most_first]
        return "\n".join(lines)


def counted(streams: int, size: int, head: int, groups: list[tuple[str, str, int]]) -> Statistics:
    """Make statistics of rows (kind of stream, topic, count)."""
    by_kind: dict[str, int] = {}
    by_type: dict[str, int] = {}
    for kind, topic, count in groups:
        by_kind[kind] = by_kind.get(kind, 0) + count
        name = topic.rpartition("/")[0]
        by_type[name] = by_type.get(name, 0) + count
    return Statistics(sum(by_kind.values()), streams, size, head, by_kind, by_type)
