"""Write down the public API as it is: every public name, its signature, its fields, its literals.

Usage: `scripts/public_api.py` writes tests/architecture/public_api.txt, and
`scripts/public_api.py --check` exits with 1 when that file does not say what the code says.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Final, TypeVar, get_args, get_origin

from tocsin.public import PUBLIC_MODULES

FILE: Final = Path(__file__).resolve().parent.parent / "tests" / "architecture" / "public_api.txt"
HEAD: Final = """\
# The public API, written by `scripts/public_api.py`: every name that a plugin may import. A line
# that goes or changes breaks somebody's plugin; a new field or parameter has a default.
"""
# Written as their author wrote them, so that every Python version gives the same text.
_PLAIN: Final = (str, int, float, bool, type(None), tuple, frozenset)
_MARKS: Final = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}


def public_names() -> Iterator[tuple[str, str, object]]:
    """(module, name, value) of everything public, in the order of the file."""
    for module in PUBLIC_MODULES:
        found = import_module(module)
        for name in sorted(found.__all__):
            yield module, name, getattr(found, name)


def snapshot() -> str:
    """The whole file."""
    lines = [HEAD]
    last = ""
    for module, name, value in public_names():
        if module != last:
            lines.append(f"\n## {module}\n")
            last = module
        lines.append("\n".join(_told(name, value)) + "\n")
    return "\n".join(lines)


def strange_types() -> list[str]:
    """Types of ours that a public signature mentions and that no public module exports."""
    exported = {name for _, name, _ in public_names()}
    found = {
        f"{module}.{name} mentions {word}"
        for module, name, value in public_names()
        for note, home in _annotations(value)
        for word in _words(note)
        if word not in exported and _is_ours(word, home)
    }
    return sorted(found)


def _told(name: str, value: object) -> Iterator[str]:
    if inspect.isclass(value):
        yield from _class(name, value)
    elif get_args(value) and all(isinstance(one, str) for one in get_args(value)):
        yield f"{name}: one of"
        yield from (f"    {one}" for one in get_args(value))
    elif inspect.isroutine(value) and callable(value):
        yield f"def {name}{_signature(value)}"
    elif isinstance(value, _PLAIN):
        yield f"{name}: {type(value).__name__} = {_shown(value)}"
    else:
        yield f"{name}: {get_origin(value) or type(value).__name__}"


def _class(name: str, value: type) -> Iterator[str]:
    bases = ", ".join(one.__name__ for one in value.__bases__ if one is not object)
    yield f"class {name}({bases})" if bases else f"class {name}"
    yield from (f"    {line}" for line in _members(value))


def _members(value: type) -> Iterator[str]:
    """Fields in their order, then what the class itself defines, by name."""
    if is_dataclass(value):
        yield from (_field(one) for one in fields(value))
    else:
        yield from (
            f"{name}: {one}"
            for name, one in vars(value).get("__annotations__", {}).items()
            if not name.startswith("_")
        )
        if "__init__" in vars(value) and not getattr(value, "_is_protocol", False):
            yield f"def __init__{_signature(vars(value)['__init__'])}"
    for name, member in sorted(vars(value).items()):
        if not name.startswith("_") and (told := _member(name, member)):
            yield told


def _member(name: str, member: object) -> str:
    if isinstance(member, property) and member.fget is not None:
        return f"{name}: {member.fget.__annotations__.get('return', '?')} (property)"
    if isinstance(member, staticmethod | classmethod):
        return f"def {name}{_signature(member.__func__)} ({type(member).__name__})"
    if inspect.isfunction(member):
        return f"def {name}{_signature(member)}"
    wrapped = getattr(member, "_fixture_function", None) or getattr(member, "__wrapped__", None)
    if inspect.isfunction(wrapped):
        return f"fixture {name}{_signature(wrapped)}"
    return ""


def _field(one: Field[object]) -> str:
    has_default = one.default is not MISSING or one.default_factory is not MISSING
    shown = _shown(one.default) if one.default is not MISSING else "…"
    note = one.type if isinstance(one.type, str) else one.type.__name__
    return f"{one.name}: {note}" + (f" = {shown}" if has_default else "")


def _signature(work: Callable[..., object]) -> str:
    signature = inspect.signature(work)
    parts: list[str] = []
    for one in signature.parameters.values():
        mark = _MARKS.get(one.kind.name, "")
        note = "" if one.annotation is one.empty else f": {one.annotation}"
        default = "" if one.default is one.empty else f" = {_shown(one.default)}"
        if one.kind is one.KEYWORD_ONLY and "*" not in [p[:1] for p in parts]:
            parts.append("*")
        parts.append(f"{mark}{one.name}{note}{default}")
    back = signature.return_annotation
    return f"({', '.join(parts)})" + ("" if back is signature.empty else f" -> {back}")


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(str, value))) + "}"
    return repr(value) if isinstance(value, (*_PLAIN, timedelta)) else "…"


def _annotations(value: object) -> Iterator[tuple[str, object]]:
    """Each annotation of a public value as it was written, with what knows its names."""
    if not inspect.isclass(value):
        if inspect.isroutine(value):
            yield from _notes_of(value)
        return
    yield from ((base.__name__, value) for base in value.__bases__)
    for note in vars(value).get("__annotations__", {}).values():
        yield str(note), value
    for name, member in vars(value).items():
        if name.startswith("_") and name != "__init__":
            continue
        work = member.fget if isinstance(member, property) else member
        work = getattr(work, "__func__", work)
        if inspect.isfunction(work):
            yield from _notes_of(work)


def _notes_of(work: object) -> Iterator[tuple[str, object]]:
    for note in getattr(work, "__annotations__", {}).values():
        yield str(note), work


def _words(note: str) -> set[str]:
    """The names that an annotation mentions."""
    try:
        tree = ast.parse(note, mode="eval")
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _is_ours(word: str, home: object) -> bool:
    """Whether the name stands for something of Tocsin's."""
    module = sys.modules[str(getattr(home, "__module__", "builtins"))]
    value = getattr(module, word, getattr(builtins, word, MISSING))
    if value is MISSING:
        return True  # imported for its type only: it must be found by its name
    if isinstance(value, TypeVar):
        return False
    # An alias of ours, as a Literal, is known by its arguments: it says that it is typing's.
    return bool(get_args(value)) or str(getattr(value, "__module__", "")).startswith("tocsin.")


def main(arguments: list[str]) -> int:
    """Write or check the file; returns the exit code."""
    text = snapshot()
    if arguments == ["--check"]:
        return int(FILE.read_text(encoding="utf-8") != text)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
