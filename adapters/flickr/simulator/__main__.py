"""`python -m adapters.flickr.simulator --port N --data DIR [--world NAME]`."""

import argparse
from pathlib import Path

from adapters.flickr.simulator import worlds
from adapters.flickr.simulator.server import run


def main() -> None:
    """Reads the arguments and serves."""
    parser = argparse.ArgumentParser(prog="simulator", description="A simulated Flickr.")
    parser.add_argument("--port", type=int, default=8042, help="0 for a free one (default 8042)")
    parser.add_argument("--data", type=Path, required=True, help="the folder the world is kept in")
    parser.add_argument("--world", choices=sorted(worlds.WORLDS), default="empty")
    arguments = parser.parse_args()
    try:
        run(arguments.port, arguments.data, arguments.world)
    except OSError as error:
        parser.exit(1, f"simulator: port {arguments.port} or {arguments.data}: {error}\n")


if __name__ == "__main__":
    main()
