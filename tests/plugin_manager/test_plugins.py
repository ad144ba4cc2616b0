"""The plugin manager: a broken plugin is reported, and never stops the others."""

from __future__ import annotations

import logging
import threading
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import TEAM, World
from tests.patience import HANGS_S
from tests.plugin_manager.given import Point, fault, kind, load, module, plugin
from tocsin.hookspecs import API_VERSION, hookimpl
from tocsin.providers import ProviderType


def test_a_sound_plugin_adds_its_types() -> None:
    plugins = load(Point("horn", module([kind()])))
    assert ("paging", "horn") in plugins.types
    assert plugins.faults == ()


@pytest.mark.parametrize(
    "error",
    [ImportError("no"), SyntaxError("x"), RuntimeError(), SystemExit(1), KeyboardInterrupt()],
)
def test_a_plugin_that_cannot_be_imported_is_reported(error: BaseException) -> None:
    plugins = load(Point("bad", error), Point("horn", module([kind()])))
    assert fault(plugins) == f"its import raised {type(error).__name__}; the log says where"
    assert ("paging", "horn") in plugins.types
    assert ("alerts", "json") in plugins.types


def test_the_module_that_is_missing_is_named() -> None:
    plugins = load(Point("bad", ModuleNotFoundError("No module named 'horns'", name="horns")))
    words = "its import raised ModuleNotFoundError (horns); the log says where"
    assert fault(plugins) == words


def test_a_plugin_built_for_another_api_is_refused_with_a_sentence() -> None:
    plugins = load(Point("old", module([kind()], TOCSIN_API=API_VERSION + 1)))
    assert f"plugin API {API_VERSION + 1}, this is {API_VERSION}" in fault(plugins)
    assert ("paging", "horn") not in plugins.types


@pytest.mark.parametrize("error", [RuntimeError("no"), SystemExit(1), KeyboardInterrupt()])
def test_a_hook_that_raises_is_named(error: BaseException) -> None:
    plugins = load(Point("bad", module(error)), Point("horn", module([kind()])))
    assert fault(plugins).startswith(f"its hook tocsin_providers raised {type(error).__name__};")
    assert ("paging", "horn") in plugins.types


def test_a_plugin_with_an_unknown_hook_argument_is_reported() -> None:
    @hookimpl
    def tocsin_providers(colour: str) -> object:
        return [colour]

    plugins = load(Point("bad", plugin(tocsin_providers=tocsin_providers)))
    assert "its hooks are broken" in fault(plugins)
    assert "for hook 'tocsin_providers'" in fault(plugins)


@pytest.mark.parametrize("answer", [["horn"], [None], [ProviderType]])
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


def test_a_type_of_two_plugins_costs_the_second_that_type_and_names_the_first() -> None:
    first, second = kind(summary="first"), kind(summary="second")
    plugins = load(Point("a", module([first])), Point("b", module([second, kind("siren")])))
    (loser,) = plugins.faults
    assert loser.name == "b"
    assert loser.losses[0].startswith(
        "paging: horn is not used: the plugin a (tocsin-a 1.0) adds it already. "
        "Uninstall tocsin-a or tocsin-b"
    )
    assert plugins.types["paging", "horn"].summary == "first"
    assert ("paging", "siren") in plugins.types
    assert loser.types == ("paging: siren",)


def test_a_type_that_a_plugin_adds_twice_is_told() -> None:
    plugins = load(Point("a", module([kind(), kind()])))
    assert "this plugin itself adds it already" in plugins.faults[0].losses[0]
    assert ("paging", "horn") in plugins.types


def test_a_built_in_type_cannot_be_taken() -> None:
    plugins = load(Point("aaa", module([kind("direct-message")])))
    assert [one.name for one in plugins.faults] == ["aaa"]


def test_of_a_faulty_plugin_nothing_is_used() -> None:
    plugins = load(Point("bad", module([kind("horn"), "rubbish"])))
    assert ("paging", "horn") not in plugins.types


