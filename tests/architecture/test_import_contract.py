"""The floors of the house hold, and the contracts that say so really fail on a breach."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, imports, members
from tests.patience import HANGS_S
from tocsin.public import BACKEND_MODULES, PUBLIC_MODULES

CONFIG = ROOT / "pyproject.toml"
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({}))"


def lint(core: Path, config: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the `tocsin` below `core`."""
    arguments = f"config_filename={str(config)!r}, no_logo=True, no_cache=True"
    command = [sys.executable, "-c", LINT.format(arguments)]
    settings = {**os.environ, "PYTHONPATH": str(core), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=cwd, env=settings, capture_output=True, text=True, check=False, timeout=HANGS_S
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A `tocsin` of empty modules, one for each floor of the real contract."""
    settings = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    for floor in re.findall(r"\w+", " ".join(layers)):
        module = tmp_path / "tocsin" / floor / "__init__.py"
        module.parent.mkdir(parents=True)
        module.write_text("")
    (tmp_path / "tocsin" / "__init__.py").write_text("")
    return tmp_path


def test_the_tree_keeps_every_contract() -> None:
    result = lint(ROOT / "core", CONFIG, ROOT)

    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 broken" in result.stdout


def test_a_house_of_empty_floors_keeps_every_contract(house: Path) -> None:
    result = lint(house, CONFIG, house)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("domain/a.py", "from tocsin import store", "A floor imports only floors below it"),
        ("store/a.py", "from tocsin.config import x", "A floor imports only floors below it"),
        ("providers/a.py", "import tocsin.hookspecs", "A floor imports only floors below it"),
        ("attic.py", "", "A floor imports only floors below it"),
        ("desk/a.py", "def f():\n    import errbot", "Only errbot_host imports errbot"),
        ("engine/a.py", "from sqlalchemy import text", "Only store imports the database"),
        ("builtin/a.py", "import sqlite3", "Only store imports the database"),
        ("cli/a.py", "import uvicorn", "Only web imports the web framework"),
        ("desk/a.py", "from fastapi import FastAPI", "Only web imports the web framework"),
        ("domain/a.py", "import socket", "The domain is pure"),
        ("domain/a.py", "from time import time", "The domain is pure"),
        ("errors/a.py", "import os.path", "The domain is pure"),
        ("domain/a.py", "import pydantic", "The domain is pure"),
    ],
)
def test_a_breach_breaks_its_contract(house: Path, file: str, line: str, contract: str) -> None:
    (house / "tocsin" / file).write_text(f"{line}\n")

    result = lint(house, CONFIG, house)

    assert result.returncode == 1
    assert re.search(f"{re.escape(contract)}.* BROKEN", result.stdout), result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("errbot_host/a.py", "import errbot.core"),
        ("store/a.py", "import sqlalchemy, sqlite3, alembic"),
        ("web/a.py", "import fastapi, uvicorn"),
        ("cli/a.py", "from tocsin import errbot_host, store, web"),
    ],
)
def test_the_one_place_that_may_import_it_may(house: Path, file: str, line: str) -> None:
    (house / "tocsin" / file).write_text(f"{line}\n")

    result = lint(house, CONFIG, house)

    assert result.returncode == 0, result.stdout + result.stderr


def plugins_imported(core: Path) -> list[str]:
    """Return where the core imports a plugin or a backend."""
    return [str(found) for found in imports(core) if found.module.startswith("tocsin_")]


def private_names_used(distribution: Path) -> list[str]:
    """Return where a plugin or backend, or a test of it, reaches behind the public API."""
    may = BACKEND_MODULES if distribution.parent.name == "backends" else ()
    return [
        str(found)
        for found in imports(distribution)
        if found.module.split(".")[0] == "tocsin" and not _is_public(found.module, may)
    ]


def _is_public(name: str, may: tuple[str, ...]) -> bool:
    """Whether it is a public module, or one of its own names; `may` are open all the way down."""
    module, _, own = name.rpartition(".")
    if name in PUBLIC_MODULES or any(f"{name}.".startswith(f"{one}.") for one in may):
        return True
    return module in PUBLIC_MODULES and own in import_module(module).__all__


def test_the_core_imports_no_plugin() -> None:
    assert plugins_imported(ROOT / "core") == []


@pytest.mark.parametrize("folder", members(ROOT), ids=lambda folder: folder.name)
def test_a_plugin_uses_only_the_public_api(folder: Path) -> None:
    assert private_names_used(folder) == []


def test_a_core_that_imports_a_plugin_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    from tocsin_pigeon import client\n")

    assert plugins_imported(tmp_path) == [f"{tmp_path}/a.py:2 imports tocsin_pigeon.client"]


@pytest.mark.parametrize(
    ("top", "line", "is_found"),
    [
        ("plugins", "from tocsin.providers import Paging", False),
        ("plugins", "import tocsin.providers", False),
        ("plugins", "from tocsin.providers import paging", True),
        ("plugins", "from tocsin.providers.paging import Paging", True),
        ("plugins", "from tocsin.domain.people import Person", True),
        ("plugins", "from tocsin import hookspecs", False),
        ("plugins", "from tocsin import store", True),
        ("plugins", "import tocsin.engine.delivery", True),
        ("plugins", "from tocsin.errbot_host import backend", True),
        ("backends", "from tocsin.errbot_host import backend", False),
        ("backends", "from tocsin.store import sql", True),
    ],
)
def test_a_plugin_that_reaches_deeper_is_found(
    tmp_path: Path, top: str, line: str, is_found: bool
) -> None:
    source = tmp_path / top / "tocsin-pigeon" / "src"
    source.mkdir(parents=True)
    (source / "a.py").write_text(line)

    assert bool(private_names_used(source.parent)) is is_found
