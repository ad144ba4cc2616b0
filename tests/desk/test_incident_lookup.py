"""An id anywhere in a line is obeyed, or the line is refused: nothing happens elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk.given import World
from tocsin.desk.verbs import VERBS
from tocsin.domain.action_items import FinishAction
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.merge import Merge
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.notes import Decide, Finding, Note
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.resolution import Check
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.tasks import FinishTask
from tocsin.domain.triage import Decline
from tocsin.domain.updates import PostUpdate

# verb -> what is typed behind it; `{id}` is where the incident is named
TYPED = {
    "show": "{id}",
    "next": "{id}",
    "why": "{id} update|update {id}",
    "timeline": "{id}",
    "catchup": "{id}",
    "policy": "{id}",
    "export": "{id}|json {id}|{id} json",
    "triage": "{id}|{id} many | login | no | no",
    "accept": "{id}",
    "decline": "{id} it is the test",
    "severity": "{id} p0|p0 {id}|p0 {id} all of it is down|{id} p2 it is better",
    "flag": "{id} media|media {id}|media {id} the press calls",
    "unflag": "{id} customer-impact few|customer-impact {id} few",
    "take": "{id} comms|comms {id}|comms for {id}|comms of {id}",
    "assign": "{id} tl @bo|tl @bo {id}|tl {id} @bo",
    "handoff": "{id} comms @bo|comms @bo {id}",
    "accept-handoff": "{id}",
    "page": "{id} @bo help|@bo {id} help|@bo {id}|@bo @cy {id} help|backup {id}",
    "ack": "{id}|for {id}|{id} looking|looking into {id}",
    "escalate": "{id} em it grows|em {id} it grows|{id} it grows",
    "update": "{id} | | scaling up ||eta {id} 12:00|{id} eta 12:00|{id}",
    "decide": "{id} roll back",
    "finding": "{id} the pool is full",
    "note": "{id} same as INC-7|{id} it is the pool",
    "task": "{id}|{id} add call the bank|add {id} call the bank|done {id} 1|done 1 {id}",
    "service": "{id} checkout|checkout {id}",
    "cause": "{id} dns|dns {id}",
    "milestone": "{id} detected 11:10|detected {id} 11:10|detected 11:10 {id}",
    "mitigate": "{id} rollback to v41|rollback {id} to v41",
    "approve": "{id}|{id} 1|1 {id}|1 {id} go on",
    "reject": "{id} 1 not now|1 {id} not now",
    "done": "{id}|{id} 1|1 {id}",
    "mitigated": "{id}|{id} traffic moved",
    "snooze": "{id} update 10m|update {id} 10m|update 10m {id}",
    "check": "{id}|{id} 1|1 {id}",
    "postmortem": "{id}|show {id}|show lessons {id}|lessons {id} watch the pool|{id} skip a test",
    "action": "{id}|add {id} more tests @bo fri|done 1 {id}",
    "status-page": "{id}|publish {id}|draft {id} We look into it.|show {id}",
    "notify-customers": "{id}|{id} We look into it.",
    "resolve": "{id}|{id} --override all green",
    "reopen": "{id} it is back",
    "close": "{id}",
}
FOR_NO_INCIDENT = {"declare", "report", "drill", "list", "metrics", "help", "yes", "no", "link-me"}
OF_TOOLS = {"logs", "graph", "alerts", "changes"}  # see test_queries
IDS = ("INC-2", "inc2", "#2", "(INC-2)", "INC-2:", "INC 2", "incident #2", "#INC-2", "INC\u20112")


def two_incidents() -> World:
    """INC-1 and INC-2, alike to the letter, so that whatever works for one works for both."""
    world = World()
    for number in (1, 2):
        world.say("!incident declare checkout returns 500s p1 --customer-impact")
        for line in (
            "ack", "handoff comms @ana", "task add look at the pool", "mitigate other restart it",
            "action add more tests @bo fri",
        ):  # fmt: skip
            assert world.say(f"!incident INC-{number} {line}").accepted, line
    return world


def told(world: World, number: int) -> tuple[object, ...]:
    found = world.store.read(lambda tx: tuple(tx.events(tx.id_of(number) or "")))
    return tuple((row.seq, row.event) for row in found)


def play(text: str, room: Callable[[World], str]) -> tuple[object, ...]:
    world = two_incidents()
    where = room(world)
    before = told(world, 1)
    reply = world.say(f"!incident {text}", room=where)
    assert told(world, 1) == before, f"{text}: INC-1 was touched"
    return reply, world.rules.seen[-1], told(world, 2)


def cases() -> list[tuple[str, str]]:
    split = {"triage": 1, "update": 1}
    found = []
    for verb, typed in TYPED.items():
        forms = typed.split("|") if verb not in split else []
        found += [(verb, form) for form in forms]
    return [
        *found,
        ("triage", "{id}"),
        ("triage", "{id} many | login | no | no"),
        ("update", "{id}"),
        ("update", "{id} | | scaling up |"),
        ("update", "eta {id} 12:00"),
    ]


def test_every_verb_stands_in_the_table_above() -> None:
    assert {*TYPED, *FOR_NO_INCIDENT, *OF_TOOLS, "merge"} == set(VERBS)


@pytest.mark.parametrize(("verb", "form"), cases())
def test_an_id_behind_a_verb_is_obeyed_in_the_room_of_another_incident(
    verb: str, form: str
) -> None:
    without = " ".join(
        form.replace("for {id}", "").replace("of {id}", "").replace("{id}", "").split()
    )
    without = without if verb != "ack" else ""

    behind = play(f"{verb} {form.format(id='INC-2')}", lambda world: world.open_room(1))
    in_front = play(f"INC-2 {verb} {without}", lambda world: world.open_room(1))

    assert behind == in_front


@pytest.mark.parametrize("typed", IDS)
@pytest.mark.parametrize(
    "line", ["{} ack", "ack {}", "please ack {}", "take comms {}", "note {} x"]
)
def test_an_id_is_understood_however_it_is_typed(line: str, typed: str) -> None:
    said = play(line.format(typed), lambda world: world.open_room(1))
    plain = play(line.format("INC-2"), lambda world: world.open_room(1))

    assert said == plain


@pytest.mark.parametrize(
    "line", ["ack 2", "show 2", "2 ack", "2", "#2", "INC 2", "take comms 2", "take 2 comms"]
)
def test_a_number_where_none_is_taken_is_an_incident(line: str) -> None:
    assert play(line, lambda world: world.open_room(1))[0]
    world = two_incidents()
    assert "INC-2" in world.say(f"!incident {line}", room=world.open_room(1)).text.as_plain()


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("approve 1", Approve(n=1)),
        ("reject 1 not now", Reject(n=1, reason="not now")),
        ("done 1", FinishMitigation(n=1)),
        ("check 1", Check(n=1)),
        ("task done 1", FinishTask(n=1)),
        ("action done 1", FinishAction(n=1)),
        ("note same as INC-2", Note(text="same as INC-2")),
        ("decide like in #2", Decide(text="like in #2")),
        ("finding pool of INC 2 is full", Finding(text="pool of INC 2 is full")),
        ("mitigated as in INC-2", MarkMitigated(reason="as in INC-2")),
        ("mitigate rollback as in INC-2", Mitigate(strategy="rollback", what="as in INC-2")),
        ("severity p0 worse than INC-2", SetSeverity(severity="P0", reason="worse than INC-2")),
        ("page @bo see INC-2", RequestPage(target="@bo", message="see INC-2")),
        ("escalate it looks like INC-2", Escalate(target="em", reason="it looks like INC-2")),
        ("update a step of INC-2", PostUpdate(action="a step of INC-2")),
        ("merge INC-2", Merge(into="INC-2")),
        ("merge 2", Merge(into="INC-2")),
        ("INC-1 note INC-2 looks the same", Note(text="INC-2 looks the same")),
        ("INC-1 decline INC-2 has it", Decline(reason="INC-2 has it")),
        ('note "INC-2" stands on the screen', Note(text='"INC-2" stands on the screen')),
    ],
)
def test_a_number_that_is_taken_and_an_id_in_a_text_leave_the_incident_alone(
    line: str, made: Command
) -> None:
    world = two_incidents()
    room = world.open_room(1)
    if isinstance(made, PostUpdate):
        world.say("!incident INC-1 update investigating | down | looking | unknown")
    before = told(world, 2)
    world.say(f"!incident {line}", room=room)
    assert world.last == made
    if not isinstance(made, Merge):
        assert told(world, 2) == before


@pytest.mark.parametrize("line", ["merge INC-1 into INC-2", "merge INC-1 INC-2", "INC-1 merge 2"])
def test_a_merge_of_two_says_from_where_to_where(line: str) -> None:
    world = two_incidents()
    assert world.say(f"!incident {line}", room=world.open_room(2)).accepted
    assert world.incident(1).merged_into == "INC-2"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("INC-1 ack INC-2", "INC-1 and INC-2"),
        ("ack INC-2 INC-1", "INC-2 and INC-1"),
        ("ack INC-1/INC-2", "INC-1 and INC-2"),
        ("INC-1 mitigated INC-2", "INC-1 and INC-2"),
        ("INC-1 notify-customers INC-2", "INC-1 and INC-2"),
        ("INC-1 note INC-2", "INC-1 and INC-2"),
        ("take comms INC-1 INC-2", "INC-1 and INC-2"),
        ("INC-2 merge INC-1 into INC-2", "INC-2 and INC-1"),
        ("resolve --override INC-2 is over too", "Is INC-2 meant"),
        ("INC-2 declare all is slow", "Leave INC-2 out"),
        ("INC-2 report all is slow", "Leave INC-2 out"),
        ("INC-2 list", "`!incident INC-2 show`"),
        ("INC-2 drill outage", "`!incident INC-2 show`"),
        ("declare INC-2", "to look at INC-2: `!incident INC-2 show`."),
        ("list INC-2", "does not belong here"),
        ("metrics INC-2", "is no quarter"),
    ],
)
def test_two_ids_or_one_that_is_not_taken_are_refused_by_name(line: str, named: str) -> None:
    world = two_incidents()
    room, before = world.open_room(1), (told(world, 1), told(world, 2))
    before = (told(world, 1), told(world, 2))
    reply = world.say(f"!incident {line}", room=room)
    assert not reply.accepted
    assert named in reply.text.as_plain()
    assert (told(world, 1), told(world, 2)) == before


@pytest.mark.parametrize("verb", TYPED)
def test_an_id_that_does_not_exist_is_refused_and_the_rooms_incident_left_alone(verb: str) -> None:
    world = two_incidents()
    room = world.open_room(1)
    before = told(world, 1)
    reply = world.say(f"!incident {verb} INC-99", room=room)
    assert not reply.accepted
    assert "INC-99" in reply.text.as_plain()
    assert told(world, 1) == before
