"""Every plugin and backend has the shape that CONTRIBUTING.md and backends/README.md promise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.distribution_rules import faults
from tests.architecture.tree import MEMBERS, ROOT, members, root_version

PYPROJECT = """
[project]
name = "{name}"
version = "0.1.0"
readme = "README.md"
license = "GPL-3.0-or-later"
dependencies = ["tocsin>=0.1,<0.2", "other>=1"]

[project.entry-points.tocsin]
{short} = "{package}"
"""
PROVIDER = "ProviderType(kind={kind!r})\n"


def make(root: Path, name: str = "tocsin-pigeon", *, kinds: tuple[str, ...] = ("paging",)) -> Path:
    """Write a right distribution below `root`, for a test to break."""
    folder = root / name
    package = name.replace("-", "_")
    source = folder / "src" / package
    source.mkdir(parents=True)
    (folder / "tests").mkdir()
    short = name.removeprefix("tocsin-")
    text = PYPROJECT.format(name=name, short=short, package=package)
    (folder / "pyproject.toml").write_text(text)
    (folder / "README.md").write_text("# Pigeon\n")
    (folder / "tests" / "test_contract.py").write_text("")
    (source / "py.typed").write_text("")
    (source / "__init__.py").write_text("".join(PROVIDER.format(kind=kind) for kind in kinds))
    return folder


def rewrite(old: str, new: str) -> Callable[[Path], None]:
    """Return a breach that replaces a text of the pyproject."""

    def breach(folder: Path) -> None:
        path = folder / "pyproject.toml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return breach


def remove(name: str) -> Callable[[Path], None]:
    """Return a breach that deletes a file."""
    return lambda folder: (folder / name).unlink()


def grow(lines: int) -> Callable[[Path], None]:
    """Return a breach that adds a module of so many lines."""

    def breach(folder: Path) -> None:
        source = next((folder / "src").iterdir())
        (source / "client.py").write_text("x = 1\n" * lines)

    return breach


COPIED: Final = {"examples/team-repository": "tests/e2e/test_team_repository.py"}
"""A repository to copy, and the test that copies and runs it."""


@pytest.mark.parametrize("folder", members(ROOT), ids=lambda folder: folder.name)
def test_every_plugin_and_backend_has_the_shape(folder: Path) -> None:
    assert faults(folder, core_version=root_version(ROOT)) == []


def test_the_folders_hold_distributions_and_nothing_else() -> None:
    """A folder without a pyproject would be installed, tested and checked by nobody.

    What people copy as a repository of their own is run by a test of ours.
    """
    folders = {path for top in MEMBERS for path in (ROOT / top).glob("*/")}
    strays = {path for path in folders if any(path.rglob("*.py"))} - set(members(ROOT))

    assert {path.relative_to(ROOT).as_posix() for path in strays} <= set(COPIED)
    assert all((ROOT / test).is_file() for test in COPIED.values())


def test_a_right_distribution_has_no_faults(tmp_path: Path) -> None:
    assert faults(make(tmp_path / "plugins"), core_version="0.1.7") == []


@pytest.mark.parametrize(
    ("breach", "sentence"),
    [
        (rewrite('name = "tocsin-pigeon"', 'name = "pigeon"'), "name and its folder"),
        (remove("README.md"), "no README.md"),
        (rewrite('readme = "README.md"', ""), "does not say readme"),
        (remove("src/tocsin_pigeon/py.typed"), "py.typed"),
        (remove("src/tocsin_pigeon/__init__.py"), "__init__.py"),
        (rewrite("entry-points.tocsin", "entry-points.other"), "entry points in group tocsin"),
        (rewrite('pigeon = "tocsin_pigeon"', 'pigeon = "dove"'), "entry points in group tocsin"),
        (remove("tests/test_contract.py"), "no tests"),
        (rewrite('license = "GPL-3.0-or-later"', ""), "no license"),
        (rewrite('"tocsin>=0.1,<0.2", ', ""), "range"),
        (rewrite("tocsin>=0.1,<0.2", "tocsin>=0.1"), "range"),
        (rewrite("tocsin>=0.1,<0.2", "tocsin==0.1.7"), "range"),
        (rewrite("tocsin>=0.1,<0.2", "tocsin>=0.2,<0.3"), "leaves out the 0.1.7"),
        (grow(300), "301 lines, 300 are the limit"),
    ],
)
def test_a_breach_is_named(tmp_path: Path, breach: Callable[[Path], None], sentence: str) -> None:
    folder = make(tmp_path / "plugins")
    breach(folder)

    found = faults(folder, core_version="0.1.7")

    assert len(found) == 1
    assert sentence in found[0]


def test_a_plugin_of_two_kinds_may_be_twice_as_long(tmp_path: Path) -> None:
    folder = make(tmp_path / "plugins", kinds=("paging", "alerts", "paging"))
    grow(597)(folder)

    assert faults(folder, core_version="0.1.0") == []

    grow(598)(folder)
    assert faults(folder, core_version="0.1.0") == ["its source has 601 lines, 600 are the limit"]


def test_an_example_of_a_chat_may_have_400_lines_and_no_more(tmp_path: Path) -> None:
    folder = make(tmp_path / "examples")
    front = folder / "src" / "tocsin_pigeon" / "__init__.py"
    front.write_text("def tocsin_chats(): ...\n")
    grow(399)(folder)
    assert faults(folder, core_version="0.1.0") == []

    grow(400)(folder)
    assert faults(folder, core_version="0.1.0") == ["its source has 401 lines, 400 are the limit"]


def test_a_backend_may_have_900_lines_and_no_more(tmp_path: Path) -> None:
    folder = make(tmp_path / "backends")
    grow(899)(folder)
    assert faults(folder, core_version="0.1.0") == []

    grow(900)(folder)
    assert faults(folder, core_version="0.1.0") == ["its source has 901 lines, 900 are the limit"]
