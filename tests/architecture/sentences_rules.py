"""Finds sentences in the code: literals of three words or more, and what each stands in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.architecture.words_rules import Module, place_of

WORD: Final = re.compile(r"[A-Za-z][a-z']+")
FEWEST: Final = 3
HOLE: Final = re.compile(r"\{[a-z_]+:(?:word|lines)\}")
# Calls -> why the words they are given stand in the code.
CALLS: Final[Mapping[str, str]] = {
    "log": "the log is for whoever runs Tocsin",
    "wrong": "a refusal stands with its rule",
    "request.text": "a refusal stands with its rule",
    "request.choose": "a refusal stands with its rule",
    "compile": "a pattern",
    "fullmatch": "a pattern",
    "cast": "a type",
    "split": "a list of words",
    **dict.fromkeys(
        ("Verb", "changes", "views", "asks", "tells", "shape", "Shape", "Option", "free", "need",
         "known", "choice_of"),
        "what a verb is called and typed with stands in its row",
    ),
    **dict.fromkeys(
        ("Field", "Form", "form", "choice", "choice_or_line", "yes_no", "reason", "role", "person",
         "somebody", "_line", "_answer", "_answer_field"),
        "the labels of a form stand with its fields",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence that stands in the code, and where: the function or the name at the top."""

    file: str
    line: int
    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.place}: {self.words[:60]!r}"


def sentences(module: Module) -> Iterator[Sentence]:
    """Each sentence of a module that no call takes which may have one."""
    for node in ast.walk(module.tree):
        words = _words(node)
        if words is None or len(WORD.findall(words)) < FEWEST or " " not in words.strip():
            continue
        if words.startswith("incident ") or HOLE.search(words):
            continue  # a line to type
        around = list(module.outwards(node))
        if not _is_part(around) and not _is_allowed(around) and isinstance(node, ast.expr):
            place = place_of(node, module)
            yield Sentence(file=module.name, line=node.lineno, place=place, words=words)


def _words(node: ast.AST) -> str | None:
    """The text of a literal; of an f-string, what of it is ours."""
    if isinstance(node, ast.JoinedStr):
        ours = (part.value for part in node.values if isinstance(part, ast.Constant))
        return "".join(str(part) for part in ours)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_part(around: list[ast.AST]) -> bool:
    """Whether it is a docstring, or a piece of an f-string that is looked at as a whole."""
    return isinstance(around[0], ast.Expr | ast.JoinedStr)


def _is_allowed(around: list[ast.AST]) -> bool:
    for node in around:
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call) and _called(node.func) & {*CALLS}:
            return True
        if isinstance(node, ast.Call) and any(one.endswith("Error") for one in _called(node.func)):
            return True
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return False
    return False


def _called(function: ast.expr) -> set[str]:
    """`request.text` as itself and as `text`; any method of `log` as `log`."""
    if isinstance(function, ast.Attribute):
        of = ast.unparse(function.value).rpartition(".")[2]
        return {"log"} if of == "log" else {f"{of}.{function.attr}", function.attr}
    return {function.id} if isinstance(function, ast.Name) else set()
