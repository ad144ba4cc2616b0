"""ES|QL: whether a query reads only what the section names. Pure.

Only commands that are known to read nothing else pass: LOOKUP JOIN, ENRICH, COMPLETION and whatever
there is one day do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

ALLOWED: Final = frozenset(
    "WHERE EVAL KEEP DROP RENAME SORT LIMIT STATS DISSECT GROK MV_EXPAND SAMPLE".split()
)
ORDERED: Final = frozenset({"WHERE", "EVAL", "DISSECT", "GROK"})
"""Commands after which each row still has its time, and no order of its own."""
OWN_ORDER: Final = frozenset({"SORT", "STATS", "SAMPLE"})
_BEGINS: Final = re.compile(r"\s*(FROM|ROW|SHOW)(\s|$)")
# What is no code comes first: a text, a name in quotes, a comment; then the pipe.
_PART: Final = re.compile(
    r'"""[^\n\r]*?"""(?:""?(?!"))?|"(?:[^"\\\n\r]|\\.)*"|`(?:[^`]|``)*`'
    r"|//[^\n\r]*|/\*(?:.|\n)*?\*/|/\*|\||[^\"`/|]+|[\"`/]"
)
_QUOTED: Final = re.compile(r'"""[^\n\r]*"""(?:""?)?|"(?:[^"\\\n\r]|\\.)*"|`(?:[^`]|``)*`')
_MARKS: Final = re.compile('"{6}')
_FROM: Final = re.compile(
    r"(?P<names>.*?)(?:\s+METADATA\s+[A-Za-z_]+(?:\s*,\s*[A-Za-z_]+)*)?",
    re.DOTALL | re.IGNORECASE,
)
_SOURCE: Final = re.compile(r'"([^"\\\n\r]*)"|([^\s",()\[\]`]+)')
_INNER: Final = re.compile(r"\(\s*(FROM|TS|ROW|SHOW|SET)\b|;", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z_]+")


def is_esql(text: str) -> bool:
    """Whether a query begins as one of ES|QL: FROM, ROW or SHOW in capitals."""
    return _BEGINS.match(text) is not None


def commands(text: str) -> list[str]:
    """The commands between the pipes, without comments; [] = quotes do not end."""
    return ["".join(parts).strip() for parts in _split(text)]


def esql_fault(text: str, indices: Sequence[str]) -> str:
    """What is wrong with a query as far as its text tells, or ""."""
    split = _split(text)
    if not split:
        return "A quotation mark or a comment does not end."
    if _MARKS.search(text):
        return "Where a quotation ends is not clear: there are six quotation marks in a row."
    bare = ("".join(part for part in parts if not _QUOTED.fullmatch(part)) for parts in split)
    if any(_INNER.search(command) for command in bare):
        return "A query within a query is not asked from here."
    first, *rest = commands(text)
    name, source = _named(first)
    if name == "FROM":
        return next(_strangers(source, indices), "") or _refused(rest)
    if name == "SHOW" and source.upper() != "INFO":
        return "Of SHOW only SHOW INFO is asked."
    return _refused(rest)


def with_limit(text: str, time_field: str, most: int) -> str:
    """The query, the latest rows first where it neither sorts nor counts, no more than `most`.

    Args:
        text: A query without a fault.
        time_field: The field with the time.
        most: Rows.
    """
    first, *rest = commands(text)
    names = [_named(command)[0] for command in rest]
    until = next((at for at, name in enumerate(names) if name not in ORDERED), len(rest))
    plain = _named(first)[0] == "FROM" and not OWN_ORDER & {*names}
    latest = [f"SORT `{time_field}` DESC"] if plain else []
    return " | ".join([first, *rest[:until], *latest, *rest[until:], f"LIMIT {most}"])


def _named(command: str) -> tuple[str, str]:
    found = _WORD.match(command)
    word = found[0] if found else ""
    return word.upper(), command[len(word) :].strip()


def _refused(rest: Sequence[str]) -> str:
    for command in rest:
        name, _ = _named(command)
        if name not in ALLOWED:
            known = name[:40] or "an empty command"
            return f"{known} is not asked from here; known are {', '.join(sorted(ALLOWED))}."
    return ""


def _strangers(source: str, indices: Sequence[str]) -> Iterator[str]:
    """What is read beside the indices of the section; nothing may stand between the names."""
    listed = _FROM.fullmatch(source)
    for name in (listed["names"] if listed else source).split(","):
        found = _SOURCE.fullmatch(name.strip())
        if found is None or (found[1] or found[2]) not in indices:
            known = name.strip()[:60] or "Nothing"
            yield f"{known} is not in the section; read FROM {', '.join(indices)}."


def _split(text: str) -> list[list[str]]:
    """The parts of each command; [] = a quotation mark or a comment does not end."""
    found: list[list[str]] = [[]]
    for part in _PART.findall(text):
        if part in ('"', "`", "/*"):
            return []
        if part == "|":
            found.append([])
        else:
            found[-1].append(" " if part.startswith(("//", "/*")) else part)
    return found
