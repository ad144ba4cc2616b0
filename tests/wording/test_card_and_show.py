"""The card, and what people ask to see, by example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tests.wording.samples import (
    PEOPLE,
    ROOM,
    at,
    declared,
    fired,
    incident,
    page_requested,
    rich,
    update,
)
from tocsin.chat import Plain
from tocsin.domain.evolve import fold
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.mitigation import Mitigated
from tocsin.domain.notify import Notified
from tocsin.domain.obligations import obligations
from tocsin.domain.paging.events import Acknowledged, PageSent, PageUndeliverable
from tocsin.domain.people import Person
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.resolution import Checked, Closed, Resolved
from tocsin.domain.rooms.events import RoomOpened
from tocsin.wording import card, direct_message, show
from tocsin.wording.composing import as_plain
from tocsin.wording.obligations import command_text, label
from tocsin.wording.sentence_context import SentenceContext


def rows(one: Incident, people: Mapping[str, Person], now: datetime) -> tuple[str, ...]:
    return tuple(row.as_plain() for row in card.card(one, people, now).lines)


def seen(one: Incident, now: datetime) -> SentenceContext:
    return SentenceContext(incident=one, people=PEOPLE, now=now)


def test_the_card_of_a_fresh_incident() -> None:
    shown = card.card(incident(), PEOPLE, at(2))
    assert shown.heading.as_plain() == "P1 · INC-4 checkout returns 500s · investigating"
    assert tuple(row.as_plain() for row in shown.lines) == (
        "IC Ana (standing) · TL — · Comms —",
        "Impact: not said yet",
        "No update yet",
        "Declared 10:00 CET (2 min ago)",
        "Ana is being paged",
        "Next: Naming the Technical Lead: Ana (IC), due 10:10 CET (in 8 min)",
        "Next: Naming the Communications Lead: Ana (IC), due 10:10 CET (in 8 min)",
        "Next: An answer: primary, due 10:15 CET (in 13 min)",
        "and 3 more: `!incident next`",
    )


def test_the_card_says_the_impact_and_the_age_of_the_last_update() -> None:
    lines = rows(incident(update()), PEOPLE, at(25))
    assert "Impact: 40% of checkouts fail" in lines
    assert "Last update 10:20 CET (5 min ago) by Bo" in lines


def test_the_card_says_who_rings_unanswered() -> None:
    sent = PageSent(at=at(0), by="engine", page="p1", provider="pd")
    assert "Ana paged 10:00 CET, unanswered" in rows(incident(sent), PEOPLE, at(3))


def test_a_page_nobody_could_deliver_asks_for_a_phone_call() -> None:
    lost = PageUndeliverable(at=at(1), by="engine", page="p1", person="ana")
    lines = rows(incident(lost), PEOPLE, at(3))
    assert "Ana could not be paged (10:00 CET): please call by phone" in lines


def test_the_card_says_who_acknowledged() -> None:
    acked = Acknowledged(at=at(1), by="bo", person="bo")
    assert "Acknowledged by Bo" in rows(incident(acked), PEOPLE, at(3))


def test_a_request_page_still_rings_beside_an_acknowledgement() -> None:
    asked = page_requested(page="p2", person="cy", purpose="request", target="")
    acked = Acknowledged(at=at(1), by="bo", person="bo")
    lines = rows(incident(acked, asked), PEOPLE, at(3))
    assert "Acknowledged by Bo; Cy is being paged" in lines


def test_what_is_past_its_time_is_marked_late() -> None:
    lines = rows(incident(), PEOPLE, at(20))
    assert "Next: LATE Naming the Technical Lead: Ana (IC), due 10:10 CET (10 min ago)" in lines


def test_flags_alerts_and_the_stable_window_stand_on_the_card() -> None:
    state = incident(
        fired(),
        FlagSet(at=at(3), by="bo", flag="security"),
        Mitigated(at=at(30), by="ana", reason="known"),
    )
    lines = rows(state, PEOPLE, at(40))
    assert "Flags: security" in lines
    assert "Monitoring: 1 linked alert fires" in lines
    assert "Stable since 10:30 CET, until 11:00 CET (in 20 min)" in lines
    assert any("Security —" in line for line in lines)


def test_every_time_on_the_card_is_a_moment_which_a_chat_can_show_in_any_zone() -> None:
    sent = PageSent(at=at(0), by="engine", page="p1", provider="pd")
    mitigated = Mitigated(at=at(30), by="ana", reason="known")
    for state in (incident(sent), incident(mitigated)):
        for row in card.card(state, PEOPLE, at(40)).lines:
            words = [one for one in row.spans if isinstance(one, Plain)]
            assert not [one.words for one in words if re.search(r"\d\d:\d\d", one.words)]


def test_a_closed_incident_owes_nothing_on_its_card() -> None:
    state = incident(Resolved(at=at(60), by="bo"), Closed(at=at(61), by="bo"))
    assert not any("Next" in line for line in rows(state, PEOPLE, at(70)))


def test_the_topic_is_one_line() -> None:
    assert card.topic(incident(), PEOPLE) == (
        "P1 · INC-4 checkout returns 500s · investigating · IC Ana (standing)"
    )


def test_show_is_the_card_as_text() -> None:
    assert show.show_text(seen(rich(), at(22))) == (card.card(rich(), PEOPLE, at(22)).as_text())


def test_next_lists_all_that_is_owed_the_earliest_first_with_its_command() -> None:
    state = incident()
    rows = as_plain(show.next_text(seen(state, at(2)))).splitlines()
    assert rows[0] == "Owed by INC-4:"
    assert len(rows) == 1 + len([owed for owed in obligations(state) if not owed.quiet])
    assert rows[1].endswith("`!incident INC-4 take tl`, or as IC `!incident INC-4 assign tl @who`")
    assert any(row.startswith("Telling the Engineering Manager: ") for row in rows)
    assert rows[-1].startswith("The customer notice: Communications Lead, due 11:00")


def test_next_says_when_nothing_is_owed() -> None:
    state = incident(Resolved(at=at(60), by="bo"), Closed(at=at(61), by="bo"))
    assert as_plain(show.next_text(seen(state, at(62)))) == "Nothing is owed by INC-4 (closed)."


def test_why_gives_rule_due_owner_and_the_nudges_to_come() -> None:
    rule = next(one.rule for one in obligations(incident()) if one.name == "role:tl")
    assert as_plain(show.why_text("role:tl", seen(incident(), at(2)))) == (
        "Naming the Technical Lead: Ana (IC), due 10:10 CET (in 8 min)\n"
        f"Rule: {rule}.\n"
        "Type: `!incident INC-4 take tl`, or as IC `!incident INC-4 assign tl @who`\n"
        "Still to come:\n"
        "10:10 CET (in 8 min): Tocsin reminds the room\n"
        "10:20 CET (in 18 min): Tocsin reminds Incident Commander\n"
        "10:20 CET (in 18 min): Tocsin records a process gap (required role unfilled)"
    )


def test_why_of_an_update_says_who_hears_it_first() -> None:
    said = as_plain(show.why_text("update", seen(incident(), at(2))))
    assert "Tocsin reminds Communications Lead or else Incident Commander" in said


def test_why_of_something_not_owed_says_what_is() -> None:
    said = as_plain(show.why_text("triage", seen(incident(), at(2))))
    assert said.startswith("INC-4 does not owe 'triage' now. Owed: ack, role:tl, ")


def test_every_obligation_of_an_incident_has_a_label_and_a_command() -> None:
    triage = fold((declared(severity=None, source="report"),), Incident(id="u"))
    monitoring = incident(Mitigated(at=at(3), by="ana"))
    p3 = fold((declared(severity="P3", ticket_due=at(99)),), Incident(id="u"))
    for state in (triage, rich(), monitoring, p3):
        for one in obligations(state):
            assert label(one.name) != one.name
            assert not command_text(one.name, state).startswith("why")


def test_the_checklist_shows_ticks_and_the_countdown() -> None:
    state = incident(Mitigated(at=at(30), by="ana"), Checked(at=at(31), by="bo", item="fixed"))
    assert as_plain(show.checklist_text(seen(state, at(50)))) == (
        "[x] 1 Issue fixed\n"
        "[ ] 2 Service health metrics returned to normal\n"
        "[x] 3 No error alerts firing\n"
        "[ ] 4 Monitored for 30 minutes (stable), until 11:00 CET (in 10 min)\n"
        "[ ] 5 Customer impact verified resolved\n"
        "Tick one: `!incident INC-4 check <n>`"
    )


def test_the_checklist_names_the_alerts_that_fire() -> None:
    assert "[ ] 3 No error alerts firing (firing: HighErrorRate)" in as_plain(
        show.checklist_text(seen(incident(fired()), at(5)))
    )


def test_a_ticket_has_no_checklist() -> None:
    state = fold((declared(severity="P3"),), Incident(id="u"))
    assert as_plain(show.checklist_text(seen(state, at(1)))) == "INC-4 has no resolution checklist."


def test_the_policy_is_told_in_the_words_of_the_process() -> None:
    said = show.policy_text(DEFAULT_POLICY)
    assert "P1 - High: Major feature broken, significant degradation" in said
    assert "page on-call; answered within 15m; update every 30m; roles IC, TL, Comms" in said
    assert "ladder primary +0s, backup +5m, Engineering Manager +15m, CTO +30m" in said
    assert "notify on-call (no page)" in said
    assert "create a ticket; next business day" in said


def test_a_list_has_one_line_for_each_incident() -> None:
    unjudged = replace(incident(), number=5, severity=None, status="triage")
    assert as_plain(show.list_text([incident(), unjudged])) == (
        "INC-4 · P1 · investigating · checkout returns 500s\n"
        "INC-5 · no severity yet · triage · checkout returns 500s"
    )


def test_an_empty_list_says_how_to_begin() -> None:
    assert "`!incident declare <title> p1`" in as_plain(show.list_text([]))


def test_a_long_timeline_shows_its_end() -> None:
    rows = as_plain(show.timeline_text((f"line {n}" for n in range(50)), "INC-4")).splitlines()
    assert rows[0] == "(10 earlier lines; all of it: `tocsin export INC-4`)"
    assert rows[-1] == "line 49"
    assert as_plain(show.timeline_text((), "INC-4")) == "Nothing has happened yet."


def test_the_room_of_an_incident_is_known_by_its_name() -> None:
    opened = RoomOpened(at=at(0), by="engine", platform="console", room="r1", name=f"{ROOM}-2")
    named = Notified(at=at(1), by="engine", person="bo", about="declared")
    assert f"Room: #{ROOM}-2" in as_plain(
        direct_message.text(named, incident(opened), PEOPLE, at(1))
    )


def test_what_went_otherwise_than_the_process_says_is_no_flag_on_the_card() -> None:
    state = incident(FlagSet(at=at(3), by="engine", flag="process-gap"))
    assert not any(line.startswith("Flags:") for line in rows(state, PEOPLE, at(40)))
