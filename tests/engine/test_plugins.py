"""The plugin manager: a broken plugin is reported, and never stops the others."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.engine.given import TEAM, World
from tocsin.hookspecs import API_VERSION, hookimpl
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import ProviderConfig, ProviderType

BUILTIN = EntryPoint("builtin", "tocsin.builtin", "tocsin")


class Settings(ProviderConfig):
    """None."""


def kind(name: object = "horn", **changed: object) -> ProviderType[Settings]:
    given: dict[str, Any] = {
        "kind": "paging", "name": name, "summary": "", "config": Settings,
        "factory": lambda _config, _context: object(),
    }  # fmt: skip
    return ProviderType(**{**given, **changed})


class Point:
    """An entry point whose module is an object, or an exception while it is imported."""

    dist = None

    def __init__(self, name: str, module: object) -> None:
        self.name = name
        self._module = module

    def load(self) -> object:
        if isinstance(self._module, BaseException):
            raise self._module
        return self._module


def module(answer: object, **attributes: object) -> object:
    """A plugin whose hook answers this (or raises it)."""

    @hookimpl
    def tocsin_providers() -> object:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return SimpleNamespace(tocsin_providers=tocsin_providers, **attributes)


def load(*points: Point) -> Plugins:
    return load_plugins([BUILTIN, *points])  # type: ignore[list-item]


def fault(plugins: Plugins) -> str:
    (one,) = plugins.faults
    return one.fault


def test_a_sound_plugin_adds_its_types() -> None:
    plugins = load(Point("horn", module([kind()])))
    assert ("paging", "horn") in plugins.types
    assert plugins.faults == ()


@pytest.mark.parametrize(
    "error", [ImportError("no"), SyntaxError("x"), RuntimeError(), SystemExit(1)]
)
def test_a_plugin_that_cannot_be_imported_is_reported(error: BaseException) -> None:
    plugins = load(Point("bad", error), Point("horn", module([kind()])))
    assert "cannot be imported" in fault(plugins)
    assert ("paging", "horn") in plugins.types
    assert ("alerts", "json") in plugins.types


def test_a_plugin_built_for_another_api_is_refused_with_a_sentence() -> None:
    plugins = load(Point("old", module([kind()], TOCSIN_API=API_VERSION + 1)))
    assert f"plugin API {API_VERSION + 1}, this is {API_VERSION}" in fault(plugins)
    assert ("paging", "horn") not in plugins.types


@pytest.mark.parametrize("error", [RuntimeError("no"), SystemExit(1)])
def test_a_plugin_whose_hook_raises_is_reported(error: BaseException) -> None:
    plugins = load(Point("bad", module(error)), Point("horn", module([kind()])))
    assert "its hooks are broken" in fault(plugins)
    assert ("paging", "horn") in plugins.types


def test_a_plugin_with_an_unknown_hook_argument_is_reported() -> None:
    @hookimpl
    def tocsin_providers(colour: str) -> object:
        return [colour]

    plugins = load(Point("bad", SimpleNamespace(tocsin_providers=tocsin_providers)))
    assert "its hooks are broken" in fault(plugins)


@pytest.mark.parametrize("answer", [["horn"], [None], 5, [ProviderType]])
def test_what_is_no_provider_type_is_reported(answer: object) -> None:
    plugins = load(Point("bad", module(answer)), Point("horn", module([kind()])))
    assert fault(plugins)
    assert ("paging", "horn") in plugins.types


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "teapots"}, {"kind": ["paging"]}, {"name": 5}, {"config": dict}, {"config": None},
     {"factory": None}],
)  # fmt: skip
def test_a_provider_type_that_cannot_work_is_reported(wrong: dict[str, Any]) -> None:
    plugins = load(Point("bad", module([kind(**wrong)])))
    assert fault(plugins)


def test_a_type_that_is_taken_is_reported_and_the_first_stays() -> None:
    first, second = kind(summary="first"), kind(summary="second")
    plugins = load(Point("a", module([first])), Point("b", module([second])))
    assert "paging.horn is taken already" in fault(plugins)
    assert plugins.types["paging", "horn"].summary == "first"


def test_a_built_in_type_cannot_be_taken() -> None:
    plugins = load(Point("aaa", module([kind("direct-message")])))
    assert [one.name for one in plugins.faults] == ["aaa"]


def test_of_a_faulty_plugin_nothing_is_used() -> None:
    plugins = load(Point("bad", module([kind("horn"), "rubbish"])))
    assert ("paging", "horn") not in plugins.types


def test_a_plugin_without_hooks_is_no_fault() -> None:
    assert load(Point("empty", SimpleNamespace())).faults == ()


def test_a_factory_that_raises_is_a_fault_and_the_rest_works(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def factory(_config: object, _context: object) -> object:
        raise RuntimeError("token hunter2")

    text = TEAM + '[paging.broken]\ntype = "horn"\n'
    world = World(tmp_path, teams={"shop": text}, types=(kind(factory=factory),))
    (one,) = world.system.instances.faults
    assert "paging.broken" in one
    assert "hunter2" not in one + caplog.text
    world.tell("!incident declare down p1")
    assert world.bell().of("page") == ["INC-1.p1"]
