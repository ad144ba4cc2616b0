"""Modals and App Home: what is open for whom."""

from __future__ import annotations

from typing import Any, Final

from tests.counterparts.slack.blocks import checked_view
from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.persons import Person
from tests.counterparts.slack.workspace import Refused, Workspace

DEPTH: Final = 3


async def open_modal(space: Workspace, who: Person, what: Json) -> Json:
    """views.open."""
    view = checked_view(what.get("view"), "modal")
    trigger = space.take(what.get("trigger_id"))
    found = await _exchanged(space, who, "views.open", view, trigger.user)
    space.modals[trigger.user] = [found]
    return {"ok": True, "view": found}


async def push(space: Workspace, who: Person, what: Json) -> Json:
    """views.push: on what is open, three at most."""
    view = checked_view(what.get("view"), "modal")
    trigger = space.take(what.get("trigger_id"))
    stack = space.modals.get(trigger.user, [])
    if not stack or not trigger.view:
        raise Refused("view_not_found")
    if len(stack) >= DEPTH:
        raise Refused("push_limit_reached")
    found = await _exchanged(space, who, "views.push", view, trigger.user, stack[-1]["id"])
    stack.append(found)
    return {"ok": True, "view": found}


async def update(space: Workspace, who: Person, what: Json) -> Json:
    """views.update: what is closed already is not found."""
    wanted = what.get("view_id")
    stacks = [*space.modals.values(), [*space.homes.values()]]
    meant = next((one for stack in stacks for one in stack if one["id"] == wanted), None)
    view = checked_view(what.get("view"), meant["type"] if meant else "modal")
    if meant is None:
        raise Refused("not_found")
    asked = {"view_id": wanted, "view": view} | _hash(what)
    found = (await space.ask(who, "views.update", asked))["view"]
    replace(space, found)
    return {"ok": True, "view": found}


async def publish(space: Workspace, who: Person, what: Json) -> Json:
    """views.publish."""
    user = str(what.get("user_id") or "")
    if user not in space.people:
        raise Refused("user_not_found")
    view = checked_view(what.get("view"), "home")
    asked = {"user_id": user, "view": view} | _hash(what)
    found: Json = (await space.ask(who, "views.publish", asked))["view"]
    space.homes[user] = found
    return {"ok": True, "view": found}


async def answered(space: Workspace, who: Person, app: Person, ack: Json | None) -> None:
    """What becomes of somebody's modal after the app answered a submission.

    Raises:
        Refused: It answered with something that is no answer.
    """
    stack = space.modals.get(who.id, [])
    action = (ack or {}).get("response_action", "")
    if not action:
        del stack[-1:]
    elif action == "clear":
        stack.clear()
    elif action == "errors":
        _known_errors(stack[-1], (ack or {}).get("errors"))
    elif action == "update":
        view = checked_view((ack or {}).get("view"), "modal")
        asked = {"view_id": stack[-1]["id"], "view": view}
        stack[-1] = (await space.ask(app, "views.update", asked))["view"]
    elif action == "push":
        view = checked_view((ack or {}).get("view"), "modal")
        stack.append(await _exchanged(space, app, "views.push", view, who.id, stack[-1]["id"]))
    else:
        raise Refused("invalid_response_action")


def replace(space: Workspace, view: Json) -> None:
    """Show another content of the same view."""
    for stack in space.modals.values():
        stack[:] = [view if one["id"] == view["id"] else one for one in stack]
    for user, home in space.homes.items():
        if home["id"] == view["id"]:
            space.homes[user] = view


def _known_errors(view: Json, errors: Any) -> None:
    """Errors name blocks of the view; a client is in trouble where they name others."""
    blocks = {one.get("block_id") for one in view["blocks"] if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= blocks:
        raise Refused("invalid_errors")


async def _exchanged(
    space: Workspace, app: Person, method: str, view: Json, user: str, under: str = ""
) -> Json:
    """The view that `emulate` opens, for a trigger of its own: its triggers last 2 to 3 seconds."""
    wanted = {"user_id": user} | ({"view_id": under} if under else {})
    made = await space.ask(app, "views.generateTriggerId", wanted)
    asked = {"trigger_id": made["trigger_id"], "view": view}
    found: Json = (await space.ask(app, method, asked))["view"]
    return found


def _hash(what: Json) -> Json:
    return {"hash": what["hash"]} if what.get("hash") else {}
