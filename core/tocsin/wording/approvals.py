"""Approving and rejecting what waits, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.mitigation import MitigationApproved, MitigationDone, MitigationRejected
from tocsin.domain.status_page.events import StatusPagePosted, StatusPageRejected
from tocsin.wording.names import Line
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.status_page import reply_posted, reply_rejected
from tocsin.wording.told import Say, Told, nothing_beside


def entry_or(change: Say) -> Say:
    """The answer to approve and reject, which mean an entry of the status page or a change."""

    def answer(told: Told, command: Command) -> Words:
        for event in told.outcome.events:
            if isinstance(event, StatusPagePosted) and event.author:
                return reply_posted(told)
            if isinstance(event, StatusPageRejected):
                return reply_rejected(told)
        return change(told, command)

    return answer


def _reply_change(word: str) -> Say:
    def answer(told: Told, _command: Command) -> str:
        return f"{told.key}: change {_reply_number(told)} {word}."

    return answer


def _reply_number(told: Told) -> int:
    numbered = MitigationApproved | MitigationRejected | MitigationDone
    return next(event.n for event in told.outcome.events if isinstance(event, numbered))


def _room_approved(event: MitigationApproved, scene: Scene) -> Words:
    return lines(
        stop(f"{scene.name(event.by)} approved change {event.n}{because(event.reason)}"),
        say("When it is made: ", scene.here(f"done {event.n}")),
    )


def _room_rejected(event: MitigationRejected, scene: Scene) -> str:
    by = scene.name(event.by)
    return stop(f"{by} decided against change {event.n}{because(event.reason)}")


REPLIES: Final[Mapping[type[Command], Say]] = {
    Approve: entry_or(_reply_change("approved; make it, then type done")),
    Reject: entry_or(_reply_change("rejected")),
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    Approve: nothing_beside,
    Reject: nothing_beside,
}

ROOM: Final[Mapping[str, Says]] = {
    "mitigation-approved": _room_approved,
    "mitigation-rejected": _room_rejected,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "mitigation-approved": lambda event, names, _z: stop(
        f"{names(event.by)} approved change {event.n}{because(event.reason)}"
    ),
    "mitigation-rejected": lambda event, names, _z: stop(
        f"{names(event.by)} decided against change {event.n}{because(event.reason)}"
    ),
}
