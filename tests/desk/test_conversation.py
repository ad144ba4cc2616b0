"""From what was typed to what is done and answered, through the desk and the real rules."""

from __future__ import annotations

import pytest

from tests.desk.given import World, open_p1
from tocsin.desk.verbs import VERBS
from tocsin.domain.decide import DECIDE
from tocsin.domain.declare import Declare
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.notes import Note
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.updates import PostUpdate
from tocsin.wording.nouns import REPLIES


def test_the_first_reply_has_the_id_the_room_who_is_paged_and_what_is_next() -> None:
    reply = World().say("!incident declare checkout returns 500s p1")

    assert reply.accepted
    assert reply.text.as_plain() == (
        "INC-1 declared: P1, room #incident-2026-11-23-checkout-returns-500s; "
        "paging Ana Sol (primary). You are paged: `!incident INC-1 ack` says that you are on it. "
        "Next: update due 11:45 CET (in 30 min)."
    )


@pytest.mark.parametrize(
    ("typed", "severity", "title"),
    [
        ("P0 all is down", "P0", "all is down"),
        ("all is down (p0)", "P0", "all is down"),
        ("the p1 queue grows", None, "the p1 queue grows"),
        ("“P1 queue” p2", "P2", "P1 queue"),
        ('"p1"', None, "p1"),
        ("p1 —security logins from abroad", "P1", "logins from abroad"),
    ],
)
def test_a_severity_counts_only_as_first_or_last_word(
    typed: str, severity: str | None, title: str
) -> None:
    world = World()

    world.say(f"!incident declare {typed}")

    assert (world.incident().severity, world.incident().title) == (severity, title)


def test_options_may_stand_anywhere_and_phones_may_mangle_them() -> None:
    world = World()

    world.say("!incident declare slow —service search p1 –customer-impact --drill @bo @U1")

    made = world.last
    assert isinstance(made, Declare)
    assert (made.title, made.service, made.severity) == ("slow", "search", "P1")
    assert made.flags == ("customer-impact", "drill")
    assert made.pages_only == ("bo", "ana")


def test_a_service_nobody_knows_is_refused_with_the_line_to_paste() -> None:
    world = World()
    reply = world.say("!incident declare slow p1 --service chekout")

    assert not reply.accepted
    assert "There is no service 'chekout' in shop; nothing was opened." in reply.text.as_plain()
    assert "`!incident declare slow p1 --service checkout`" in reply.text.as_plain()
    assert world.rules.seen == []


def test_a_service_is_kept_as_the_team_file_spells_it() -> None:
    world = World()
    assert world.say("!incident declare slow p1 --service CHECKOUT").accepted
    assert world.incident().service == "checkout"


def test_a_team_that_names_no_services_takes_any() -> None:
    world = World()
    assert world.say("!incident declare slow p1 --team pay --service ledger", by="cy").accepted
    assert world.incident().service == "ledger"


@pytest.mark.parametrize(
    ("by", "room", "option", "team"),
    [
        ("ana", "#incidents", "", "shop"),
        ("ana", "#pay", "", "pay"),
        ("cy", "", "", "pay"),
        ("cy", "#elsewhere", "--team SHOP", "shop"),
        ("guest-eve", "", "", "shop"),
    ],
)
def test_the_team_is_the_one_named_else_the_rooms_else_the_speakers_else_the_default(
    by: str, room: str, option: str, team: str
) -> None:
    world = World()

    verb = "report" if by.startswith("guest") else f"declare {option}"
    world.say(f"!incident {verb} all is slow", by=by, room=room)

    assert world.incident().team == team


def test_a_guest_may_report_and_hears_how_when_declaring() -> None:
    world = World()

    refused = world.say("!incident declare all is slow", by="guest-eve")
    reply = world.say("!incident report all is slow\nsince noon", by="guest-eve")

    assert not refused.accepted
    assert "incident report <what you see>" in refused.text.as_plain()
    assert reply.text.as_plain().startswith("INC-2 reported, thank you; told Ana Sol.")
    assert (world.incident(2).title, world.incident(2).text) == (
        "all is slow",
        "all is slow\nsince noon",
    )


def test_in_an_incidents_room_the_id_is_implied() -> None:
    world = open_p1()
    world.say("!incident declare search is slow p1")
    room = world.open_room()

    world.say("!incident note it is the pool", room=room)

    assert world.last == Note(text="it is the pool")
    assert world.incident(1).version > world.incident(2).version


def test_an_answer_goes_to_the_incident_that_waits_for_it() -> None:
    world = open_p1()
    world.say("!incident declare search is slow p1")

    reply = world.say("ack", room="")

    assert reply.text.as_plain().startswith(
        "INC-2 acknowledged by Ana Sol; you are Incident Commander."
    )


def test_several_open_incidents_are_listed_instead_of_guessed() -> None:
    world = open_p1()
    world.say("!incident declare secret plans p1 --private")

    reply = world.say("!incident show", room="")

    assert not reply.accepted
    assert reply.text.as_plain() == (
        "Which incident? 2 are open: INC-2 (private), INC-1 (checkout returns 500s). "
        "Name one, as in: `!incident INC-2 show`."
    )


def test_an_unknown_number_says_where_to_look() -> None:
    reply = World().say("!incident INC-1 ack")

    assert not reply.accepted
    assert reply.text.as_plain() == "There is no INC-1. `!incident list` shows the open ones."


