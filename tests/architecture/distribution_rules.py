"""The shape that every folder of plugins/ and backends/ has; each breach is one sentence."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LINES_FOR_EACH_KIND: Final = 300
LINES_OF_A_BACKEND: Final = 900
LARGER: Final = {"tocsin-discord": 1050, "tocsin-matrix": 1604}
"""Backends that are larger than a backend may be, and what they may have; they only shrink."""
LINES_OF_A_CHAT: Final = 400


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A plugin or backend as it lies in the tree."""

    folder: Path
    project: dict[str, Any]

    @property
    def package(self) -> str:
        """The import name that the folder promises: tocsin-webhook holds tocsin_webhook."""
        return self.folder.name.replace("-", "_")

    @property
    def source(self) -> Path:
        """The folder of the import package."""
        return self.folder / "src" / self.package

    @property
    def is_backend(self) -> bool:
        """Whether it is a chat backend."""
        return self.folder.parent.name == "backends"


def faults(folder: Path, *, core_version: str) -> list[str]:
    """Return what the distribution in `folder` lacks, a sentence each; empty when it is right."""
    settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    it = Distribution(folder=folder, project=settings.get("project", {}))
    return [sentence for rule in RULES for sentence in rule(it)] + _range(it, core_version)


def _name(it: Distribution) -> Iterator[str]:
    if it.project.get("name") != it.folder.name or not it.folder.name.startswith("tocsin-"):
        yield f"its name and its folder are not the same tocsin-<name>: {it.project.get('name')}"


def _readme(it: Distribution) -> Iterator[str]:
    if not (it.folder / "README.md").is_file():
        yield "it has no README.md"
    if it.project.get("readme") != "README.md":
        yield 'its pyproject does not say readme = "README.md"'


def _typed(it: Distribution) -> Iterator[str]:
    if not (it.source / "__init__.py").is_file():
        yield f"it has no src/{it.package}/__init__.py"
    if not (it.source / "py.typed").is_file():
        yield f"it has no src/{it.package}/py.typed"


def _entry_point(it: Distribution) -> Iterator[str]:
    points = it.project.get("entry-points", {}).get("tocsin", {})
    wanted = {it.folder.name.removeprefix("tocsin-"): it.package}
    if points != wanted:
        yield f"its entry points in group tocsin are {points}, not {wanted}"


def _tests(it: Distribution) -> Iterator[str]:
    if not any((it.folder / "tests").glob("test_*.py")):
        yield "it has no tests/test_*.py"


def _licence(it: Distribution) -> Iterator[str]:
    if not it.project.get("license"):
        yield "its pyproject names no license"


def _size(it: Distribution) -> Iterator[str]:
    own = LINES_OF_A_CHAT if _has_a_chat(it) else LINES_FOR_EACH_KIND * _kinds(it)
    limit = LARGER.get(it.folder.name, LINES_OF_A_BACKEND) if it.is_backend else own
    lines = sum(_lines(path) for path in it.source.rglob("*.py"))
    if lines > limit:
        yield f"its source has {lines} lines, {limit} are the limit"


def _lines(path: Path) -> int:
    """Return how many lines hold code: no blanks, no comments, no docstrings."""
    text = path.read_text(encoding="utf-8")
    told = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    rows = enumerate(text.splitlines(), start=1)
    return sum(1 for n, row in rows if n not in told and row.strip()[:1] not in ("", "#"))


def _kinds(it: Distribution) -> int:
    """Return how many kinds it provides: the different `kind="..."` that its __init__ hands out."""
    front = it.source / "__init__.py"
    tree = ast.parse(front.read_text(encoding="utf-8")) if front.is_file() else ast.Module([], [])
    kinds = {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "kind"
        if isinstance(node.value, ast.Constant)
    }
    return max(1, len(kinds))


def _has_a_chat(it: Distribution) -> bool:
    """Return whether it adds a chat platform, by the hook that does."""
    front = it.source / "__init__.py"
    return front.is_file() and "def tocsin_chats(" in front.read_text(encoding="utf-8")


def _range(it: Distribution, core_version: str) -> list[str]:
    needs = [Requirement(line) for line in it.project.get("dependencies", [])]
    core = [need for need in needs if canonicalize_name(need.name) == "tocsin"]
    operators = {bound.operator for need in core for bound in need.specifier}
    if operators != {">=", "<"}:
        return ['its dependencies do not declare a range "tocsin>=a,<b"']
    if not all(need.specifier.contains(core_version, prereleases=True) for need in core):
        return [f"its range of tocsin leaves out the {core_version} of this tree"]
    return []


RULES: Final[tuple[Callable[[Distribution], Iterator[str]], ...]] = (
    _name,
    _readme,
    _typed,
    _entry_point,
    _tests,
    _licence,
    _size,
)
