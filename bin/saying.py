"""What commands that go on say of themselves: a line for a person, or one of JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import click
import structlog

from adapters.reporting import Form

Say: TypeAlias = Callable[[str], object]


def saying(form: Form, *, err: bool = True) -> Say:
    """Return what says a line in the form that `log_format` asks for.

    JSON goes to standard error, as all that is reported; `err` tells where else a line goes.
    """
    if form == "json":
        return lambda words: structlog.get_logger("parallel-flickr").info(words)
    return lambda words: click.echo(words, err=err)
