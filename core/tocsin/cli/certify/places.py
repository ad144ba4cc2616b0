"""Finds the line that is to be changed."""

from __future__ import annotations

import ast
import inspect
import linecache
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, TracebackType
from typing import Final

from tocsin.cli.certify.records import Place

_ITSELF: Final = frozenset({"name", "method"})
"""Variables of the suites that hold the name of the method that is being called."""


class Package:
    """The files and classes of the packages of one plugin."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names`: its top-level packages."""
        self._names = frozenset(names)

    def owns(self, cls: type) -> bool:
        """Return whether a class is defined in it."""
        return cls.__module__.partition(".")[0] in self._names

    def raised_at(self, error: BaseException) -> Place | None:
        """Return the innermost line of it that an error, or what caused it, went through."""
        seen: set[int] = set()
        cause: BaseException | None = error
        while cause is not None and id(cause) not in seen:
            seen.add(id(cause))
            lines = [frame for frame in _frames(cause.__traceback__) if self._is_ours(frame[0])]
            if lines:
                code, line = lines[-1]
                return Place(file=code.co_filename, line=line)
            cause = cause.__cause__ or cause.__context__
        return None

    def method(self, cls: type, names: Iterable[str]) -> Place | None:
        """Return where the first of these stands that the class has from its package.

        A property is taken where there is no method: every check asks for the capabilities.
        """
        found = [inspect.getattr_static(cls, name, None) for name in names]
        properties = [part.fget for part in found if isinstance(part, property)]
        for part in (*found, *properties):
            code = getattr(part, "__code__", None)
            if isinstance(code, CodeType) and self._is_ours(code):
                return of_code(code)
        return None

    def _is_ours(self, code: CodeType) -> bool:
        path = Path(code.co_filename)
        return any(part in self._names for part in (*path.parts[:-1], path.stem))


def of_code(code: CodeType) -> Place:
    """Return file and line of the `def` of a function's code, below its decorators."""
    line = code.co_firstlineno
    while linecache.getline(code.co_filename, line).lstrip().startswith(("@", ")", "#")):
        line += 1
    return Place(file=code.co_filename, line=line)


def of_class(cls: type) -> Place:
    """Return where a class begins, or nothing."""
    try:
        file = inspect.getsourcefile(cls)
        _, line = inspect.getsourcelines(cls)
    except (OSError, TypeError):
        return Place()
    return Place(file=file or "", line=line)


def of_field(cls: type, name: str) -> Place:
    """Return where a class names a field."""
    begins = of_class(cls)
    if not begins.file:
        return begins
    tree = ast.parse(Path(begins.file).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and getattr(part.target, "id", "") == name:
                    return Place(file=begins.file, line=part.lineno)
    return begins


def called_in(code: CodeType, error: BaseException | None) -> Iterator[str]:
    """Yield the names that a check may have called when it failed, the likeliest first."""
    for frame, _ in traceback.walk_tb(error.__traceback__ if error else None):
        values = (frame.f_locals.get(name) for name in _ITSELF)
        yield from (value for value in values if isinstance(value, str))
    yield from _used(code)


def _used(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _used(inner)


def _frames(tb: TracebackType | None) -> list[tuple[CodeType, int]]:
    return [(frame.f_code, line) for frame, line in traceback.walk_tb(tb)]
