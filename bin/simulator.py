"""`simulator`: a Flickr to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.flickr.simulator.server import run
from bin.listening import may_listen


@click.command()
@click.option("--port", type=int, default=8001, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/simulator"))
@click.option("--world", default="empty", show_default=True, help="What it begins with")
def simulator(port: int, data: Path, world: str) -> None:
    """Serve a simulated Flickr on 127.0.0.1, with a back door at /_simulator/."""
    may_listen(f"127.0.0.1:{port}")
    run(port, data, world)
