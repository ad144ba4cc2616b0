"""What the room hears, by example."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from tests.wording.samples import (
    PEOPLE,
    at,
    declared,
    fired,
    incident,
    page_requested,
    proposed,
    update,
)
from tocsin.domain.alerts.events import AlertResolved, AlertsTruncated, ReopenProposed
from tocsin.domain.effect import Op
from tocsin.domain.escalation.events import LadderExhausted, StepUnfilled
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.mitigation import Mitigated
from tocsin.domain.paging.events import Acknowledged, PageFailedOver, PageUndeliverable
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Checked, Resolved
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.rooms.events import RoomOpened
from tocsin.domain.undelivered import EffectDied
from tocsin.wording import feed, room_message
from tocsin.wording.undelivered import WHAT


def heard(*events: Any, now: datetime | None = None) -> str:
    """What the room hears of the last of these events."""
    last = events[-1]
    said = room_message.text(last, incident(*events), PEOPLE, now or last.at)
    assert said is not None
    return said.as_plain()


def test_an_update_has_the_form_of_the_process() -> None:
    event = update(minutes=270, status="Investigating", impact="40% fail", eta="unknown")
    assert heard(event) == (
        "**Update 14:30 CET**\nStatus: Investigating\nImpact: 40% fail\n"
        "Action: rolling back\nETA: unknown"
    )


def test_a_room_hears_nothing_of_the_opening_of_another_chats_room() -> None:
    """An incident with a room on each of two chats tells each what to do first, once."""
    begun = declared()
    events = (
        begun,
        RoomOpened(at=begun.at, by="tocsin", platform="irc", room="r1", name="#incident"),
        RoomOpened(at=begun.at, by="tocsin", platform="chat", room="r2", name="#incident"),
    )
    rows: list[tuple[int, Event]] = list(enumerate(events, start=1))
    told = feed.posts(rows, Incident(id="uuid-4"), PEOPLE, begun.at, platform="chat")
    words = "\n".join(post.words.as_plain() for post in told)
    assert words.count("Stop the bleeding first") == 1


def test_a_page_of_the_ladder_counts_its_steps_from_one() -> None:
    assert heard(page_requested()) == "Paging Ana (primary), step 1."


def test_a_repeat_names_its_round() -> None:
    event = page_requested(person="bo", target="em", step=2, round=3)
    assert heard(event) == "Paging Bo (Engineering Manager), step 3, round 3."


def test_a_page_somebody_asked_for_says_who_and_why() -> None:
    event = page_requested(by="bo", purpose="request", target="", message="need the key")
    assert heard(event) == "Paging Ana at Bo's request: need the key."


def test_a_fail_over_names_the_tools_that_were_tried() -> None:
    said = heard(PageFailedOver(at=at(1), by="engine", page="p1", provider="ntfy", after="pd"))
    assert said == "pd did not take the page for Ana; ntfy rings as well (tools tried: pd, ntfy)."


def test_a_fail_over_says_why_in_the_words_of_the_tool() -> None:
    said = heard(
        PageFailedOver(
            at=at(1), by="engine", page="p1", provider="ntfy", after="pd",
            reason="PagerDuty answered 403. @here Access\nDenied.",
        )
    )  # fmt: skip
    assert said == (
        "pd did not take the page for Ana (PagerDuty answered 403. (at)here Access Denied); "
        "ntfy rings as well (tools tried: pd, ntfy)."
    )


def test_a_page_that_reaches_nobody_says_what_the_last_tool_said() -> None:
    said = heard(
        PageUndeliverable(at=at(1), by="engine", page="p1", person="ana", reason="it said 401")
    )
    assert said.splitlines()[-1] == "What the last one said: it said 401"


def test_a_page_that_reaches_nobody_gives_the_number_to_call() -> None:
    said = heard(PageUndeliverable(at=at(1), by="engine", page="p1", person="ana"))
    assert said == "No paging tool could reach Ana (pd tried).\nPlease call now: Ana +49 30 1"


def test_the_standing_alarm_gives_every_number() -> None:
    assert heard(LadderExhausted(at=at(90), by="engine", people=("ana", "bo", "cy"))) == (
        "ALARM: nobody has answered P1 · INC-4 checkout returns 500s. Please call now:\n"
        "Ana +49 30 1\nBo +49 30 2\nCy (no phone number in the team file)\n"
        "Whoever takes it: `!incident INC-4 ack`"
    )


def test_an_unfilled_step_is_said_and_calling_goes_on() -> None:
    assert heard(StepUnfilled(at=at(5), by="engine", target="backup", step=1, round=1)) == (
        "Nobody stands behind backup now (step 2); calling goes on.\n"
        "To page somebody by hand: `!incident page @who`"
    )


def test_an_acknowledgement_says_that_calling_ends() -> None:
    event = Acknowledged(at=at(1), by="bo", person="bo", via="pd")
    assert heard(event) == "Bo acknowledged (through pd). Nobody else is called."


def test_a_standing_commander_is_told_apart_from_a_named_one() -> None:
    standing = RoleAssigned(at=at(0), by="engine", role="ic", person="ana", standing=True)
    named = RoleAssigned(at=at(1), by="ana", role="tl", person="bo")
    assert heard(standing) == (
        "Ana stands as Incident Commander until somebody takes it: `!incident take ic`"
    )
    assert heard(named) == "Bo is Technical Lead, assigned by Ana."


def test_a_hand_off_says_what_to_type() -> None:
    assert heard(HandoffOffered(at=at(3), by="ana", role="ic", to="bo")) == (
        "Ana offers Incident Commander to Bo.\n"
        "Bo answers with `!incident accept-handoff`; until then nothing changes."
    )


def test_a_proposed_change_says_how_it_is_approved() -> None:
    assert heard(proposed()) == (
        "Bo proposes change 1 (rollback): deploy 812\n"
        "Ana (IC): `!incident approve 1` or `!incident reject 1 <why>`"
    )


def test_an_unusual_change_needs_a_reason_to_be_approved() -> None:
    assert "`!incident approve 1 <reason>`" in heard(proposed(strategy="other"))


def test_a_stopped_impact_says_when_the_stable_minutes_end() -> None:
    said = heard(Mitigated(at=at(30), by="ana"), now=at(32))
    assert said.splitlines()[0] == "The impact is stopped, says Ana."
    assert "30 stable minutes run until 11:00 CET (in 28 min)" in said


def test_the_end_of_the_stable_minutes_says_what_is_left() -> None:
    said = heard(
        Mitigated(at=at(30), by="ana"),
        Checked(at=at(40), by="ana", item="fixed"),
        Checked(at=at(60), by="engine", item="stable"),
    )
    assert said == (
        "30 stable minutes are over.\n"
        "Still to check: 2 Service health metrics returned to normal; "
        "5 Customer impact verified resolved. Tick with `!incident check <n>`\n"
        "Then: `!incident resolve`"
    )


def test_a_tick_of_a_person_counts_what_is_done() -> None:
    said = heard(Checked(at=at(40), by="bo", item="fixed"))
    assert said.startswith("Bo ticked: Issue fixed. 2 of 5 are done; still to check: 2 Service")


def test_an_alert_says_since_when_it_fires() -> None:
    said = heard(fired(), now=at(4))
    assert said == "Alert firing: HighErrorRate, since 10:01 CET (3 min ago)."


def test_an_alert_in_the_stable_window_says_that_it_begins_anew() -> None:
    said = heard(Mitigated(at=at(30), by="ana"), fired(minutes=40))
    assert said.endswith("The stable minutes begin anew with the next `!incident mitigated`.")


def test_a_resolved_alert_says_how_many_still_fire() -> None:
    over = AlertResolved(
        at=at(9), by="alerts.prom", key="g", fingerprint="f1", title="HighErrorRate", remaining=1
    )
    assert heard(fired(), fired("f2"), over) == ("Alert over: HighErrorRate. 1 linked alert fires.")


def test_the_last_alert_over_resolves_nothing_and_says_what_to_type() -> None:
    over = AlertResolved(
        at=at(9), by="alerts.prom", key="g", fingerprint="f1", title="HighErrorRate", remaining=0
    )
    assert heard(fired(), over) == (
        "Alert over: HighErrorRate. No linked alert fires.\n"
        "If the impact is stopped: `!incident mitigated`"
    )


def test_alerts_left_out_send_people_to_the_source() -> None:
    said = heard(AlertsTruncated(at=at(3), by="alerts.prom", key="g", missing=12))
    assert said == "12 more alerts were left out by the sender; look at the source."


def test_firing_after_resolution_says_how_to_reopen() -> None:
    said = heard(ReopenProposed(at=at(99), by="alerts.prom", title="HighErrorRate"))
    assert said.splitlines()[:2] == [
        "HighErrorRate fires again, and INC-4 was resolved.",
        "If it is back: `!incident INC-4 reopen <reason>`",
    ]


def test_resolving_closes_with_thanks_to_everyone_by_name() -> None:
    said = heard(
        Acknowledged(at=at(1), by="bo", person="bo"),
        RoleAssigned(at=at(1), by="engine", role="ic", person="bo"),
        update(by="ana"),
        Resolved(at=at(65), by="bo"),
    )
    assert said.splitlines() == [
        "Incident closed: INC-4 checkout returns 500s, resolved after 1h05m.",
        "Thank you, Bo, Ana and Cy.",
        "If it comes back: `!incident reopen <reason>`",
    ]


def test_who_only_stood_by_default_and_machines_are_not_thanked() -> None:
    opened = declared(by="alerts.prom", source="alert")
    standing = RoleAssigned(at=at(0), by="engine", role="ic", person="ana", standing=True)
    resolved = Resolved(at=at(65), by="bo")
    state = fold((opened, standing, resolved), Incident(id="u"))
    said = room_message.text(resolved, state, PEOPLE, at(65))
    assert said is not None
    assert "Thank you, everyone." in said.as_plain()


def test_an_override_says_what_was_not_checked() -> None:
    said = heard(Resolved(at=at(65), by="bo", reason="vendor says so", skipped=("metrics",)))
    assert "Not checked: Service health metrics returned to normal — vendor says so." in said


def test_a_reminder_says_why_until_when_and_what_to_type() -> None:
    event = Reminded(
        at=at(30), by="engine", obligation="update", hears="room", due=at(30),
        rule="An update every 30 minutes until resolved",
    )  # fmt: skip
    assert heard(event, now=at(35)) == (
        "Ana (IC): The update was due 10:30 CET (5 min ago).\n"
        "Why: An update every 30 minutes until resolved.\n"
        "Type: `!incident update <status> | <impact> | <action> | <eta>`"
    )


def test_what_could_not_be_told_is_handed_to_people() -> None:
    said = heard(
        EffectDied(at=at(9), by="engine", effect="ticket", target="ticketing.t", reason="gone")
    )
    assert said.splitlines()[1] == "It is not tried again: please do this one by hand."


def test_what_is_tried_again_is_handed_to_nobody_by_hand() -> None:
    died = EffectDied(
        at=at(9),
        by="engine",
        effect="announce",
        target="chat.town",
        reason="that room is not there",
        again=True,
    )
    assert heard(died).splitlines() == [
        "Chat (town) could not be told the announcement: that room is not there.",
        "Please see that #incidents is there, not archived, and that the bot may post in it: "
        "it is tried again until INC-4 is over.",
    ]


def test_whatever_could_not_be_told_has_words() -> None:
    assert set(WHAT) == set(get_args(Op))
    died = EffectDied(at=at(9), by="engine", effect="of-tomorrow", target="chat.town", reason="")
    assert heard(died).splitlines()[0] == "Chat (town) could not be told (of-tomorrow)."


def test_commands_carry_the_prefix_of_this_bot() -> None:
    said = room_message.text(proposed(), incident(proposed()), PEOPLE, at(5), prefix="/")
    assert said is not None
    assert "`/incident approve 1`" in said.as_plain()
