"""The built-in plugins, registered through the entry point that every plugin uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tocsin.builtin.console import CONSOLE, ConsoleConfig
from tocsin.builtin.direct_message import DIRECT_MESSAGE
from tocsin.builtin.ics import ICS
from tocsin.builtin.json_alerts import JSON_ALERTS
from tocsin.builtin.json_changes import JSON_CHANGES
from tocsin.builtin.local_schedules import LOCAL_SCHEDULES
from tocsin.builtin.outbox import OUTBOX
from tocsin.builtin.postmortem_folder import FOLDER
from tocsin.builtin.postmortem_git import GIT
from tocsin.builtin.smtp import SMTP
from tocsin.builtin.static_page import STATIC_PAGE
from tocsin.builtin.ticket_list import TICKET_LIST
from tocsin.chat import ChatType
from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType

TOCSIN_API = 1


@hookimpl
def tocsin_chats() -> tuple[ChatType[ConsoleConfig], ...]:
    """Return the built-in chat."""
    return (CONSOLE,)


@hookimpl
def tocsin_providers() -> Iterable[ProviderType[Any]]:
    """Return the built-in provider types (each with a config of its own, hence no single type)."""
    return (
        DIRECT_MESSAGE, LOCAL_SCHEDULES, JSON_ALERTS, TICKET_LIST, SMTP, OUTBOX, ICS, FOLDER, GIT,
        STATIC_PAGE, JSON_CHANGES,
    )  # fmt: skip