def test_two_plugins_of_one_name_are_both_used() -> None:
    plugins = load(
        Point("horn", module([kind()])), Point("horn", module([kind("siren")]), dist="tocsin-other")
    )
    assert {("paging", "horn"), ("paging", "siren")} <= set(plugins.types)


def test_a_plugin_that_does_not_say_its_api_is_told_the_very_line() -> None:
    plugins = load(Point("old", module([kind()], TOCSIN_API=None)))
    assert fault(plugins) == (
        "it does not say which plugin API it was built for; its author writes the line "
        f"`TOCSIN_API = {API_VERSION}` into tocsin_old"
    )
    assert ("paging", "horn") not in plugins.types


@pytest.mark.parametrize("api", ["1", 1.0, True])
def test_an_api_that_is_no_whole_number_is_refused(api: object) -> None:
    plugins = load(Point("old", module([kind()], TOCSIN_API=api)))
    assert fault(plugins).endswith(f"its author writes `TOCSIN_API = {API_VERSION}`")


def test_a_plugin_without_hooks_is_told_which_there_are() -> None:
    plugins = load(Point("empty", plugin()))
    assert "it implements no hook (" in fault(plugins)
    assert "tocsin_providers" in fault(plugins)


def test_a_hook_without_its_mark_is_told_what_to_write() -> None:
    plugins = load(Point("plain", plugin(tocsin_providers=lambda: [kind()])))
    assert fault(plugins) == (
        "its tocsin_providers is not marked as a hook; write @hookimpl above it "
        "(from tocsin.hookspecs import hookimpl)"
    )


def test_a_hook_that_there_is_not_is_named_with_the_one_that_is_meant() -> None:
    @hookimpl
    def tocsin_provider() -> object:
        return [kind()]

    plugins = load(Point("bad", plugin(tocsin_provider=tocsin_provider)))
    assert fault(plugins) == (
        "it implements the hook tocsin_provider, and there is no such hook; "
        "did you mean tocsin_providers?"
    )


def test_a_hook_around_the_hooks_of_others_is_refused() -> None:
    @hookimpl(wrapper=True)
    def tocsin_providers() -> Any:
        return (yield)

    plugins = load(Point("bad", plugin(tocsin_providers=tocsin_providers)))
    assert "its hook tocsin_providers wraps those of others" in fault(plugins)


@pytest.mark.parametrize(("answer", "given"), [(None, "None"), (5, "int"), ("horn", "str")])
def test_a_hook_that_returns_no_values_is_named(answer: object, given: str) -> None:
    plugins = load(Point("bad", module(answer)))
    assert fault(plugins).startswith(f"its hook tocsin_providers returned {given}; return a tuple")


def test_a_hook_without_end_is_bounded() -> None:
    plugins = load(Point("bad", module(kind(str(number)) for number in count())))
    assert "returned more than 200 values" in fault(plugins)


def test_a_hook_that_yields_its_values_works() -> None:
    plugins = load(Point("horn", module(one for one in [kind()])))
    assert ("paging", "horn") in plugins.types


def test_an_import_that_hangs_is_left_behind() -> None:
    ends = threading.Event()
    hanging = Point("bad", lambda: ends.wait(HANGS_S))
    try:
        plugins = load(hanging, Point("horn", module([kind()])), import_s=0.2)
    finally:
        ends.set()
    assert fault(plugins) == "its import did not end within 0.2 s; it must wait for nothing"
    assert ("paging", "horn") in plugins.types


def test_what_a_plugin_prints_never_reaches_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    def speaks() -> object:
        print("hello from a plugin")
        return module([kind()])

    plugins = load(Point("loud", speaks))
    out, err = capsys.readouterr()
    assert out == ""
    assert "hello from a plugin" in err
    (loud,) = (one for one in plugins.plugins if one.name == "loud")
    assert loud.notes[0].startswith("its import prints to stdout")
    assert ("paging", "horn") in plugins.types


def test_every_fault_and_note_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    load(Point("old", module([kind()], TOCSIN_API=None)))
    assert "plugin old (tocsin-old 1.0): it does not say which plugin API" in caplog.text


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
