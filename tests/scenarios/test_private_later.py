"""An incident that becomes private, or stops being it: what is withdrawn, stays, opens."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL, last, replies
from tests.simulate.conftest import Play
from tests.simulate.given import Told

SECRET = "+0m @ana: !incident declare salaries are public p1 --private"
OPEN = "+0m @ana: !incident declare salaries are public p1 --service checkout"
CALENDAR = f"{FULL}\n[calendar.ics]\n[status_page.static]\n"


def after(told: Told, minute: float) -> str:
    """Everything posted in the announce room from a minute on."""
    rows = told.of("message", "#incidents")
    return "\n".join(row.text for row in rows if row.offset.total_seconds() >= minute * 60)


def test_clearing_private_asks_first_and_lists_what_becomes_readable(play: Play) -> None:
    told = play(
        SECRET, "+5m @ana #INC-1: !incident unflag private it is public anyway", "until +6m",
        team=FULL,
    )  # fmt: skip
    outcome, said = last(told)
    assert outcome == "rejected"
    assert told.events("flag-cleared") == []
    lines = said.splitlines()
    assert lines[0] == "INC-1 still has the flag private; nothing is changed yet. Without it:"
    assert any("everybody reads title, timeline, updates and tasks" in line for line in lines)
    assert any("#incidents" in line for line in lines)
    pasted = "`!incident INC-1 unflag private it is public anyway --confirm`"
    assert lines[-1] == f"If that is meant: {pasted}"
    assert "salaries" not in said


def test_what_was_offered_can_be_pasted_and_everybody_hears_then(play: Play) -> None:
    told = play(
        SECRET, "+5m @ana #INC-1: !incident INC-1 unflag private it is public anyway --confirm",
        "+6m @lea: !incident list", "until +7m", team=FULL,
    )  # fmt: skip
    assert told.events("flag-cleared") == ["flag-cleared"]
    assert after(told, 5).startswith("INC-1 is no longer private: salaries are public")
    assert "salaries are public" in last(told)[1]
    assert "salaries are public" in told.of("topic")[-1].text


@pytest.mark.parametrize("flag", ["security", "data-breach", "unauthorized-access"])
def test_clearing_a_flag_of_security_asks_first_as_well(play: Play, flag: str) -> None:
    told = play(
        OPEN, f"+1m @ana: !incident INC-1 flag {flag}",
        f"+2m @ana: !incident INC-1 unflag {flag} it was a test",
        f"+3m @ana: !incident INC-1 unflag {flag} --confirm it was a test", "until +4m", team=FULL,
    )  # fmt: skip
    asked, done = replies(told)[-2:]
    assert asked[0] == "rejected"
    assert f"unflag {flag} it was a test --confirm`" in asked[1]
    assert done == ("accepted", f"INC-1: flag {flag} cleared.")


def test_other_flags_are_cleared_at_once(play: Play) -> None:
    told = play(
        OPEN, "+1m @ana: !incident INC-1 flag media", "+2m @ana: !incident INC-1 unflag media no",
        "until +3m", team=FULL,
    )  # fmt: skip
    assert last(told) == ("accepted", "INC-1: flag media cleared.")


def test_what_becomes_private_is_withdrawn_and_what_stays_is_said(play: Play) -> None:
    told = play(
        OPEN, "+1m @ana: !incident INC-1 ack", "+5m @ana #INC-1: !incident flag private",
        "+6m @ana #INC-1: !incident update investigating | pay slips | closing it | 1h",
        "+7m @ana #INC-1: !incident resolve --override closed", "until +20h", team=CALENDAR,
    )  # fmt: skip
    said = next(text for _, text in replies(told) if "flag private stands" in text)
    had = "card, topic and name of the room it had"
    assert f"Withdrawn: {had} and title and components on the status page." in said
    for left in (
        "what #incidents heard already",
        "what was said in the room it had, and its name where no bot can change that",
        "INC-1-ticket",
        "1 entry",
    ):
        assert left in said
    assert "private" in told.of("topic")[-1].text
    assert "salaries" not in told.of("topic")[-1].text
    assert after(told, 5) == ""
    assert told.one("calendar", "ics", action="meeting").text == "Review of INC-1"


def test_a_private_report_is_heard_on_call_and_nowhere_else(play: Play) -> None:
    told = play(
        "+0m @guest-kim: !incident report --private salaries are public",
        "+1m @ana: !incident INC-1 severity p1", "+2m @ana #INC-1: !incident show", "until +3m",
        team=FULL,
    )  # fmt: skip
    heard = told.of("message", "@ana")[0].text
    assert heard.startswith("no severity yet · INC-1 (private incident)\nNew report from kim")
    assert after(told, 0) == ""
    reported, _, shown = (text for _, text in replies(told))
    assert "salaries are public" in shown
    assert "salaries" not in reported


def test_a_word_in_the_middle_of_a_report_is_text(play: Play) -> None:
    told = play(
        "+0m @ana: !incident report the option --private of the tool breaks", "until +1m", team=FULL
    )
    assert "the option --private of the tool breaks" in told.heard()


def test_its_published_post_mortem_has_a_neutral_name_and_no_words(play: Play) -> None:
    told = play(
        SECRET, "+1m @ana: !incident INC-1 ack",
        "+5m @ana #INC-1: !incident resolve --override closed",
        "+6m @ana #INC-1: !incident postmortem lessons do not share it",
        "+7m @ana #INC-1: !incident postmortem publish", "until +8m",
        team=f"{FULL}\n[postmortems.folder]\n",
    )  # fmt: skip
    row = told.one("postmortem", "folder")
    assert row.data["name"] == "2026-12-24-inc-1-private"
    assert row.text.startswith("# Private incident INC-1\n")
    assert "`!incident INC-1 postmortem show`" in row.text
    assert not any(word in row.text for word in ("salaries", "share"))


def test_its_cause_label_is_in_no_numbers(play: Play) -> None:
    told = play(
        OPEN, "+1m @ana: !incident INC-1 cause shared folder",
        "+2m @ana: !incident declare the folder again p2 --private",
        "+3m @ana #INC-2: !incident cause shared folder",
        "+4m @ana: !incident declare yet again p2 --private",
        "+5m @ana: !incident metrics", "until +6m", team=FULL,
    )  # fmt: skip
    assert "shared folder: INC-1, (private)" in last(told)[1]


def test_a_title_given_for_the_public_is_withdrawn_with_it(play: Play) -> None:
    told = play(
        OPEN, "+1m @ana: !incident INC-1 ack",
        "+2m @ana: !incident INC-1 status-page publish --title \"Pay slips are open\" Sorry.",
        "+3m @ana: !incident INC-1 yes", "+5m @ana #INC-1: !incident flag private",
        "+6m @ana #INC-1: !incident status-page publish We are on it.", "until +7m", team=CALENDAR,
    )  # fmt: skip
    assert "Title: Problem with some of our services" in last(told)[1]


def test_it_goes_on_in_a_private_room_and_the_old_one_says_so_without_a_title(play: Play) -> None:
    told = play(
        OPEN, "+5m @ana #INC-1: !incident flag private it is about pay",
        "+6m @ana #INC-1: !incident update investigating | pay slips | closing it | 1h",
        "until +8m",
    )  # fmt: skip
    assert told.of("reply")[-1].to == "#incident-2026-12-24-private"
    left = "#incident-2026-12-24-inc-1-moved"
    assert [row.text for row in told.of("message", left)] == [
        "INC-1 goes on elsewhere; who works on it is invited there."
    ]
    assert "salaries are public: it goes on here." in told.heard("#incident-2026-12-24-private")
    typed = next(row.seq for row in told.rows if "flag private it is" in row.text)
    shown = [row for row in told.rows if row.kind in ("message", "reply", "card", "topic")]
    old = [row for row in shown if row.to == "#incident-2026-12-24-salaries-are-public"]
    later = "\n".join(row.text for row in old if row.seq > typed)
    assert "pay slips" not in later
    assert "salaries" not in later


def test_made_public_again_it_stays_in_its_private_room_and_says_so(play: Play) -> None:
    told = play(
        OPEN, "+5m @ana #INC-1: !incident flag private it is about pay",
        "+6m @ana #INC-1: !incident unflag private all know --confirm",
        "+7m @ana #INC-1: !incident update investigating | pay slips | closing it | 1h",
        "until +8m",
    )  # fmt: skip
    stays = "Its room stays private: who is to read there is called or invited."
    assert any(stays in text for _, text in replies(told))
    assert told.of("reply")[-1].to == "#incident-2026-12-24-private"
