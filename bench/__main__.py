"""Run every benchmark, print the ratios as a table, keep them in bench/results.json."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import (
    appending,
    deriving,
    following,
    growing,
    pages,
    rebuilding,
    scanning,
    searching,
    sending,
    storage,
    visiting,
)
from bench.years import EVENTS_A_PHOTO
from tests.services import solr
from tests.services.postgresql import running


def main() -> None:
    """Measure, print and keep. A missing goal is shown and is no failure."""
    rows: list[tuple[str, str, float, str, bool]] = []

    def add(what: str, floor: str, ratio: float, goal: float, *, most: bool = False) -> None:
        met = ratio <= goal if most else ratio >= goal
        rows.append((what, floor, round(ratio, 2), f"{'≤' if most else '≥'} {goal}", met))
        print(f"{what}: {ratio:.2f}", file=sys.stderr)

    add("append, SQLite", "bare executemany", appending.sqlite(), 0.7)
    for order, ratio in scanning.sqlite().items():
        add(f"scan of the log {order}, SQLite", "bare cursor and msgspec", ratio, 0.7)
    with running() as server:
        add("append, PostgreSQL", "bare executemany", appending.postgresql(server.fresh()), 0.6)
        for order, ratio in scanning.postgresql(server.fresh()).items():
            add(f"scan of the log {order}, PostgreSQL", "bare cursor and msgspec", ratio, 0.7)
        ratio, speed = rebuilding.sqlite()
        add("rebuild of 200,000 events, SQLite", "hand-written loop", ratio, 0.6)
        print(f"  ({speed:,.0f} events a second)", file=sys.stderr)
        ratio, speed, gain = rebuilding.postgresql(server.fresh())
        add("the same, PostgreSQL", "hand-written loop", ratio, 0.6)
        print(f"  ({speed:,.0f} events a second)", file=sys.stderr)
        add("the same with --jobs 2", "one job", gain, 1.6)
        with tempfile.TemporaryDirectory() as folder:
            took = following.p99(f"sqlite:///{folder}/archive.db")
        add("99 of 100 appends seen, SQLite", "a second", took, 1, most=True)
        took = following.p99(server.fresh(), workers=2)
        add("the same, PostgreSQL, two workers", "a second", took, 1, most=True)
    for page, past in pages.past_against_present().items():
        add(f"{page} page of a random day", "the same page of today", past, 1.5, most=True)
    for page, visited in visiting.against_a_constant().items():
        add(f"page of {page}, requests a second", "a constant by Falcon", visited.requests, 0.35)
        add(f"page of {page}, p95", "a constant by Falcon", visited.p95, 0.35)
    grown = growing.sqlite()
    events = f"{EVENTS_A_PHOTO * growing.PHOTOS:,} events"
    add(f"rebuild of {events}", "of half as many", grown.rebuild, 2.2, most=True)
    add("its peak of memory, MB", "no more", grown.megabytes, 200, most=True)
    for page, longer in grown.pages.items():
        add(f"{page}, {growing.PHOTOS:,} photos", "10,000 photos", longer, 2, most=True)
    floors = {storage.fs: "write and fsync", storage.storagemaster: "bare socket"}
    for measure, floor in {**floors, storage.s3: "boto3 alone"}.items():
        for what, ratio in measure().items():
            name, durable, _ = what.partition(storage.DURABLY)
            against = f"{floor}, the folder synced as well" if durable else floor
            add(f"{measure.__name__}: {name}", against, ratio, 0.7)
    add("all sizes of a picture", "bare Pillow", deriving.all_sizes(), 0.8)
    for how, ratio in sending.against_nginx().items():
        goal = 0.5 if how == "streamed" else 0.9
        add(f"5 MB file, {how}", "nginx from the disk", ratio, goal)
    add("search: filling the embedded index", "bare FTS5", searching.embedded_against_fts5(), 0.6)
    with solr.running() as started:
        endpoints = (started.fresh(), started.fresh())
        add(
            "search: filling Solr", "bare pysolr.add", searching.solr_against_pysolr(endpoints), 0.6
        )
    few, many = searching.among_many(10_000), searching.among_many(1_000_000)
    for what, seconds in many.items():
        ratio = seconds / few[what]
        add(f"search: {what} among a million photos", "among 10,000", ratio, 4, most=True)
        add(f"search: {what} among a million photos", "150 ms", seconds / 0.15, 1, most=True)
    _show(rows)


def _show(rows: list[tuple[str, str, float, str, bool]]) -> None:
    table = Table("what", "against", "ratio", "goal", "met")
    for what, floor, ratio, goal, met in rows:
        table.add_row(what, floor, f"{ratio:.2f}", goal, "yes" if met else "no")
    Console().print(table)
    names = ("what", "against", "ratio", "goal", "met")
    kept = [dict(zip(names, row, strict=True)) for row in rows]
    path = Path(__file__).parent / "results.json"
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
