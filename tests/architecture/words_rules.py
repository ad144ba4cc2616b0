"""How sentences may be made: markup is a span, and a span never becomes a `str` by accident."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MARKUP: Final = re.compile(r"`|\*\*|<[@#!]")
KINDS: Final = frozenset(
    {"Plain", "Code", "Strong", "Mention", "Everyone", "Link", "Moment", "Room", "Block"}
)
SPANS: Final = KINDS | {"Text", "Words", "Span"}
"""Types that have structure; `Words` may be a `str`, and is asked by `as_plain` or `isinstance`."""
REGEX: Final = frozenset({"re.compile", "re.sub", "re.fullmatch"})


@dataclass(frozen=True, kw_only=True)
class Module:
    """A file and its syntax, each node with the one around it."""

    name: str
    tree: ast.Module
    around: Mapping[ast.AST, ast.AST]

    @classmethod
    def read(cls, name: str, source: str) -> Module:
        tree = ast.parse(source)
        around = {one: node for node in ast.walk(tree) for one in ast.iter_child_nodes(node)}
        return cls(name=name, tree=tree, around=around)

    def outwards(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self.around:
            node = self.around[node]
            yield node


def markup(module: Module, refusals: Collection[str]) -> Iterator[str]:
    """Markup in a literal that may become words for people.

    Args:
        refusals: `file:function` (or `file:CONSTANT`) of what becomes a refusal elsewhere: of these
            the desk makes code, as of whatever stands behind `raise`.
    """
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if not MARKUP.search(node.value) or _is_no_sentence(node, module):
            continue
        if f"{module.name}:{place_of(node, module)}" not in refusals:
            yield f"{module.name}:{node.lineno} {place_of(node, module)}: {node.value[:60]!r}"


def _is_no_sentence(node: ast.Constant, module: Module) -> bool:
    """A docstring, a pattern, what is taken away, and what is raised."""
    around = list(module.outwards(node))
    if isinstance(around[0], ast.JoinedStr):
        around = around[1:]
    elif not any(map(str.isalpha, str(node.value))):
        return True  # letters to look for, and no sentence
    if isinstance(around[0], ast.Expr) or any(isinstance(one, ast.Raise) for one in around):
        return True
    calls = [ast.unparse(one.func) for one in around if isinstance(one, ast.Call)]
    return any(call in REGEX or call.endswith(".replace") for call in calls)


def place_of(node: ast.AST, module: Module) -> str:
    """The function it stands in, or the name at the top of the file."""
    names = [outer.name for outer in module.outwards(node) if isinstance(outer, ast.FunctionDef)]
    if names:
        return names[-1]
    given = [
        outer for outer in module.outwards(node) if isinstance(outer, ast.AnnAssign | ast.Assign)
    ]
    target = given[-1].target if given and isinstance(given[-1], ast.AnnAssign) else None
    return ast.unparse(target) if target is not None else "?"


def speakers(modules: Collection[Module]) -> Mapping[str, bool]:
    """Whether functions and methods give words with structure: `when`, `announce.text`.

    A name that is given to several is one of them if all of them do.
    """
    gives: dict[str, list[bool]] = {kind: [True] for kind in KINDS}
    for module in modules:
        stem = module.name.rpartition("/")[2].removesuffix(".py")
        for node in _defined(module):
            for name in (node.name, f"{stem}.{node.name}"):
                gives.setdefault(name, []).append(_is_span(node.returns))
    return {name: all(given) for name, given in gives.items()}


def _defined(module: Module) -> Iterator[ast.FunctionDef]:
    return (one for one in ast.walk(module.tree) if isinstance(one, ast.FunctionDef))


def _is_span(annotation: ast.expr | None) -> bool:
    named = ast.unparse(annotation).split(" | ") if annotation is not None else []
    return not SPANS.isdisjoint(named)


def flattened(module: Module, speak: Mapping[str, bool]) -> Iterator[str]:
    """Words with structure in an f-string, `str.join`, `str()` or `format()`."""
    for node in ast.walk(module.tree):
        for part in _flat_parts(node):
            if _speaks(part, module, speak) and not _is_asked(part, module):
                yield f"{module.name}:{part.lineno} {ast.unparse(part)}"


def _flat_parts(node: ast.AST) -> Iterator[ast.expr]:
    """What the node makes a `str` of."""
    if isinstance(node, ast.JoinedStr):
        yield from (one.value for one in node.values if isinstance(one, ast.FormattedValue))
    elif isinstance(node, ast.Call):
        yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    func = node.func
    if isinstance(func, ast.Name) and func.id in ("str", "format", "repr"):
        yield from node.args[:1]
    if isinstance(func, ast.Attribute) and func.attr == "join" and node.args:
        given = node.args[0]
        if isinstance(given, ast.GeneratorExp | ast.ListComp):
            yield given.elt
        elif isinstance(given, ast.List | ast.Tuple):
            yield from given.elts
        else:
            yield given


def _speaks(part: ast.expr, module: Module, speak: Mapping[str, bool]) -> bool:
    """Whether an expression has structure, as far as this function and the names tell."""
    if isinstance(part, ast.Call):
        whole = ast.unparse(part.func)
        name = whole.rpartition(".")[2]
        near = whole in (name, f"self.{name}")
        own = [_is_span(one.returns) for one in _defined(module) if near and one.name == name]
        return all(own) if own else speak.get(whole, speak.get(name, False))
    if not isinstance(part, ast.Name):
        return False
    return any(_is_bound(part.id, function, module, speak) for function in _functions(part, module))


def _functions(node: ast.AST, module: Module) -> Iterator[ast.FunctionDef]:
    return (outer for outer in module.outwards(node) if isinstance(outer, ast.FunctionDef))


def _is_bound(
    name: str, function: ast.FunctionDef, module: Module, speak: Mapping[str, bool]
) -> bool:
    """Whether a name has structure there: by its annotation, or by what it was given."""
    given = (*function.args.args, *function.args.kwonlyargs)
    if any(one.arg == name and _is_span(one.annotation) for one in given):
        return True
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and name in map(ast.unparse, node.targets):
            return isinstance(node.value, ast.Call) and _speaks(node.value, module, speak)
    return False


def _is_asked(part: ast.expr, module: Module) -> bool:
    """Whether it was asked before that it is a `str`."""
    asks = re.compile(rf"isinstance\({re.escape(ast.unparse(part))}, str\)")
    return any(
        asks.search(ast.unparse(outer.test))
        for outer in module.outwards(part)
        if isinstance(outer, ast.If | ast.IfExp)
    ) or any(
        asks.search(ast.unparse(test))
        for function in _functions(part, module)
        for test in (one.test for one in ast.walk(function) if isinstance(one, ast.If))
    )
