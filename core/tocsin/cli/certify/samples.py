"""The sections that a README shows: what each thing a plugin adds is made from."""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tocsin.providers.kinds import ESCALATION, KINDS

Sample = Mapping[str, object]
_BLOCK: Final = re.compile(r"^( *)```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SETTINGS: Final[Mapping[str, str]] = {"TOCSIN_CHATS": "chat", "TOCSIN_OBSERVERS": "observer"}


def samples(readme: str) -> Mapping[tuple[str, str], Sequence[Sample]]:
    """Return (kind, type) -> every section of it that is shown.

    Of chats and observers the kind is `chat` and `observer`, and the section stands in `config.py`.
    """
    found: dict[tuple[str, str], list[Sample]] = {}
    for block in (textwrap.dedent(match[2]) for match in _BLOCK.finditer(readme)):
        for key, sample in (*_of_toml(block), *_of_python(block)):
            found.setdefault(key, []).append(sample)
    return found


def unreadable(readme: str) -> tuple[int, str] | None:
    """Return line and fault of the first block that is called TOML and is none."""
    for match in _BLOCK.finditer(readme):
        if match[0].lstrip().startswith("```toml"):
            try:
                tomllib.loads(textwrap.dedent(match[2]))
            except tomllib.TOMLDecodeError as error:
                return readme.count("\n", 0, match.start()) + 1, str(error)
    return None


def _of_toml(block: str) -> Iterator[tuple[tuple[str, str], Sample]]:
    try:
        read = tomllib.loads(block)
    except tomllib.TOMLDecodeError:
        return
    for kind, sections in read.items():
        if kind in KINDS and isinstance(sections, dict):
            for name, section in sections.items():
                if isinstance(section, dict):
                    yield _typed(kind, name, section)


def _typed(kind: str, name: str, section: Sample) -> tuple[tuple[str, str], Sample]:
    """The type of a section, and what its model reads."""
    selector = "strategy" if kind == ESCALATION.kind else "type"
    left_out = {selector} | ({"presets"} if KINDS[kind].presets else set())
    own = {key: value for key, value in section.items() if key not in left_out}
    return (kind, str(section.get(selector, name))), own


def _of_python(block: str) -> Iterator[tuple[tuple[str, str], Sample]]:
    try:
        body = ast.parse(block).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        named = [
            target.id
            for target in (node.targets if isinstance(node, ast.Assign) else [])
            if isinstance(target, ast.Name) and target.id in _SETTINGS
        ]
        if named and isinstance(node, ast.Assign):
            settings = _literal(node.value)
            yield from (
                ((_SETTINGS[named[0]], name), section)
                for name, section in settings.items()
                if isinstance(section, dict)
            )


def _literal(node: ast.expr) -> Mapping[str, object]:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
