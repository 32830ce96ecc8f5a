"""The rings of the program: pure modules know nothing outward, only the desk saves, doors never touch the store.

The contracts of import-linter in `pyproject.toml` are held here, and so is what they cannot say: that they name every
module there is, that nothing pure reaches for a clock, a file or chance, and what a fresh process loads.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "checklist"

PURE = {
    "errors", "text", "model", "scoring", "acts", "judge", "change", "workflow", "journal", "notices", "locale", "view",
    "findings", "actions", "queue", "register", "keys", "people", "comparing",
    "terminal", "drafts",
}  # fmt: skip
INSIDE = {"store", "rulebook", "desk", "findings_desk", "homes", "access", "unexpected", "streams"}
DOORS = {"cli", "serve", "plain", "tui", "report", "demo"}
START = {"__main__", "__init__", "lean"}

LIGHT = {
    "__future__", "binascii", "calendar", "collections", "datetime", "decimal", "difflib", "errno", "fractions",
    "functools", "hashlib", "itertools", "math", "msgspec", "re", "shlex", "types", "typing", "unicodedata",
}  # fmt: skip
"""What a pure module may import from outside."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def parts(path: Path) -> tuple[str, ...]:
    """`store/files.py` as ("store", "files")."""
    return path.relative_to(PACKAGE).with_suffix("").parts


def imports(path: Path) -> Iterator[str]:
    """The full name of every module that a module imports, anywhere in it; of a name, the module it may be."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def importers(*packages: str) -> set[str]:
    """The top-level parts of the program that import one of these packages."""
    wanted = tuple(f"{each}." for each in packages)
    return {parts(path)[0] for path in MODULES if any(f"{name}.".startswith(wanted) for name in imports(path))}


def pure_modules() -> list[Path]:
    return [path for path in MODULES if parts(path)[0] in PURE]


# --- the contract ------------------------------------------------------------------------------------------


def test_every_module_stands_in_one_ring() -> None:
    assert {parts(path)[0] for path in MODULES} <= PURE | INSIDE | DOORS | START
    assert {parts(path)[0] for path in MODULES} >= PURE


def test_the_import_contracts_are_kept() -> None:
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def contract(name: str) -> dict[str, list[str]]:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    every = {each["name"]: each for each in read["tool"]["importlinter"]["contracts"]}
    found: dict[str, list[str]] = every[name]
    return found


def test_the_contracts_name_every_module_of_their_ring() -> None:
    there = {parts(path)[0] for path in MODULES}
    pure = contract("The pure ring imports nothing outward")
    assert set(pure["source_modules"]) == {f"checklist.{each}" for each in PURE}
    assert {f"checklist.{each}" for each in (INSIDE | DOORS) & there} <= set(pure["forbidden_modules"])
    doors = contract("Doors never import the store")
    assert set(doors["source_modules"]) == {f"checklist.{each}" for each in DOORS & there}


# --- imports, read anew ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: ".".join(parts(path)))
def test_a_pure_module_imports_pure_ones_and_light_ones_only(path: Path) -> None:
    for name in imports(path):
        top, *rest = name.split(".")
        assert (top == "checklist" and rest[0] in PURE) or top in LIGHT, name


def test_each_library_has_its_one_place() -> None:
    assert importers("tinydb") == {"store"}
    assert importers("yaml") == {"rulebook"}
    assert importers("textual") == importers("rich") == {"tui"}


def test_only_the_desk_and_what_makes_homes_import_the_store() -> None:
    assert importers("checklist.store") == {"desk", "homes", "store"}


def test_nothing_opens_a_network_socket() -> None:
    network = ("socket", "socketserver", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "requests", "httpx")
    assert importers(*network) == set()


# --- what pure modules do not call -------------------------------------------------------------------------

OUTWARD = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
"""Built-in functions that reach outside."""
CLOCKS = {"now", "utcnow", "today", "urandom", "fromtimestamp", "getenv", "read_text", "write_text", "read_bytes"}
"""Methods that ask the clock, chance, the environment or a disk."""


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: ".".join(parts(path)))
def test_a_pure_module_asks_no_clock_no_file_and_no_chance(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            assert node.id not in OUTWARD, f"line {node.lineno}: {node.id}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in CLOCKS, f"line {node.lineno}: .{node.attr}"


# --- what a fresh process loads ----------------------------------------------------------------------------


def loaded(statement: str) -> set[str]:
    """The top-level modules in a fresh process after a statement."""
    code = f"{statement}\nimport sys\nprint(' '.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_desk_loads_no_screen_and_no_rules_reader() -> None:
    modules = loaded("import checklist.desk")
    assert not modules & {"textual", "rich", "yaml"}
    assert {"checklist", "msgspec"} <= modules


def test_the_pure_core_loads_no_library_but_msgspec() -> None:
    names = ", ".join(f"checklist.{each}" for each in sorted(PURE))
    assert not loaded(f"import {names}") & {"textual", "rich", "yaml", "tinydb", "asyncio", "socket"}
