"""A time of the tests' own."""

from __future__ import annotations

from dataclasses import dataclass, field

NOON = 1_600_000_000.0 // 60 * 60


@dataclass
class Clockwork:
    """A clock in seconds and a sleep that moves it at once."""

    at: float = NOON
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
