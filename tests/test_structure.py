"""The rooms and who may import whom (ARCHITECTURE.md), held by reading the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("domain", "adapters", "projections", "web", "storagemaster", "bin")

# For each room: the rooms of ours that it may import, itself left out.
MAY_IMPORT = {
    "domain": (),
    "adapters/log": ("domain",),
    "adapters/flickr": ("domain",),
    "adapters/storage": ("domain", "storagemaster"),
    "projections": ("domain",),
    "http/web": ("domain", "projections", "adapters.assembly"),
    "storagemaster": (),
}
IMPURE = {
    "datetime.now",
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


def package(folder: str) -> str:
    """How a folder is imported."""
    return "web" if folder == "http/web" else folder.replace("/", ".")


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(folder: str) -> None:
    allowed = (package(folder), *MAY_IMPORT[folder])
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imported(path)
        if name.partition(".")[0] in OURS and not _within(name, allowed)
    ]
    assert wrong == []


def _within(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(room + ".") for room in allowed)


def test_the_domain_touches_no_clock_no_file_and_no_network() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("domain")
        for name in imported(path)
        if name in IMPURE or name.partition(".")[0] in IMPURE
    ]
    assert wrong == []


def test_the_domain_stands_on_the_standard_library_and_msgspec() -> None:
    allowed = sys.stdlib_module_names | {"domain", "msgspec"}
    wrong = {
        name
        for path in modules("domain")
        for name in imported(path)
        if name.partition(".")[0] not in allowed
    }
    assert wrong == set()


def test_the_simulator_knows_nothing_of_the_client() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("adapters/flickr/simulator")
        for name in imported(path)
        if name.startswith("adapters.") and not name.startswith("adapters.flickr.simulator")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "folder", ["domain", "adapters", "projections", "http/web", "storagemaster", "bin", "bench"]
)
def test_no_module_is_longer_than_350_lines(folder: str) -> None:
    long = [p for p in modules(folder) if len(p.read_text("utf-8").splitlines()) > 350]
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = {"utils", "helpers", "manager", "base", "common", "misc"}
    found = [p for f in OURS if (ROOT / f).exists() for p in modules(f) if p.stem in nameless]
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
