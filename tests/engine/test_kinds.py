"""The registry of provider kinds: what each row promises is there, and no other list of kinds."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import tocsin
from tocsin.engine.ports import Providers
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins
from tocsin.providers import Call, PageRequest, Ref
from tocsin.providers.kinds import DOOR, KINDS, PAGING, STATUS_PAGE, Kind, KindRow
from tocsin.providers.paging import PagingCapability

TYPED = {"logs", "alerts", "changes"}
ROWS = pytest.mark.parametrize("row", KINDS.values(), ids=list(KINDS))


class Bell:
    """A paging tool that takes every page."""

    capabilities: frozenset[PagingCapability] = frozenset()

    def page(self, request: PageRequest, call: Call) -> Ref:
        return Ref(id="rung")

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None: ...

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None: ...

    def find(self, object_key: str, call: Call) -> Ref | None: ...


@ROWS
def test_a_row_names_every_method_of_its_protocol_and_no_other(row: KindRow[object]) -> None:
    members = {
        name
        for one in row.protocol.__mro__
        for name, value in vars(one).items()
        if callable(value) and not name.startswith("_")
    }
    door = {one.name for one in DOOR}
    optional = {one.name for one in row.methods if one.needs}
    assert members - door <= {one.name for one in row.methods}
    assert {one.name for one in row.methods} - members <= optional


@ROWS
def test_every_method_has_a_deadline_and_needs_a_capability_there_is(row: KindRow[object]) -> None:
    assert all(0 < row.deadline(one.name) <= 60 for one in row.calls)
    assert {one.needs for one in row.calls} - {""} <= row.capabilities


@ROWS
def test_double_contract_and_default_type_are_there(row: KindRow[object]) -> None:
    named = [one for one in (row.double, row.contract) if one]
    for module, _, name in (one.partition(":") for one in named):
        assert isinstance(getattr(import_module(module), name), type)
    assert row.contract
    if row.default_type:
        assert (row.kind, row.default_type) in load_plugins().types


def test_every_kind_has_its_row() -> None:
    assert all(kind == row.kind for kind, row in KINDS.items())
    assert {*KINDS, "chat"} == set(get_args(Kind))


def test_no_other_file_of_the_core_lists_kinds() -> None:
    """Four kinds by name in one file are a table; it belongs into the registry.

    `logs`, `alerts` and `changes` are also words that people type, and do not count.
    """
    core = Path(tocsin.__file__).parent
    listed = {
        str(path.relative_to(core)): names
        for path in core.rglob("*.py")
        if len(names := _kinds_in(path)) > 3
    }
    assert set(listed) == {"providers/kinds.py"}


def _kinds_in(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return {kind for kind in get_args(Kind) if kind in texts} - TYPED


def test_instances_are_asked_for_by_their_row() -> None:
    bell = Bell()
    providers = Providers(made={("paging", "shop", "bell"): bell})
    assert providers.of(PAGING) == {("shop", "bell"): bell}
    assert providers.of(STATUS_PAGE) == {}
    assert providers.needed(PAGING, "shop", "paging.bell") is bell


def test_who_is_not_there_is_told_apart_from_who_could_not_be_made() -> None:
    broken = {("paging", "shop", "bell"): "cannot be made: KeyError"}
    providers = Providers(broken=broken)
    with pytest.raises(ProviderError, match=r"paging\.bell cannot be made: KeyError"):
        providers.needed(PAGING, "shop", "paging.bell")
    with pytest.raises(ProviderError, match=r"paging\.horn is not in the team file any more"):
        providers.needed(PAGING, "shop", "paging.horn")
