"""docs/hooks.md says what the code says: each hook, what it returns, who in the tree uses it."""

from __future__ import annotations

import inspect
import re
from typing import Final

import pytest

from tests.architecture.tree import ROOT, members
from tests.docs.pages import page
from tocsin import hookspecs
from tocsin.plugin_manager.hooks import HOOK_S, NAMES
from tocsin.plugin_manager.loading import IMPORT_S
from tocsin.public import PUBLIC_MODULES

PAGE: Final = page("docs/hooks.md")
ROW: Final = re.compile(r"^\| `(tocsin_\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
MOST_HOOKS: Final = 15


def implementers(hook: str) -> set[str]:
    """The distributions of this tree that implement a hook."""
    fronts = {
        folder.name: folder / "src" / folder.name.replace("-", "_") for folder in members(ROOT)
    }
    fronts["tocsin"] = ROOT / "core" / "tocsin" / "builtin"
    return {
        name
        for name, front in fronts.items()
        if f"@hookimpl\ndef {hook}(" in (front / "__init__.py").read_text(encoding="utf-8")
    }


def test_every_hook_has_a_row_and_a_section_and_no_other_has() -> None:
    assert sorted(row[0] for row in ROW.findall(PAGE)) == sorted(NAMES)
    assert sorted(re.findall(r"^## (tocsin_\w+)$", PAGE, re.MULTILINE)) == sorted(NAMES)
    assert len(NAMES) <= MOST_HOOKS


@pytest.mark.parametrize("hook", NAMES)
def test_the_row_says_what_the_hook_returns(hook: str) -> None:
    told = next(row[1] for row in ROW.findall(PAGE) if row[0] == hook)
    returned = str(inspect.signature(getattr(hookspecs, hook)).return_annotation)
    wanted = set(re.findall(r"\b[A-Z]\w+", returned)) - {"Any", "Iterable"}
    wanted |= {"BotPlugin"} if "type[object]" in returned else set()
    assert set(re.findall(r"`(\w+)`", told)) == wanted


@pytest.mark.parametrize("hook", NAMES)
def test_the_row_names_who_uses_the_hook(hook: str) -> None:
    told = next(row[2] for row in ROW.findall(PAGE) if row[0] == hook)
    assert implementers(hook), "a hook comes with a plugin of this tree that needs it"
    assert set(re.findall(r"`([\w-]+)`", told)) == implementers(hook)


@pytest.mark.parametrize("hook", NAMES)
def test_the_docstring_names_a_user(hook: str) -> None:
    words = inspect.getdoc(getattr(hookspecs, hook)) or ""
    used = words.partition("Used by:")[2]
    assert any(name in used for name in implementers(hook) | {"the built-ins"})


def test_its_times_and_modules_are_those_of_the_code() -> None:
    assert f"within {HOOK_S:g} seconds" in PAGE
    assert f"has {IMPORT_S:g} seconds" in PAGE
    assert all(f"`{module}`" in PAGE for module in PUBLIC_MODULES)
    assert f"TOCSIN_API = {hookspecs.API_VERSION}\n" in PAGE
