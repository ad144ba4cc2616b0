"""What the room hears about reaching people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tocsin.chat import Code, Words
from tocsin.domain import events as e
from tocsin.domain.titles import is_private
from tocsin.wording import late
from tocsin.wording.clean import clean
from tocsin.wording.names import page_name, target_text, tool_names
from tocsin.wording.parts import joined, lines, say, stop
from tocsin.wording.scene import Scene, because, room_span
from tocsin.wording.timeline_calling import stranger_text, via_text

_PLAIN: Final = re.compile(r"[\w.+@|:/-]{1,120}", re.ASCII)
# An entry takes the one event type its key names, which a table cannot say to a checker.
Says = Callable[[Any, Scene], Words]


def _requested(event: e.PageRequested, scene: Scene) -> Words:
    person, called = scene.name(event.person), say("Paging ", scene.mention(event.person))
    if event.purpose == "request":
        at_whose = "" if event.by == "engine" else f" at {scene.name(event.by)}'s request"
        if event.again:
            return say(called, " again, who has not answered yet.", _as_of(event, scene))
        said = stop(say(called, f"{at_whose}{because(event.message)}"))
        return say(said, _as_of(event, scene))
    target = target_text(event.target, scene.name)
    whose = f" ({target})" if target and target != person else ""
    again = f", round {event.round}" if event.round > 1 else ""
    return say(called, f"{whose}, step {event.step + 1}{again}.", _as_of(event, scene))


def _as_of(event: e.PageRequested, scene: Scene) -> Words:
    """That the schedule naming them is old: whoever reads it may know better."""
    if event.roster_as_of is None:
        return ""
    read = scene.moment(event.roster_as_of)
    return say(" The schedule cannot be read; this is as of ", read, ".")


def _failed_over(event: e.PageFailedOver, scene: Scene) -> str:
    page = scene.incident.pages.get(event.page)
    person = scene.name(page.person) if page else page_name(event.page)
    tools = tool_names(page.tools) if page else tool_names((event.after, event.provider))
    return (
        f"{clean(event.after, 40)} did not take the page for {person}; "
        f"{clean(event.provider, 40)} rings as well (tools tried: {tools})."
    )


def unanswered(event: e.PageUnanswered, scene: Scene) -> Words:
    """That somebody who was asked for is not heard: the number to call, and who else helps."""
    rings = [
        page
        for page in scene.incident.pages.values()
        if page.person == event.person and page.at >= event.since
    ]
    often = f"; it rang {len(rings)} times" if len(rings) > 1 else ""
    return lines(
        say(
            f"{scene.name(event.person)} has not answered the page of ",
            scene.when(event.since),
            f"{often}.",
        ),
        f"Please call now: {scene.phone(event.person)}",
        say("Or ask somebody else: ", scene.anywhere("escalate <reason>")),
    )


def undeliverable(event: e.PageUndeliverable, scene: Scene) -> str:
    """No paging tool got through: the number to call."""
    page = scene.incident.pages.get(event.page)
    tried = f" ({tool_names(page.tools)} tried)" if page else ""
    return lines(
        f"No paging tool could reach {scene.name(event.person)}{tried}.",
        call_now((event.person,), scene),
    )


def call_now(people: Sequence[str], scene: Scene) -> str:
    """Whom to call by phone; nobody is called for practice."""
    numbers = " · ".join(scene.phone(person) for person in people)
    asks = "In a real incident you would call now" if scene.drill else "Please call now"
    return f"{asks}: {numbers}"


def exhausted(event: e.LadderExhausted, scene: Scene) -> Words:
    """The standing alarm: everyone of the ladder with their number."""
    numbers = [scene.phone(person) for person in event.people]
    shown = numbers if len(numbers) <= 4 else [" · ".join(numbers)]
    nobody = "Nobody stands on the ladder now: call whoever can help."
    asks = "In a real incident you would call now:" if scene.drill else "Please call now:"
    return lines(
        f"ALARM: nobody has answered {scene.headline}. {asks}",
        *(shown or [nobody]),
        say("Whoever takes it: ", scene.anywhere("ack")),
    )


def _plan_failed(event: e.PlanFailed, _scene: Scene) -> str:
    return (
        f"escalation.{clean(event.name)} of the team file gave no plan ({clean(event.reason)}); "
        "the built-in ladder calls."
    )


def _unfilled(event: e.StepUnfilled, scene: Scene) -> Words:
    target = target_text(event.target, scene.name)
    if event.unread:
        return lines(
            f"Who is {target} is not known: the schedule could not be read yet; calling goes on.",
            say("To page somebody by hand: ", scene.here("page @who")),
        )
    return lines(
        f"Nobody stands behind {target} now (step {event.step + 1}); calling goes on.",
        say("To page somebody by hand: ", scene.here("page @who")),
    )


def _acknowledged(event: e.Acknowledged, scene: Scene) -> str:
    ladder = scene.incident.ladder
    ends = " Nobody else is called." if ladder is not None and not ladder.exhausted else ""
    return f"{scene.name(event.person)} acknowledged ({via_text(event.via)}).{ends}"


def _page_answered(event: e.PageAnswered, scene: Scene) -> str:
    return f"{scene.name(event.person)} answered the page ({via_text(event.via)})."


def _uncounted(event: e.AnswerUncounted, scene: Scene) -> Words:
    """Who a tool says has answered, why that ends nothing, and what ends it."""
    page, tool = scene.incident.pages.get(event.page), clean(event.provider, 40)
    whose = scene.name(page.person) if page else "somebody"
    asks = page is not None and page.purpose == "request"
    who = scene.name(event.person) if event.person else stranger_text(event)
    told = f"{tool} says that {who} {clean(event.action, 20)} the page for {whose}"
    if event.person:
        return lines(
            f"{told}; only {whose} can answer it: calling goes on." if asks
            else f"{told}, who cannot answer for this incident: calling goes on.",
            say("Whoever works on it: ", scene.here('ack')),
        )  # fmt: skip
    return lines(
        f"{told}; that is nobody in a team file: calling goes on.",
        say("Whoever answered, type: ", scene.here("ack")),
        _known_next_time(event, tool),
    )


def _known_next_time(event: e.AnswerUncounted, tool: str) -> Words:
    """What to write into the team file, where the tool says enough."""
    account = (
        f'accounts = {{ {tool} = "{event.account}" }}' if _PLAIN.fullmatch(event.account) else ""
    )
    email = f'email = "{event.email}"' if _PLAIN.fullmatch(event.email) else ""
    line = account or email
    where = "So that it counts next time, under their name in the team file: "
    return say(where, Code(line)) if line else ""


def _reminded(event: e.Reminded, scene: Scene) -> Words:
    return late.nudge((event,), scene)


def _effect_died(event: e.EffectDied, scene: Scene) -> Words:
    target, effect = clean(event.target, 60), clean(event.effect, 60)
    if event.again:
        room = clean(scene.incident.announce, 60)
        told = stop(f"{target} could not be told ({effect}){because(event.reason)}")
        do = f"Please see that {room} is there, not archived, and that the bot may post in it"
        return lines(told, say(do, f": it is tried again until {scene.incident.key} is over."))
    return lines(
        stop(f"{target} could not be told ({effect}){because(event.reason)}"),
        "It is not tried again"
        + (", and in a drill nobody has to." if scene.drill else ": please do this one by hand."),
    )


def _room_failed(event: e.RoomFailed, scene: Scene) -> Words:
    return lines(
        stop(f"No room could be made on {clean(event.platform, 60)}{because(event.reason)}"),
        say(
            f"{scene.incident.key} goes on ",
            _meanwhile(scene),
            " until there is one; it is tried again.",
        ),
    )


def _room_gone(event: e.RoomGone, scene: Scene) -> Words:
    gone = f"{clean(event.name, 90)} on {clean(event.platform, 60)} is gone: deleted or archived"
    where = _meanwhile(scene)
    after = (
        say("until a new room is there, ", where)
        if event.again
        else say(where, ": no room stays there")
    )
    return lines(stop(gone), say(f"{scene.incident.key} goes on ", after, "."))


def _meanwhile(scene: Scene) -> Words:
    """Where an incident is spoken of while it has no room."""
    if is_private(scene.incident):
        return "in direct messages"
    return say("in ", room_span(scene.incident.announce))


def came_late(scene: Scene) -> Words:
    """The first words of a room that could not be opened at once."""
    return lines(
        say(
            f"This room could not be opened before; {scene.incident.key} went on ",
            _meanwhile(scene),
            ".",
        ),
        "From the beginning:",
    )


def _commander_left(event: e.CommanderLeft, scene: Scene) -> Words:
    who = scene.name(event.person)
    return lines(
        f"{who} left this room on {clean(event.platform, 60)} and is still Incident Commander.",
        say(f"{who}: ", scene.here("handoff ic @who")),
        say(f"If nobody hears from {who}, whoever takes over: ", scene.here("take ic")),
    )


def _outsiders_stay(event: e.OutsidersStay, scene: Scene) -> str:
    """Who they are stands in a direct message alone."""
    platform, key = clean(event.platform, 60), scene.incident.key
    if not event.accounts:
        return lines(
            f"{platform} does not tell who is in this room, and {key} is private.",
            "Please look through its members and remove who is not part of it.",
        )
    count = len(event.accounts)
    people = "1 account in this room is" if count == 1 else f"{count} accounts in this room are"
    commander = scene.incident.holder("ic")
    told = scene.name(commander) if commander else "those who are in it"
    return lines(
        f"{key} is private, {people} not part of it, and {platform} lets me not remove them.",
        f"Which: I wrote to {told}. Until they are removed, speak in direct messages.",
    )


def everyone(persons: tuple[str, ...], scene: Scene) -> str:
    """`Ana, Bo and Cy`."""
    return joined(scene.name(person) for person in persons)


TEXTS: Final[Mapping[str, Says]] = {
    "page-requested": _requested,
    "page-failed-over": _failed_over,
    "page-undeliverable": undeliverable,
    "ladder-exhausted": exhausted,
    "plan-failed": _plan_failed,
    "step-unfilled": _unfilled,
    "acknowledged": _acknowledged,
    "page-answered": _page_answered,
    "answer-uncounted": _uncounted,
    "page-unanswered": unanswered,
    "reminded": _reminded,
    "effect-died": _effect_died,
    "room-failed": _room_failed,
    "room-gone": _room_gone,
    "commander-left": _commander_left,
    "outsiders-stay": _outsiders_stay,
}
