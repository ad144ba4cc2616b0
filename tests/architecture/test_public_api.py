"""The public API is one list, and nothing of it changes without being seen."""

from __future__ import annotations

import difflib
import re
from importlib import import_module

import pytest

from scripts.public_api import FILE, snapshot, strange_types
from tests.architecture.tree import ROOT
from tocsin.public import BACKEND_MODULES, PUBLIC_MODULES

ACCEPT = "PYTHONPATH=. .venv/bin/python scripts/public_api.py"
MODULE = re.compile(r"`(tocsin\.[a-z_.]+)`")


def test_a_change_of_the_public_api_is_seen() -> None:
    """What goes or changes breaks plugins: then TOCSIN_API counts up, and the changelog says so."""
    before, now = FILE.read_text(encoding="utf-8"), snapshot()
    changes = [
        line
        for line in difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    if changes:
        told = ["the public API changed:", *changes, f"is that meant? then accept it: {ACCEPT}"]
        pytest.fail("\n".join(told), pytrace=False)


def test_every_type_in_a_public_signature_is_public() -> None:
    assert strange_types() == []


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_a_public_module_says_which_names_are_public(module: str) -> None:
    found = import_module(module)
    assert [name for name in found.__all__ if not hasattr(found, name)] == []
    assert len(set(found.__all__)) == len(found.__all__)


def test_the_permission_for_plugins_names_the_modules_of_the_list() -> None:
    text = (ROOT / "LICENSE-EXCEPTION.md").read_text(encoding="utf-8")
    definition = text[text.index("**public interface**") : text.index("- a **plugin**")]
    assert sorted(MODULE.findall(definition)) == sorted(PUBLIC_MODULES)


def test_the_recipe_for_plugins_names_the_modules_of_the_list() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = text[text.index("- **A plugin or backend**") : text.index("- **A hook**")]
    assert sorted(MODULE.findall(recipe)) == sorted((*PUBLIC_MODULES, *BACKEND_MODULES))
