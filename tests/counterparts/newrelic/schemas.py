"""What New Relic's schema says of the types of `schema.graphql`: `schemas.py WHEEL FILE`.

WHEEL is `newrelic-sb-sdk`, whose classes are made of the schema that NerdGraph tells of itself.
They are read, not run. Needs nothing of this tree, and nothing but a Python.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

OURS = Path(__file__).with_name("schema.graphql")
MODULES = ("objects", "input_objects", "enums")
WRAPPERS = {"non_null": "{}!", "list_of": "[{}]"}
Json = dict[str, Any]


def wanted() -> set[str]:
    """The types that ours names."""
    return set(re.findall(r"^(?:type|input|enum) (\w+)", OURS.read_text(encoding="utf-8"), re.M))


def theirs(wheel: zipfile.ZipFile, names: set[str]) -> Json:
    """Each type by name: its fields with types and arguments, or the values of an enum."""
    found: Json = {}
    for module in MODULES:
        source = wheel.read(f"newrelic_sb_sdk/graphql/{module}.py").decode("utf-8")
        for one in ast.parse(source).body:
            if isinstance(one, ast.ClassDef) and one.name in names:
                found[one.name] = values(one) if module == "enums" else fields(one)
    return found


def values(enum: ast.ClassDef) -> list[str]:
    """What an enum may be."""
    (told,) = (value for name, value in assigned(enum) if name == "__choices__")
    return list(ast.literal_eval(told))


def fields(of: ast.ClassDef) -> Json:
    """Name in GraphQL -> type and arguments."""
    found = (call for _, value in assigned(of) for call in calls(value, "Field"))
    return {graphql_name(call): field(call) for call in found}


def field(call: ast.Call) -> Json:
    """Its type, and name and type of each argument."""
    told = {keyword.arg: keyword.value for keyword in call.keywords}
    arguments = calls(told["args"], "Arg") if "args" in told else []
    return {
        "type": type_of(call.args[0]),
        "args": {graphql_name(one): type_of(one.args[0]) for one in arguments},
    }


def type_of(value: ast.expr) -> str:
    """`[Name!]` of `list_of(non_null(Name))`."""
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Constant):
        return str(value.value)
    assert isinstance(value, ast.Call)
    assert isinstance(value.func, ast.Attribute)
    return WRAPPERS[value.func.attr].format(type_of(value.args[0]))


def graphql_name(call: ast.Call) -> str:
    """What a field or an argument is called there."""
    (told,) = (one.value for one in call.keywords if one.arg == "graphql_name")
    return str(ast.literal_eval(told))


def calls(within: ast.AST, name: str) -> list[ast.Call]:
    """The calls of `….<name>(…)` within an expression."""
    return [
        one
        for one in ast.walk(within)
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr == name
    ]


def assigned(of: ast.ClassDef) -> list[tuple[str, Any]]:
    """The names that a class gives values to."""
    return [
        (target.id, one.value)
        for one in of.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    ]


if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as opened:
        told = theirs(opened, wanted())
    Path(sys.argv[2]).write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
