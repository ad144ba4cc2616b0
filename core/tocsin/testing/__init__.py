"""The test kit for plugin authors: contract suites, a far end on loopback, and a whole bot.

    from tocsin.testing import FarEnd, PagingContract, Rung, json_answer

    class TestMyTool(PagingContract):
        secrets = ("s3cret",)

        @pytest.fixture
        def tool(self, far_end: FarEnd) -> Paging:
            far_end.on("POST", "/v2/pages", …)          # what the real one would answer
            return MyTool(base_url=far_end.url, …)

        @pytest.fixture
        def rung(self, far_end: FarEnd) -> Callable[[], Sequence[Rung]]:
            return lambda: […]                          # what the far end has now

A contract looks at the far end, holds every method to its deadline, and meets it with each way in
which a far end fails. A check that does not fit is named in `exceptions`, with the reason, and the
run lists it. `a_bot` puts the plugin into a whole bot on a clock that the test moves.

Importing this package imports nothing else; each name is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.simulate.rows import Row
    from tocsin.testing.alert_updates import (
        AlertState,
        AlertStates,
        AlertUpdates,
        AlertUpdatesContract,
    )
    from tocsin.testing.alerts import AlertSourceContract
    from tocsin.testing.bot import Bot, Plug, Posted, a_bot
    from tocsin.testing.calendar import CalendarContract, Meeting, Meetings
    from tocsin.testing.called import CalledContract, Calls
    from tocsin.testing.changes import ChangesContract
    from tocsin.testing.chat import ChatContract
    from tocsin.testing.chat_base import ChatFixtures, Seen, Sees
    from tocsin.testing.chat_rooms import ChatRoomsContract
    from tocsin.testing.chat_words import ChatWordsContract
    from tocsin.testing.contract import Contract, FailsWhenTold
    from tocsin.testing.conversation import Conversation, Talk
    from tocsin.testing.conversation_stage import COMMANDS, Onlookers, Stage
    from tocsin.testing.customers import CustomersContract, Mail, Mails
    from tocsin.testing.escalation import EscalationContract
    from tocsin.testing.far_end import Answer, Arrived, FarEnd, Handler, json_answer
    from tocsin.testing.firing import FiringContract
    from tocsin.testing.graphs import GraphsContract
    from tocsin.testing.inbound import InboundContract, Sign
    from tocsin.testing.logs import LogsContract
    from tocsin.testing.observers import ObserverContract
    from tocsin.testing.paging import PagingContract, Rings, Rung
    from tocsin.testing.postmortems import PostmortemsContract
    from tocsin.testing.recording import Recorded, RecordsChangesContract
    from tocsin.testing.schedules import SchedulesContract
    from tocsin.testing.status_page import Notice, Shows, StatusPageContract
    from tocsin.testing.team import Rehearsal, calls, rehearse
    from tocsin.testing.ticketing import Ticket, TicketingContract, Tickets
    from tocsin.testing.troubles import TroubleName
    from tocsin.testing.values import (
        MemoryKeyValue,
        a_call,
        a_context,
        a_document,
        a_made_change,
        a_page,
        a_page_state,
        a_request,
        a_ticket,
        a_view,
    )

__all__ = [
    "COMMANDS",
    "AlertSourceContract",
    "AlertState",
    "AlertStates",
    "AlertUpdates",
    "AlertUpdatesContract",
    "Answer",
    "Arrived",
    "Bot",
    "CalendarContract",
    "CalledContract",
    "Calls",
    "ChangesContract",
    "ChatContract",
    "ChatFixtures",
    "ChatRoomsContract",
    "ChatWordsContract",
    "Contract",
    "Conversation",
    "CustomersContract",
    "EscalationContract",
    "FailsWhenTold",
    "FarEnd",
    "FiringContract",
    "GraphsContract",
    "Handler",
    "InboundContract",
    "LogsContract",
    "Mail",
    "Mails",
    "Meeting",
    "Meetings",
    "MemoryKeyValue",
    "Notice",
    "ObserverContract",
    "Onlookers",
    "PagingContract",
    "Plug",
    "Posted",
    "PostmortemsContract",
    "Recorded",
    "RecordsChangesContract",
    "Rehearsal",
    "Rings",
    "Row",
    "Rung",
    "SchedulesContract",
    "Seen",
    "Sees",
    "Shows",
    "Sign",
    "Stage",
    "StatusPageContract",
    "Talk",
    "Ticket",
    "TicketingContract",
    "Tickets",
    "TroubleName",
    "a_bot",
    "a_call",
    "a_context",
    "a_document",
    "a_made_change",
    "a_page",
    "a_page_state",
    "a_request",
    "a_ticket",
    "a_view",
    "calls",
    "json_answer",
    "rehearse",
]

BESIDE = {
    "ChatContract": "tocsin.testing.chat",
    "ObserverContract": "tocsin.testing.observers",
}
"""Contracts of what is no kind of provider, and their modules."""

# Where a name is that is neither a contract nor a value, as module.name.
_ELSEWHERE = (
    "alert_updates.AlertState",
    "alert_updates.AlertStates",
    "alert_updates.AlertUpdates",
    "alert_updates.AlertUpdatesContract",
    "bot.Bot",
    "bot.Plug",
    "bot.Posted",
    "bot.Row",
    "bot.a_bot",
    "calendar.Meeting",
    "calendar.Meetings",
    "called.CalledContract",
    "called.Calls",
    "chat_base.ChatFixtures",
    "chat_base.Seen",
    "chat_base.Sees",
    "chat_rooms.ChatRoomsContract",
    "chat_words.ChatWordsContract",
    "contract.Contract",
    "contract.FailsWhenTold",
    "conversation.Conversation",
    "conversation.Talk",
    "conversation_stage.COMMANDS",
    "conversation_stage.Onlookers",
    "conversation_stage.Stage",
    "customers.Mail",
    "customers.Mails",
    "far_end.Answer",
    "far_end.Arrived",
    "far_end.FarEnd",
    "far_end.Handler",
    "far_end.json_answer",
    "firing.FiringContract",
    "inbound.InboundContract",
    "inbound.Sign",
    "paging.Rings",
    "paging.Rung",
    "recording.Recorded",
    "recording.RecordsChangesContract",
    "status_page.Notice",
    "status_page.Shows",
    "team.Rehearsal",
    "team.calls",
    "team.rehearse",
    "ticketing.Ticket",
    "ticketing.Tickets",
    "troubles.TroubleName",
)


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
    elsewhere = {name: module for module, name in (place.split(".") for place in _ELSEWHERE)}
    return {**homes, **BESIDE}.get(name, f"{__name__}.{elsewhere.get(name, 'values')}")


def __dir__() -> list[str]:
    return __all__
