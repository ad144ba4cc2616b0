"""Files are small, the domain is pure, the core names no vendor, no text names a registry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.file_rules import (
    REGISTRIES,
    VENDORS,
    impure,
    registry_hosts,
    too_long,
    vendor_names,
)
from tests.architecture.tree import ROOT, texts

Rule = Callable[[Path], list[str]]


@pytest.mark.parametrize("rule", [too_long, impure, vendor_names, registry_hosts])
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


def test_the_rules_see_the_tree() -> None:
    """A rule that looked into an empty list of files would always be kept."""
    seen = {path.as_posix() for path, _ in texts(ROOT)}

    assert {"pyproject.toml", "core/tocsin/errors.py", "constraints.txt"} <= seen
    assert (ROOT / "core" / "tocsin" / "domain").is_dir()


def test_the_page_of_the_distribution_is_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project.get("readme") == ("README.md" if (ROOT / "README.md").exists() else None)


@pytest.mark.parametrize(
    ("rule", "name", "text", "finding"),
    [
        (too_long, "core/tocsin/big.py", "x = 1\n" * 351, "351 lines"),
        (too_long, "core/tocsin/web/page.html", "<p>\n" * 351, "351 lines"),
        (too_long, "plugins/tocsin-a/src/tocsin_a/big.py", "x = 1\n" * 351, "351 lines"),
        (too_long, "plugins/tocsin-a/tests/test_big.py", "x = 1\n" * 501, "501 lines"),
        (too_long, "tests/test_big.py", "x = 1\n" * 501, "501 lines"),
        (impure, "core/tocsin/domain/a.py", "import socket\n", ":1 imports socket"),
        (impure, "core/tocsin/domain/b/c.py", "\nfrom os import path\n", ":2 imports os.path"),
        (impure, "core/tocsin/domain/d.py", "def f():\n    import time\n", ":2 imports time"),
        (impure, "core/tocsin/domain/e.py", "import pydantic\n", "imports pydantic"),
        (impure, "core/tocsin/domain/f.py", "from tocsin.store import x", "imports tocsin.store"),
        (vendor_names, "core/tocsin/a.py", f"# as {VENDORS[0].title()} does", VENDORS[0]),
        (vendor_names, f"core/tocsin/{VENDORS[-1]}.py", "", VENDORS[-1]),
        (registry_hosts, "docs/a.md", f"see https://{REGISTRIES[0]}/x", REGISTRIES[0]),
        (registry_hosts, "uv.lock", "", "uv.lock"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, rule: Rule, name: str, text: str, finding: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)

    found = rule(tmp_path)

    assert len(found) == 1
    assert finding in found[0]


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (too_long, "core/tocsin/fits.py", "x = 1\n" * 350),
        (too_long, "tests/test_fits.py", "x = 1\n" * 500),
        (too_long, "docs/long.md", "words\n" * 900),
        (impure, "core/tocsin/domain/a.py", "from datetime import datetime\nfrom .b import c\n"),
        (impure, "core/tocsin/domain/b.py", "from tocsin.errors import InvalidValue\n"),
        (impure, "core/tocsin/store/a.py", "import sqlite3\n"),
        (vendor_names, "docs/a.md", f"{VENDORS[0]}\n"),
    ],
)
def test_what_is_allowed_is_let_through(tmp_path: Path, rule: Rule, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)

    assert rule(tmp_path) == []
