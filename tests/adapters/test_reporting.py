"""What is reported: on standard error, in the form asked for, without anything secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# A failure in a function that holds a secret in a local variable.
_FAILS = """
import sys
import structlog
from adapters.reporting import report_as
report_as(sys.argv[1])

def sign(token_secret):
    raise ValueError("no signature")

try:
    sign("a-secret-that-is-" + "never-told")
except ValueError:
    structlog.get_logger("test").exception("could not sign", photo="53")
"""


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_failure_is_reported_with_its_place_and_without_what_variables_hold(form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FAILS, form],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    assert "could not sign" in done.stderr
    assert "ValueError: no signature" in done.stderr
    assert "never-told" not in done.stderr.replace('"never-told")', "")


def test_reports_for_machines_are_one_line_of_json_each() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FAILS, "json"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    [line] = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["photo"]) == ("could not sign", "error", "53")
