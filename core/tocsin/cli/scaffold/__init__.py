"""A plugin to begin with: every file of it, and its tests are green before a line is changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from tocsin.errors import InvalidValue
from tocsin.hookspecs import API_VERSION
from tocsin.providers.kinds import KINDS

LICENCES: Final[Mapping[str, str]] = {
    "gpl": "GPL-3.0-or-later",
    "mit": "MIT",
    "apache": "Apache-2.0",
    "none": "LicenseRef-Proprietary",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_NAME: Final = 40
_CHAT: Final = ", and a chat begins with docs/writing-a-chat-backend.md"
_WORD: Final = re.compile(r"[A-Za-z]+")
_HOLE: Final = re.compile(r"\$\{([a-z_]+)\}")
_COMMON: Final[Mapping[str, str]] = {
    "pyproject.toml": "pyproject.toml",
    "Makefile": "Makefile",
    ".gitignore": "gitignore",
    ".github/workflows/test.yml": "workflow.yml",
    "README.md": "README.md",
    "src/${package}/__init__.py": "init.py",
    "tests/conftest.py": "conftest.py",
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is written for one kind.

    Attributes:
        made: The class that is the kind's provider.
        base: The class of `tocsin.providers` that its section inherits from.
        summary: What `tocsin plugins` says.
        section: What a team file says besides the type; `${name}` is the plugin.
        fields: The section's fields besides its address and token.
        reached: Whether it is called at an address, with a token.
    """

    made: str
    base: str
    summary: str
    section: str
    fields: str = ""
    reached: bool = True


@cache
def drafts() -> Mapping[str, Draft]:
    """Return the draft of each kind there is one of, by the kind."""
    text = (files(__name__) / "drafts.toml").read_text(encoding="utf-8")
    return {kind: Draft(**draft) for kind, draft in tomllib.loads(text).items()}


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
    words = _words(name, tuple(dict.fromkeys(kinds)), LICENCES[licence])
    written = {path: _filled(template, words) for path, template in _files(kinds)}
    made = [place / _put(path, words) for path in written]
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
    known = ", ".join(drafts())
    if not kinds:
        raise InvalidValue(f"A plugin has at least one kind; there are drafts of {known}.")
    for kind in kinds:
        if kind not in drafts():
            raise InvalidValue(f"{kind!r} is no kind; there are drafts of {known}{_CHAT}.")
    if licence not in LICENCES:
        raise InvalidValue(f"There is no licence {licence!r}; there are {', '.join(LICENCES)}.")


def _files(kinds: Sequence[str]) -> list[tuple[str, str]]:
    reached = _is_reached(kinds)
    config = "config.py" if reached else "config_bare.py"
    own = [
        ("src/${package}/config.py", config),
        *([("src/${package}/client.py", "client.py")] if reached else []),
    ]
    own += [
        pair
        for kind in kinds
        for pair in (
            (f"src/${{package}}/{kind}.py", f"{kind}.py"),
            (f"tests/test_{kind}.py", f"test_{kind}.py"),
        )
    ]
    return [*_COMMON.items(), *own]


def _words(name: str, kinds: Sequence[str], licence: str) -> dict[str, str]:
    """What stands for each `${…}` of the templates."""
    major, minor = version("tocsin").split(".")[:2]
    words = {
        "name": name,
        "package": f"tocsin_{name.replace('-', '_')}",
        "title": name.replace("-", " ").title(),
        "env": f"{name.replace('-', '_').upper()}_TOKEN",
        "licence": licence,
        "version": f"{major}.{minor}",
        "next": f"{major}.{int(minor) + 1}",
        "api": str(API_VERSION),
        "kinds_in_words": ", ".join(KINDS[kind].words for kind in kinds),
        "listed": ", ".join(f"`{kind}: {name}`" for kind in kinds),
    }
    has_secret = any("env" in drafts()[kind].section for kind in kinds)
    return {
        **words,
        "sections": "\n\n".join(_put(drafts()[kind].section, words) for kind in kinds),
        "address": _put(_address(kinds, has_secret=has_secret), words),
        "config_imports": _config_imports(kinds),
        "config_classes": "".join(_config_class(kind, words) for kind in kinds),
        "imports": _imports(kinds, words["package"]),
        "rows": "\n".join(_row(kind, words) for kind in kinds),
    }


def _is_reached(kinds: Sequence[str]) -> bool:
    """Whether something of it is called, at an address and with a token."""
    return any(drafts()[kind].reached for kind in kinds)


def _address(kinds: Sequence[str], *, has_secret: bool) -> str:
    if _is_reached(kinds):
        return (
            "`base_url` is the address of the API; set `${env}` in the environment of "
            "`tocsin run`.\n"
        )
    return "Set `${env}` in the environment of `tocsin run`.\n" if has_secret else ""


def _imports(kinds: Sequence[str], package: str) -> str:
    lines = [f"from {package}.{kind} import {drafts()[kind].made}" for kind in kinds]
    sections = _import(f"{package}.config", {_section(kind) for kind in kinds})
    return "\n".join(sorted([*lines, sections]))


def _config_imports(kinds: Sequence[str]) -> str:
    """What `config.py` imports: the bases of its sections, and what their fields name."""
    made = [drafts()[kind] for kind in kinds]
    fields = {word for draft in made for word in _WORD.findall(draft.fields)}
    bases = {base for draft in made for base in _parents(draft)} - {"Access"}
    access = {"BaseUrl", "HttpConfig", "SecretField"} if _is_reached(kinds) else set()
    used = bases | access | (fields & {"BaseUrl", "SecretField"})
    pydantic = "from pydantic import Field\n" if "Field" in fields else ""
    return f"{pydantic}{_import('tocsin.providers', used)}"


def _import(module: str, names: Set[str]) -> str:
    listed = "".join(f"    {name},\n" for name in sorted(names))
    return f"from {module} import (\n{listed})"


def _section(kind: str) -> str:
    """The name of the class of a kind's section: `StatusPageSection`."""
    return f"{kind.title().replace('_', '')}Section"


def _parents(draft: Draft) -> tuple[str, ...]:
    if not draft.reached:
        return (draft.base,)
    return ("Access",) if draft.base == "ProviderConfig" else ("Access", draft.base)


def _config_class(kind: str, words: Mapping[str, str]) -> str:
    draft = drafts()[kind]
    lines = [
        f"\n\nclass {_section(kind)}({', '.join(_parents(draft))}):\n",
        f'    """A section `[{kind}.${{name}}]`."""\n',
        f"\n{draft.fields}" if draft.fields else "",
    ]
    return _put("".join(lines), words)


def _row(kind: str, words: Mapping[str, str]) -> str:
    draft = drafts()[kind]
    return _put(
        "        ProviderType(\n"
        f'            kind="{kind}",\n'
        '            name="${name}",\n'
        f'            summary="{draft.summary}",\n'
        f"            config={_section(kind)},\n"
        f"            factory={draft.made},\n"
        "        ),",
        words,
    )


def _put(text: str, words: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: words[hole[1]], text)


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (files(__name__) / "templates" / f"{template}.txt").read_text(encoding="utf-8")
    return _put(text, words).rstrip("\n") + "\n"
