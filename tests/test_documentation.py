"""The documentation says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from adapters.settings import Settings
from bin.__main__ import parallel_flickr

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    name: parallel_flickr.get_command(None, name) for name in parallel_flickr.list_commands(None)
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`{name}" in (ROOT / "README.md").read_text("utf-8")


GROUPS = {
    name: group.commands for name, group in COMMANDS.items() if isinstance(group, click.Group)
}


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_command_of_a_group_is_in_its_rows_of_the_readme(group: str) -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    named = [line.split("|")[1] for line in lines if line.startswith(f"| `{group} ")]
    told = set(re.findall(rf"`(?:{group} )?([a-z-]+)[ `]", " ".join(named)))
    assert set(GROUPS[group]) <= told


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "docs" / "settings.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_has_its_reason(name: str) -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    for line in (ROOT / name).read_text("utf-8").splitlines():
        package = line.partition("[")[0].strip().lower()
        if package and not package.startswith(("-", "#", "types-")):
            assert package in reasons, package


def test_every_screenshot_that_is_shown_is_there_and_together_they_are_light() -> None:
    docs = ROOT / "docs"
    shown = set(re.findall(r'src="(screenshots/[^"]+)"', (docs / "screenshots.md").read_text()))
    there = {f"screenshots/{file.name}" for file in (docs / "screenshots").iterdir()}
    assert shown == there
    assert len(shown) > 100
    assert sum((docs / name).stat().st_size for name in shown) < 6_000_000
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r'src="docs/(screenshots/[^"]+)"', readme)) <= there
