"""Setting and clearing flags, and reaching whom a flag asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.flags import CONFIRMED, CUSTOMERS, FLAG_CALLS, FLAGS
from tocsin.domain.flags.events import FlagCleared, FlagSet
from tocsin.domain.lifecycle import ENDED
from tocsin.domain.notify import notify, notify_address
from tocsin.domain.paging.decide import request_page
from tocsin.domain.paging.unanswered import waiting_page
from tocsin.domain.people import SUPPORT
from tocsin.domain.quoting import quoted
from tocsin.domain.rooms.decide import hide_room_name, leave_open_rooms
from tocsin.domain.severity import PAGING
from tocsin.errors import RejectedCommand, Unconfirmed


@dataclass(frozen=True, kw_only=True)
class SetFlag(Command):
    """Set a flag of the closed list."""

    flag: str
    reason: str = ""
    verb: ClassVar[str] = "flag"


@dataclass(frozen=True, kw_only=True)
class ClearFlag(Command):
    """Clear a flag, with a reason; `confirmed` says that what becomes readable is meant."""

    flag: str
    reason: str
    confirmed: bool = False
    verb: ClassVar[str] = "unflag"


def _flag(context: CommandContext, command: SetFlag) -> None:
    check_flags((command.flag,))
    _must_not_be_drill(command.flag)
    if command.flag in context.incident.flags:
        raise RejectedCommand(f"The flag {command.flag} stands already.")
    set_flag(context, command.flag, command.reason)


def _unflag(context: CommandContext, command: ClearFlag) -> None:
    _must_not_be_drill(command.flag)
    if command.flag not in context.incident.flags:
        stands = ", ".join(sorted(context.incident.flags)) or "none"
        raise RejectedCommand(f"The flag {command.flag} does not stand. Standing: {stands}.")
    if command.flag in CONFIRMED and not command.confirmed:
        raise Unconfirmed(f"Clearing {command.flag} lets others read of it: add --confirm.")
    context.add(FlagCleared, flag=command.flag, reason=command.reason)


def check_flags(flags: tuple[str, ...]) -> None:
    """Refuse a flag that is not of the closed list."""
    for flag in flags:
        if flag not in FLAGS:
            raise RejectedCommand(f"There is no flag {quoted(flag)}. Flags: {', '.join(FLAGS)}.")


def _must_not_be_drill(flag: str) -> None:
    """A drill calls, tells and counts nobody: what began otherwise does not become one."""
    if flag == "drill":
        raise RejectedCommand(
            "A drill begins and ends as one. For practice: `declare <title> --drill`, or `drill`; "
            "for what is real: `incident declare <title>`."
        )


def set_flag(context: CommandContext, flag: str, reason: str) -> None:
    """Set a flag, and reach whom it asks for."""
    context.add(FlagSet, flag=flag, reason=reason)
    if flag == "private":
        leave_open_rooms(context)
    hide_room_name(context)
    reach_flag_contacts(context, flag)


def reach_flag_contacts(context: CommandContext, flag: str) -> None:
    """Who must know of a flag: paged or told at once, each person once for an incident."""
    notify_support(context)
    calls = FLAG_CALLS.get(flag)
    if calls is None or context.incident.flags & {"drill"} or context.incident.status in ENDED:
        return
    reason = f"{calls.why} (flag {flag})"
    paged = {page.person for page in context.incident.pages.values() if page.purpose == "request"}
    for person in _people(context, calls.page) or _people(context, calls.instead):
        if person not in paged or waiting_page(context.incident, person):
            request_page(context, person, calls.why)
    for target in calls.page:
        notify_address(context, target, reason)
    notify(context, calls.tell, reason)


def notify_support(context: CommandContext) -> None:
    """Support hears once of an incident customers may ask about."""
    incident = context.incident
    asked_about = incident.severity in PAGING or incident.flags & CUSTOMERS
    if asked_about and SUPPORT not in incident.told_about and "drill" not in incident.flags:
        notify(context, ("support",), SUPPORT)


def _people(context: CommandContext, targets: tuple[str, ...]) -> tuple[str, ...]:
    found = (person for target in targets for person in context.roster.resolve(target))
    return tuple(dict.fromkeys(found))


DECIDE: dict[type[Command], CommandHandler] = {
    SetFlag: _flag,
    ClearFlag: _unflag,
}
