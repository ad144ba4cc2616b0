"""The test kit for plugin authors: contracts to inherit from, and values to test with.

    from tocsin.testing import PagingContract

    class TestMyTool(PagingContract):
        secrets = ("s3cret",)

        @pytest.fixture
        def tool(self) -> Paging:
            return MyTool(…)

Importing this package imports nothing else; each name is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.testing.alerts import AlertSourceContract
    from tocsin.testing.calendar import CalendarContract
    from tocsin.testing.changes import ChangesContract
    from tocsin.testing.chat import ChatContract
    from tocsin.testing.customers import CustomersContract
    from tocsin.testing.escalation import EscalationContract
    from tocsin.testing.graphs import GraphsContract
    from tocsin.testing.logs import LogsContract
    from tocsin.testing.observers import ObserverContract
    from tocsin.testing.paging import PagingContract
    from tocsin.testing.postmortems import PostmortemsContract
    from tocsin.testing.schedules import SchedulesContract
    from tocsin.testing.status_page import StatusPageContract
    from tocsin.testing.ticketing import TicketingContract
    from tocsin.testing.values import (
        MemoryKeyValue,
        a_call,
        a_context,
        a_document,
        a_page,
        a_page_state,
        a_request,
        a_ticket,
        a_view,
    )

__all__ = [
    "AlertSourceContract",
    "CalendarContract",
    "ChangesContract",
    "ChatContract",
    "CustomersContract",
    "EscalationContract",
    "GraphsContract",
    "LogsContract",
    "MemoryKeyValue",
    "ObserverContract",
    "PagingContract",
    "PostmortemsContract",
    "SchedulesContract",
    "StatusPageContract",
    "TicketingContract",
    "a_call",
    "a_context",
    "a_document",
    "a_page",
    "a_page_state",
    "a_request",
    "a_ticket",
    "a_view",
]

BESIDE = {
    "ChatContract": "tocsin.testing.chat",
    "ObserverContract": "tocsin.testing.observers",
}
"""Contracts of what is no kind of provider, and their modules."""


def __getattr__(name: str) -> object:
    """A name of the kit, from the module that holds it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_home(name)), name)


def _home(name: str) -> str:
    """The module of a contract as its kind's row has it; what is no contract is a value."""
    from tocsin.providers.kinds import KINDS

    contracts = (row.contract.split(":") for row in KINDS.values() if row.contract)
    homes = {contract: module for module, contract in contracts}
    return {**homes, **BESIDE}.get(name, f"{__name__}.values")


def __dir__() -> list[str]:
    return __all__
