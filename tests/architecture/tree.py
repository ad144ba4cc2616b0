"""What the checks of this folder know about the tree: files, distributions, imports."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MEMBERS: Final = ("plugins", "backends", "examples")
NOT_OURS: Final = frozenset({"build", "dist", "node_modules", "__pycache__"})


@dataclass(frozen=True, kw_only=True)
class Import:
    """One module that a file imports, written in full (`from . import x` is the file's own)."""

    file: Path
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def files(root: Path) -> list[Path]:
    """Return the files that are ours: tracked, or new and not ignored; all of them without Git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not (root / ".git").exists():
        return [path for path in sorted(root.rglob("*")) if path.is_file() and _is_ours(path, root)]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout
    paths = (root / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def _is_ours(path: Path, root: Path) -> bool:
    folders = path.relative_to(root).parts[:-1]
    return not any(name in NOT_OURS or name.startswith(".venv") for name in folders)


def texts(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each of our files that is text, its path relative to `root`, with its text."""
    for path in files(root):
        body = path.read_bytes()
        if b"\0" not in body:
            yield path.relative_to(root), body.decode("utf-8", errors="replace")


def members(root: Path) -> list[Path]:
    """Return the folder of every plugin, backend and example that has a pyproject.toml."""
    found = [path for top in MEMBERS for path in root.glob(f"{top}/*/pyproject.toml")]
    return sorted(path.parent for path in found)


def root_version(root: Path) -> str:
    """Return the version of the distribution `tocsin` in this tree."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["project"]["version"])


def imports(folder: Path) -> Iterator[Import]:
    """Yield what the Python files below `folder` import, relative imports left out."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            for module in _modules(node):
                yield Import(file=path, line=getattr(node, "lineno", 0), module=module)


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
