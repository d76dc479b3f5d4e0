"""`python -m tests.bin.warm`: runs commands in processes that are forked from this one.

Everything is imported once, here, which is most of what a command costs that does little.
Each is a process of its own all the same, with its folder, its environment and its exit code.
It reads what to run from standard input, a JSON object a line, and answers with the code.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import bin.failures  # noqa: F401 - imported for the commands that fail
from bin.__main__ import main, parallel_flickr

_PATIENCE = 120


def serve() -> None:
    """Run what is asked for, one command after another, until standard input ends."""
    for name in parallel_flickr.list_commands(None):
        parallel_flickr.get_command(None, name)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(asked: dict[str, Any]) -> None:
    """Be the command, and end."""
    signal.alarm(_PATIENCE)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    streams = Path(asked["streams"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        opened = os.open(streams / name, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.argv = ["parallel-flickr", *asked["arguments"]]
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    serve()
