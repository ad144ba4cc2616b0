"""Action items in words: what the reply and the timeline say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.actions import ActionAdded, ActionDone, AddAction, FinishAction, open_actions
from tocsin.domain.command import Command
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say
from tocsin.wording.postmortem.said import advised
from tocsin.wording.postmortem.state import actions_line
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.told import Say, Told, nothing_beside


def _reply_action(told: Told, command: AddAction) -> Words:
    n = max(told.incident.actions)
    done = told.scene.anywhere(f"action done {n}")
    owner = told.scene.name(command.owner)
    return lines(
        say(f"{told.key}: action item {n}, {owner} by {command.due}. When it is done: ", done),
        advised(told, (command.text,)),
    )


def _reply_action_done(told: Told, command: FinishAction) -> str:
    left = len(open_actions(told.incident))
    return f"{told.key}: action item {command.n} is done, {left or 'none'} open. Thank you."


def _beside_action(told: Told, command: AddAction) -> Words:
    done = told.scene.here(f"action done {max(told.incident.actions)}")
    return lines(say("When it is done: ", done), advised(told, (command.text,)))


def _room_action(event: ActionAdded, scene: Scene) -> str:
    owner = scene.name(event.owner)
    return f"Action item {event.n}, {owner} by {event.due}: {clean(event.text)}"


def _room_action_done(event: ActionDone, scene: Scene) -> str:
    return (
        f"Action item {event.n} is done, says {scene.name(event.by)}. {actions_line(scene)}".strip()
    )


def _direct_action(event: ActionAdded, scene: Scene) -> Words:
    return lines(
        f"{scene.name(event.by)} gave you action item {event.n}, due {event.due}"
        f"{because(event.text) or '.'}",
        scene.headline,
        say("When it is done: ", scene.anywhere(f"action done {event.n}")),
    )


def _timeline_action(event: ActionAdded, names: Names, _zone: str) -> str:
    return (
        f"{names(event.by)} added action {event.n} for {names(event.owner)}, due {event.due}: "
        f"{clean(event.text)}"
    )


def _timeline_action_done(event: ActionDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished action {event.n}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    AddAction: _reply_action,
    FinishAction: _reply_action_done,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    AddAction: _beside_action,
    FinishAction: nothing_beside,
}

ROOM: Final[Mapping[str, Says]] = {
    "action-added": _room_action,
    "action-done": _room_action_done,
}

DIRECT: Final[Mapping[str, Says]] = {
    "action-added": _direct_action,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "action-added": _timeline_action,
    "action-done": _timeline_action_done,
}
