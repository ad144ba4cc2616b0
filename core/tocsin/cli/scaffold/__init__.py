"""A plugin to begin with: every file of it, and its tests are green before a line is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from tocsin.cli.scaffold.drafts import drafts, is_reached
from tocsin.cli.scaffold.holes import put, words_of
from tocsin.errors import InvalidValue

__all__ = ["LICENCES", "drafts", "new_plugin"]

LICENCES: Final[Mapping[str, str]] = {
    "gpl": "GPL-3.0-or-later",
    "mit": "MIT",
    "apache": "Apache-2.0",
    "none": "LicenseRef-Proprietary",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_NAME: Final = 40
_COMMON: Final[Mapping[str, str]] = {
    "pyproject.toml": "pyproject.toml",
    "Makefile": "Makefile",
    ".gitignore": "gitignore",
    ".github/workflows/test.yml": "workflow.yml",
    "README.md": "README.md",
    "src/${package}/__init__.py": "init.py",
    "tests/conftest.py": "conftest.py",
}


def new_plugin(name: str, kinds: Sequence[str], *, licence: str, folder: Path) -> list[Path]:
    """Write the distribution `tocsin-<name>` into `folder`, and return its files.

    Args:
        name: Lower-case letters and digits, parts joined by `-`.
        kinds: Those of `drafts` that it offers.
        licence: One of `LICENCES`.
        folder: Where the folder `tocsin-<name>` is made.

    Raises:
        InvalidValue: One of them is not written so, or the folder is there already.
    """
    _check(name, kinds, licence)
    place = folder / f"tocsin-{name}"
    if place.exists():
        raise InvalidValue(f"{place} is there already; nothing was written.")
    words = words_of(name, tuple(dict.fromkeys(kinds)), LICENCES[licence])
    written = {path: _filled(template, words) for path, template in _files(kinds)}
    made = [place / put(path, words) for path in written]
    for path, text in zip(made, written.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    typed = place / "src" / words["package"] / "py.typed"
    typed.touch()
    return [*made, typed]


def _check(name: str, kinds: Sequence[str], licence: str) -> None:
    if _NAME.fullmatch(name) is None or len(name) > _LONGEST_NAME:
        raise InvalidValue(
            f"{name!r} is no name of a plugin; write lower-case letters and digits, such as "
            "my-pager"
        )
    if name.startswith("tocsin-"):
        bare = name.removeprefix("tocsin-")
        raise InvalidValue(f"The name of the folder begins with tocsin- by itself; write {bare}.")
    known = ", ".join(drafts())
    if not kinds:
        raise InvalidValue(f"A plugin has at least one kind; there are drafts of {known}.")
    for kind in kinds:
        if kind not in drafts():
            raise InvalidValue(f"{kind!r} is no kind; there are drafts of {known}.")
    if licence not in LICENCES:
        raise InvalidValue(f"There is no licence {licence!r}; there are {', '.join(LICENCES)}.")


def _files(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Each file, and the template that it is made of."""
    modules = ["client.py"] if is_reached(kinds) else []
    for kind in kinds:
        modules += [f"{kind}.py", *drafts()[kind].beside]
    return [
        *_COMMON.items(),
        ("src/${package}/config.py", "config.py" if is_reached(kinds) else "config_bare.py"),
        *((f"src/${{package}}/{module}", module) for module in modules),
        *((f"tests/test_{kind}.py", f"test_{kind}.py") for kind in kinds),
    ]


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (files(__name__) / "templates" / f"{template}.txt").read_text(encoding="utf-8")
    return put(text, words).rstrip("\n") + "\n"
