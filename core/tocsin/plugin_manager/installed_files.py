"""The files of an installed plugin: its packages, what came beside them, what nobody can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, EntryPoint
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

CODE: Final = frozenset({".py", ".pth", ".so", ".pyd"})
_CACHE: Final = "__pycache__"
_BYTECODE: Final = re.compile(r"\.pyc(\.\d+)?$")
_UNCHECKED: Final = 0b01
"""The flags, in bytes 4 to 7, of bytecode that Python runs whatever its source says (PEP 552)."""


def packages(points: Iterable[EntryPoint]) -> tuple[str, ...]:
    """Return the top-level names of the modules of entry points, each once."""
    return tuple(dict.fromkeys(point.module.partition(".")[0] for point in points))


def roots(points: Iterable[EntryPoint]) -> tuple[Path, ...]:
    """Return the folder of each package of entry points, or the file of a module.

    Nothing is imported. A package without `__init__.py` has no folder of its own.
    """
    specs = (find_spec(name) for name in packages(points))
    files = [Path(spec.origin) for spec in specs if spec and spec.origin]
    return tuple(file.parent if file.name == "__init__.py" else file for file in files)


def shared(points: Iterable[EntryPoint]) -> Iterator[str]:
    """Yield each package of entry points that has no `__init__.py`: others may add to it."""
    for name in packages(points):
        spec = find_spec(name)
        if spec is not None and spec.origin is None:
            yield name


def content(root: Path) -> Iterator[Path]:
    """Yield every file of a package in order, but bytecode that Python compares with its source."""
    if root.is_file():
        yield root
        return
    yield from (file for file in sorted(root.rglob("*")) if file.is_file() and not is_cached(file))


def is_cached(file: Path) -> bool:
    """Return whether a file is bytecode that Python drops when its source is another.

    So is what Python is just writing of it, under a name that ends in a number.
    """
    if file.parent.name != _CACHE or not _BYTECODE.search(file.name):
        return False
    if file.suffix != ".pyc":
        return True
    with file.open("rb") as opened:
        flags = opened.read(8)[4:]
    return int.from_bytes(flags, "little") != _UNCHECKED


def folder_links(root: Path) -> Iterator[str]:
    """Yield each link to a folder in a package: what is behind it is imported, and not read."""
    for found in sorted(root.rglob("*")):
        if found.is_symlink() and found.is_dir():
            yield found.relative_to(root).as_posix()


def editable_folder(found: Distribution) -> Path | None:
    """Return the folder that a distribution is installed from, where it is installed in place."""
    try:
        told = json.loads(found.read_text("direct_url.json") or "{}")
        if not told.get("dir_info", {}).get("editable"):
            return None
        folder = Path(unquote(urlsplit(told["url"]).path))
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
    return folder.resolve() if folder.is_dir() else None


def beside(found: Distribution, names: Iterable[str]) -> Iterator[str]:
    """Yield each file with code that a distribution installed outside of these packages.

    What `pip install -e` puts there itself names only where the source is.
    """
    if editable_folder(found) is not None:
        return
    own = {part for name in names for part in (name, f"{name}.py")}
    for file in found.files or ():
        if file.suffix in CODE and file.parts[0] not in own:
            yield file.as_posix()
