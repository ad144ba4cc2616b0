"""Templates of teams: text, variables and `{% if %}`, with bounded time and length.

What a template may hold is a closed list of syntax. There are no loops, calls, attributes or
arithmetic, so that the time and size of a text follow from the length of its template; the
sandbox below is the second fence, not the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tocsin.errors import InvalidValue

LONGEST_TEMPLATE: Final = 4000
LONGEST_TEXT: Final = 4000
DEEPEST: Final = 40
ELLIPSIS: Final = "…"

FILTERS: Final = ("capitalize", "default", "lower", "title", "trim", "upper")
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat,
    nodes.Filter,
)  # fmt: skip
_BREAKS: Final = (
    TemplateError, RecursionError, MemoryError, SyntaxError, ValueError, TypeError, ArithmeticError,
)  # fmt: skip


def fault(source: str, variables: Collection[str]) -> str:
    """Return why a template cannot be used, or "".

    Args:
        source: The template as it was written.
        variables: The names it may use.
    """
    if len(source) > LONGEST_TEMPLATE:
        return f"it has {len(source)} characters, {LONGEST_TEMPLATE} at most"
    return _verdict(source, frozenset(variables)) if source.strip() else "it is empty"


def fill(source: str, values: Mapping[str, str]) -> str:
    """Return the filled template, without blank lines at its ends or blanks at line ends.

    Raises:
        InvalidValue: It cannot be used, or nothing comes out; `fault` finds most of it before.
    """
    wrong = fault(source, values.keys())
    if wrong:
        raise InvalidValue(f"This template cannot be filled: {wrong}.")
    text = _filled(source, values)
    if not text:
        raise InvalidValue("This template cannot be filled: nothing comes out.")
    return text


@lru_cache(maxsize=64)
def _verdict(source: str, variables: frozenset[str]) -> str:
    try:
        tree = _environment().parse(source)
        strange = next(_strange(tree, variables), "")
    except TemplateSyntaxError as error:
        said = (error.message or "it cannot be read").rstrip(".")
        return f"line {error.lineno}: {said}"
    except _BREAKS:
        return "it is nested too deeply, or cannot be read"
    return strange or _trial(source, variables)


def _filled(source: str, values: Mapping[str, str]) -> str:
    """Piece by piece, so that nothing longer than a text may be is ever put together."""
    text = ""
    for piece in _compiled(source).generate(dict(values)):
        text += piece
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - 1].rstrip() + ELLIPSIS
            break
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _trial(source: str, variables: Collection[str]) -> str:
    """Whether it can be filled at all: with something everywhere, and with nothing."""
    try:
        for value in ("x", ""):
            _filled(source, dict.fromkeys(variables, value))
    except _BREAKS:
        return "it cannot be filled: every variable is a text"
    return ""


def _strange(tree: nodes.Node, variables: Collection[str]) -> Iterator[str]:
    """Each thing that does not belong into a template; never deeper than `DEEPEST`."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield from _judged(node, variables)
        if depth > DEEPEST:
            yield f"line {node.lineno}: it is nested too deeply"
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _judged(node: nodes.Node, variables: Collection[str]) -> Iterator[str]:
    place = f"line {node.lineno}: "
    if not isinstance(node, _ALLOWED):
        yield f"{place}{type(node).__name__} is not possible here, only variables and if"
    elif isinstance(node, nodes.Name) and (node.name not in variables or node.ctx != "load"):
        yield f"{place}there is no variable {node.name[:40]!r}"
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield f"{place}there is no filter {node.name[:40]!r}, only {', '.join(FILTERS)}"


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {}
    return environment


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)
