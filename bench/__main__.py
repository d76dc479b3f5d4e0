"""Run the benchmarks, or some by name, and keep their ratios in bench/results.json.

`python -m bench` runs all, `python -m bench storage deriving` those two. A part that fails
loses no other: what was measured is kept after each, and the exit code tells in the end.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from bench.parts import PARTS, Row

RESULTS: Final = Path(__file__).parent / "results.json"

Kept = list[dict[str, Any]]


@click.command()
@click.argument("names", nargs=-1, metavar="[PART]...", type=click.Choice(list(PARTS)))
def main(names: Sequence[str]) -> None:
    """Measure, print and keep, one part after another. A missed goal is shown and is no
    failure; a part that breaks off is."""
    failed = measure({name: PARTS[name] for name in names or PARTS}, RESULTS)
    _show(_kept(RESULTS), names or tuple(PARTS))
    if failed:
        click.echo(f"not measured to the end: {', '.join(failed)}", err=True)
        sys.exit(1)


def measure(parts: Mapping[str, Callable[[], Iterator[Row]]], results: Path) -> list[str]:
    """Measure parts, keep the rows of each when it ends, and return the names of those that
    broke off. Of those the rows that came are kept; rows of parts not measured stay."""
    failed: list[str] = []
    for number, (name, part) in enumerate(parts.items(), 1):
        click.echo(f"[{number}/{len(parts)}] {name}", err=True)
        begun, rows = time.monotonic(), []
        try:
            for row in part():
                rows.append(row)
                click.echo(f"  {row.what}, against {row.against}: {row.ratio:.2f}", err=True)
        except Exception:
            traceback.print_exc()
            failed.append(name)
        click.echo(f"  {time.monotonic() - begun:.0f} seconds", err=True)
        _keep(results, name, rows)
    return failed


def _keep(results: Path, part: str, rows: Sequence[Row]) -> None:
    others = [row for row in _kept(results) if row["part"] != part]
    mine = [
        {
            "part": part,
            "what": row.what,
            "against": row.against,
            "ratio": round(row.ratio, 2),
            "goal": f"{'≤' if row.most else '≥'} {row.goal}",
            "met": row.met,
        }
        for row in rows
    ]
    told = json.dumps([*others, *mine], indent=1, ensure_ascii=False)
    results.write_text(told + "\n", encoding="utf-8")


def _kept(results: Path) -> Kept:
    if not results.exists():
        return []
    kept: Kept = json.loads(results.read_text(encoding="utf-8"))
    return [row for row in kept if row.get("part") in PARTS]


def _show(kept: Kept, parts: Sequence[str]) -> None:
    table = Table("what", "against", "ratio", "goal", "met")
    for row in kept:
        if row["part"] in parts:
            met = "yes" if row["met"] else "no"
            table.add_row(row["what"], row["against"], f"{row['ratio']:.2f}", row["goal"], met)
    Console().print(table)


if __name__ == "__main__":
    main()