def test_an_update_keeps_the_fields_that_are_left_empty() -> None:
    world = open_p1()
    world.say("!incident update investigating | checkout down | rolling back | 12:00")

    reply = world.say("!incident update | | scaling up |")

    assert world.incident().updates[-1].action == "scaling up"
    assert world.incident().updates[-1].impact == "checkout down"
    assert world.incident().updates[-1].eta == "12:00 CET"
    assert (
        reply.text.as_plain()
        == "INC-1 update posted, ETA 12:00 CET. Next: update due 11:45 CET (in 30 min)."
    )


def test_update_alone_shows_the_last_values_and_how_to_type_the_next() -> None:
    world = open_p1()
    world.say("!incident update investigating | checkout down | rolling back | unknown")
    before = world.incident()

    reply = world.say("!incident update")

    assert "Last: Investigating | checkout down | rolling back | unknown" in reply.text.as_plain()
    assert (
        "Type: !incident INC-1 update <status> | <impact> | <action> | <eta>"
        in reply.text.as_plain()
    )
    assert world.incident() == before


@pytest.mark.parametrize(
    ("typed", "eta"),
    [
        ("12:00", "12:00 CET"),
        ("12:00 cet", "12:00 CET"),
        ("30m", "11:45 CET"),
        ("in 30 min", "11:45 CET"),
        ("~2 hours", "13:15 CET"),
        ("04:00", "Tue 2026-11-24 04:00 CET"),
        ("2026-11-23T12:30:00+00:00", "13:30 CET"),
        ("Unknown", "unknown"),
    ],
)
def test_an_eta_is_kept_as_the_team_reads_clocks(typed: str, eta: str) -> None:
    world = open_p1()

    world.say(f"!incident update eta {typed}")

    assert world.last == PostUpdate(eta=eta)


def test_escalate_takes_a_target_only_if_more_words_follow() -> None:
    world = open_p1()

    world.say("!incident escalate Security tokens leaked")
    assert world.last == Escalate(target="security", reason="tokens leaked")
    world.say("!incident escalate security")
    assert world.last == Escalate(target="em", reason="security")
    world.say("!incident escalate it grows")
    assert world.last == Escalate(target="em", reason="it grows")


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("cto", "`!incident INC-1 page cto <why>`"),
        ("cto the press calls", "`!incident INC-1 page cto <why>`"),
        ("@bo", "`!incident INC-1 page @bo <why>`"),
        ("backup", "`!incident INC-1 page backup <why>`"),
    ],
)
def test_escalating_to_somebody_wakes_nobody_in_their_place(typed: str, instead: str) -> None:
    world = open_p1()

    reply = world.say(f"!incident escalate {typed}")
    assert not reply.accepted
    assert instead in reply.text.as_plain()


@pytest.mark.parametrize(
    ("typed", "target"), [("backup", "backup"), ("EM", "em"), ("@Bo", "@bo"), ("cy", "@cy")]
)
def test_a_level_a_contact_or_a_person_is_paged(typed: str, target: str) -> None:
    world = open_p1()

    world.say(f"!incident page {typed} wake Up")

    assert world.last == RequestPage(target=target, message="wake Up")


def test_a_milestone_is_the_last_such_time() -> None:
    world = open_p1()

    reply = world.say("!incident milestone detected 11:00")

    assert reply.text.as_plain() == "INC-1: detected is 11:00 CET (15 min ago)."


def test_check_alone_is_the_list_and_with_a_number_ticks() -> None:
    world = open_p1()

    assert "[ ] 1 Issue fixed" in world.say("!incident check").text.as_plain()
    assert world.say("!incident check 1").text.as_plain() == "INC-1: check 1 ticked, 3 open."
    assert "[x] 1 Issue fixed" in world.say("!incident check").text.as_plain()


def test_what_the_rules_refuse_is_answered_with_their_sentence() -> None:
    reply = open_p1().say("!incident resolve")

    assert not reply.accepted
    assert reply.text.as_plain().startswith("Not yet. Missing: 1 Issue fixed")


def test_from_declared_to_closed_every_step_is_answered_in_one_line() -> None:
    world = open_p1()
    steps = (
        "flag customer-impact many shops|unflag customer-impact few|assign tl @bo|"
        "handoff comms @ana|accept-handoff|finding the pool is full|decide roll back|"
        "mitigate rollback to v41|approve 1 go|done 1|mitigate other restart|reject 2 no need|"
        "mitigated|severity p2 it is better|snooze update 10m|note calm|"
        "resolve --override all green|reopen it is back|resolve --override green again|"
        "action add more tests @bo fri|action done 1|postmortem skip a test|close"
    )
    for step in steps.split("|"):
        reply = world.say(f"!incident INC-1 {step}")
        assert reply.accepted, f"{step}: {reply.text.as_plain()}"
        assert reply.text.as_plain().startswith("INC-1")
        assert "\n" not in reply.text.as_plain()
    assert world.incident().status == "closed"


def test_every_command_has_an_answer_of_its_own() -> None:
    assert {kind for kind in DECIDE if kind.verb} == set(REPLIES)


@pytest.mark.parametrize("verb", ["show", "next", "why update", "timeline", "policy", "export"])
def test_looking_changes_nothing(verb: str) -> None:
    world = open_p1()
    before = world.incident()

    reply = world.say(f"!incident INC-1 {verb}")

    assert reply.accepted
    assert reply.text.as_plain()
    assert world.incident() == before
    assert verb.split()[0] in VERBS
