"""The rooms and who may import whom (ARCHITECTURE.md), held by reading the code."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("domain", "adapters", "projections", "web", "storagemaster", "bin")
FOLDERS = ("domain", "adapters", "projections", "http/web", "storagemaster", "bin", "bench")

# What a room may use of other people's work; rooms that are not here use what they need.
OUTSIDE = {
    "domain": {"msgspec"},
    "projections": {"msgspec", "sqlalchemy"},
    "storagemaster": set[str](),
}
IMPURE = {
    "logging",
    "os",
    "pathlib",
    "random",
    "requests",
    "secrets",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "uuid",
}
IMPURE_CALLS = {"input", "now", "open", "print", "today", "utcnow"}


def modules(folder: str) -> Iterator[Path]:
    """Every module under a folder."""
    yield from sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """What a module imports, by full name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_rooms_import_only_what_the_contracts_in_setup_cfg_allow() -> None:
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", "setup.cfg", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_package_of_ours_is_under_the_contracts() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg")
    assert set(contracts["importlinter"]["root_packages"].split()) == set(OURS)
    found = {p.parent.name for p in ROOT.glob("*/__init__.py")}
    assert found - {"bench", "tests"} == set(OURS) - {"web"}


@pytest.mark.parametrize("room", sorted(p.stem for p in (ROOT / "adapters").iterdir()))
def test_every_adapter_is_under_the_contract_of_the_site(room: str) -> None:
    if room.startswith("__") or room == "assembly":
        return
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg")
    assert f"adapters.{room}" in contracts["importlinter:contract:web"]["forbidden_modules"].split()


def test_the_domain_touches_no_clock_no_file_and_no_network() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("domain")
        for name in imported(path)
        if name in IMPURE or name.partition(".")[0] in IMPURE
    ]
    assert wrong == []


def test_the_domain_asks_nobody_for_the_time_and_opens_nothing() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} calls {called}"
        for path in modules("domain")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and (called := _called(node)) in IMPURE_CALLS
    ]
    assert wrong == []


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


@pytest.mark.parametrize("folder", OUTSIDE)
def test_a_room_stands_on_few_packages_of_others(folder: str) -> None:
    allowed = sys.stdlib_module_names | OUTSIDE[folder] | set(OURS)
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imported(path)
        if name.partition(".")[0] not in allowed
    }
    assert wrong == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_module_is_longer_than_350_lines(folder: str) -> None:
    long = [p for p in modules(folder) if len(p.read_text("utf-8").splitlines()) > 350]
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = {"utils", "helpers", "manager", "base", "common", "misc"}
    found = [p for folder in FOLDERS for p in modules(folder) if p.stem in nameless]
    assert found == []


def test_http_from_the_root_is_the_standard_librarys() -> None:
    assert not (ROOT / "http" / "__init__.py").exists()
    said = subprocess.run(
        [sys.executable, "-c", "import http.client; print(http.client.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    assert str(ROOT) not in said


def test_the_site_is_imported_as_web_from_anywhere(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import web.app; print(web.app.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    assert said.strip() == str(ROOT / "http" / "web" / "app.py")


def test_the_command_is_installed_beside_python() -> None:
    said = subprocess.run(
        [Path(sys.executable).parent / "parallel-flickr", "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    assert said.startswith("Usage: parallel-flickr")


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda p: p.name)
def test_a_lock_pins_every_version_and_names_no_index_and_no_folder(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and line[0] not in " #"]
    assert lines
    assert [line for line in lines if "==" not in line or line.startswith("-")] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-demo"])
def test_a_lock_has_everything_that_is_asked_for(name: str) -> None:
    asked = _packages((ROOT / f"{name}.in").read_text("utf-8"))
    locked = _packages((ROOT / f"{name}.txt").read_text("utf-8"))
    assert asked - locked == set()


def _packages(text: str) -> set[str]:
    names = (re.match(r"[\w.-]+", line) for line in text.splitlines() if not line.startswith("-"))
    return {re.sub(r"[-_.]+", "-", name.group().lower()) for name in names if name}
