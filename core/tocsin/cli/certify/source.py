"""What the source of a plugin says without being run: its imports, README and licence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from tocsin.cli.certify.subject import PROJECT, README, Subject
from tocsin.cli.certify.titles import IMPORTS, LICENCE, PAGES
from tocsin.cli.certify.values import Found
from tocsin.plugin_manager.certificate import digest_of
from tocsin.plugin_manager.installed_files import content, folder_links, shared
from tocsin.public import BACKEND_MODULES, PUBLIC_MODULES

_IMPORTING: Final = frozenset({"import_module", "__import__"})
_OURS: Final = "tocsin"
_HEADING: Final = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_FENCE: Final = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_CANNOT: Final = re.compile(r"\b(cannot|can't|can not|does not|doesn't|limits)\b", re.IGNORECASE)
_ASKING: Final = re.compile(
    r"(?:^|[.:] )(say here (?:what|which)\b.*)$", re.IGNORECASE | re.MULTILINE
)
"""What the README of a draft asks its author to write, up to the end of the line."""
_CREATE: Final = re.compile(r"\b(create|set (it )?up|set-up|setup|trying it)\b", re.IGNORECASE)


def private_imports(subject: Subject) -> Iterator[Found]:
    """Yield each module of Tocsin that the package reaches and that is not public.

    Code that was not read could reach any: what lies beside the package, and what is compiled.
    """
    yield from _unread(subject)
    for file in sources(subject):
        for name, line in _reached(_tree(file)):
            if not _is_public(name):
                yield Found(
                    check=IMPORTS,
                    what=f"{name} is not public; {_instead(name)}",
                    place=subject.place(file, line),
                )


def _unread(subject: Subject) -> Iterator[Found]:
    packages = ", ".join(subject.packages)
    for file in subject.beside:
        what = f"{file} lies beside the package, which alone is certified; move it into {packages}"
        yield Found(check=IMPORTS, what=what, place=f"{PROJECT}: [project]")
    for name in shared(subject.points):
        what = f"{name} has no __init__.py, so any distribution may add to it; give it one"
        yield Found(check=IMPORTS, what=what)
    for root in subject.roots:
        yield from _unread_in(subject, root)
        yield from _older(subject, root)


def _unread_in(subject: Subject, root: Path) -> Iterator[Found]:
    for link in folder_links(root):
        what = f"{link} is a link to a folder; put the files themselves there"
        yield Found(check=IMPORTS, what=what, place=subject.place(root / link))
    for file in content(root):
        if file.suffix in {".so", ".pyd", ".pyc"}:
            what = "it is compiled, so nobody can read what it reaches; install its source"
            yield Found(check=IMPORTS, what=what, place=subject.place(file))


def _older(subject: Subject, root: Path) -> Iterator[Found]:
    """A fault where the folder of its source has another state of a package than is installed."""
    for base in (subject.folder / "src", subject.folder) if subject.folder else ():
        source = base / root.name
        if (
            source.exists()
            and not source.samefile(root)
            and digest_of([source]) != digest_of([root])
        ):
            place = subject.place(source)
            what = f"other files are installed than stand in {place}; install it again"
            yield Found(check=IMPORTS, what=what, place=place)


def licence(subject: Subject) -> Iterator[Found]:
    """Yield a fault where the metadata name no licence."""
    if not subject.licence or subject.licence == "UNKNOWN":
        what = 'its metadata name no licence; write one, as in license = "GPL-3.0-or-later"'
        yield Found(check=LICENCE, what=what, place=f"{PROJECT}: [project]")


def readme(subject: Subject, *, has_secrets: bool) -> Iterator[Found]:
    """Yield what the README does not say.

    Args:
        has_secrets: Whether somebody must make a token or key first.
    """
    headings = _HEADING.findall(_FENCE.sub("", subject.readme))
    if not any(_CANNOT.search(heading) for heading in headings):
        what = "no heading says what it cannot do: `## What it cannot do`"
        yield Found(check=PAGES, what=what, place=README)
    if has_secrets and not any(_CREATE.search(heading) for heading in headings):
        what = "no heading says what to create, with which least rights: `## What to create at …`"
        yield Found(check=PAGES, what=what, place=README)
    yield from unwritten(subject.readme)


def unwritten(text: str) -> Iterator[Found]:
    """Yield each line of a README that still asks for what `tocsin new-plugin` left to write."""
    prose = _FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)
    for asked in _ASKING.finditer(prose):
        line = prose.count("\n", 0, asked.start(1)) + 1
        what = f"it still asks you to write: `{asked[1]}`"
        yield Found(check=PAGES, what=what, place=f"{README}:{line}")


def sources(subject: Subject) -> Iterator[Path]:
    """Yield every Python file of the installed package."""
    for root in subject.roots:
        yield from sorted(root.rglob("*.py")) if root.is_dir() else [root]


def prints(subject: Subject) -> str:
    """Return the place of the first `print` that stands outside of any function, or ""."""
    for file in sources(subject):
        for node in _at_import(_tree(file)):
            if isinstance(node, ast.Call) and _called(node) in {"print", "write"}:
                return subject.place(file, node.lineno)
    return ""


def assigned(subject: Subject, name: str) -> str:
    """Return where a module gives a name its value; else the package's first file."""
    files = list(sources(subject))
    for file in files:
        for node in _tree(file).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                return subject.place(file, node.lineno)
    return subject.place(files[0], 1) if files else ""


def _tree(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_text(encoding="utf-8"), str(file))
    except (SyntaxError, ValueError):  # its import says so better
        return ast.Module(body=[], type_ignores=[])


def _at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Everything that is run when the module is imported."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _reached(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each name of Tocsin with its line: imported, imported by its text, or by attribute."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        yield from ((name, line) for name in _names(node) if name.split(".")[0] == _OURS)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and _called(node) in _IMPORTING:
        return [text for arg in node.args for text in _texts(arg)]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return [f"{node.value.id}.{node.attr}"] if node.value.id == _OURS else []
    return []


def _texts(node: ast.expr) -> list[str]:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return [str(node.value)] if is_text and isinstance(node, ast.Constant) else []


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _instead(name: str) -> str:
    """What to write, where a public module has the same name; else what there is."""
    own = name.rpartition(".")[2]
    for module in PUBLIC_MODULES:
        if own in import_module(module).__all__:
            return f"write `from {module} import {own}`"
    return f"there is only what {', '.join(PUBLIC_MODULES)} have"


def _is_public(name: str) -> bool:
    """Whether it is a public module, or a public name of one."""
    if name == _OURS or name in PUBLIC_MODULES:
        return True
    if any(f"{name}.".startswith(f"{module}.") for module in BACKEND_MODULES):
        return True
    module, _, own = name.rpartition(".")
    return module in PUBLIC_MODULES and own in [*import_module(module).__all__, "*"]
