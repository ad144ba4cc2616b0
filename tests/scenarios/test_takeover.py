"""Nobody waits for an Incident Commander who is asleep, whoever that is."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

PROPOSED = "+2m @bo: !incident INC-1 mitigate rollback deploy 812"
BO_ANSWERS = ("+1m @ana: !incident INC-1 page @bo", "+1m @bo: !incident INC-1 ack")
EM_LEADS = "+1m @eva: !incident INC-1 ack"


def test_a_responder_takes_over_and_the_timeline_says_it_without_blame(play: Play) -> None:
    told = play(
        P1, ACK, *BO_ANSWERS, "+2m @bo: !incident INC-1 page @ana",
        "+8m @bo: !incident INC-1 take ic",
        "+9m @bo: !incident INC-1 timeline", "until +10m", team=FULL,
    )  # fmt: skip
    assert replies(told)[-2][0] == "accepted"
    assert "Bo became Incident Commander; Ana was relieved." in last(told)[1]
    assert "Bo is Incident Commander. Ana is relieved." in told.heard(told.room)
    relieved = told.of("message", "@ana")[-1].text
    assert "Bo has taken over as Incident Commander" in relieved


def test_not_from_one_who_has_just_done_something(play: Play) -> None:
    told = play(
        P1, ACK, *BO_ANSWERS, "+2m @bo: !incident INC-1 page @ana",
        "+7m @ana: !incident INC-1 note looking at it", "+8m @bo: !incident INC-1 take ic",
        "until +9m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "They hand it over with: `!incident INC-1 handoff ic @bo`" in last(told)[1]


def test_who_has_not_answered_is_told_the_two_words_to_type(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 page @ana", "+8m @kim: !incident INC-1 take ic",
        "+9m @kim: !incident INC-1 ack", "+9m @kim: !incident INC-1 take ic", "until +10m",
        team=FULL,
    )  # fmt: skip
    refused, _, taken = replies(told)[-3:]
    assert "asked at 03:02 CET and not heard since" in refused[1]
    assert "take over: `!incident INC-1 ack`, then `!incident INC-1 take ic`." in refused[1]
    assert taken[0] == "accepted"


@pytest.mark.parametrize("verb", ["approve 1", "mitigated", "resolve"])
def test_who_may_not_is_told_how_to_relieve_an_ic_who_is_not_heard(play: Play, verb: str) -> None:
    told = play(
        P1, ACK, *BO_ANSWERS, "+2m @bo: !incident INC-1 page @ana", PROPOSED,
        f"+3m @bo: !incident INC-1 {verb}", f"+8m @bo: !incident INC-1 {verb}",
        f"+9m @kim: !incident INC-1 {verb}", "until +10m", team=FULL,
    )  # fmt: skip
    early, answered, other = (text for _, text in replies(told)[-3:])
    assert early.endswith("Ask them, or for a hand-off: `!incident INC-1 handoff ic @bo`.")
    assert "(Ana), asked at 03:07 CET and not heard since" in answered
    assert answered.endswith("Take over: `!incident INC-1 take ic`.")
    assert other.endswith("Take over: `!incident INC-1 ack`, then `!incident INC-1 take ic`.")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("approve", "approve 1 <why>"),
        ("approve 1", "approve 1 <why>"),
        ("mitigated", "mitigated <why>"),
        ("reopen", ""),
        ("take ic", "take ic --reason <why>"),
        ("resolve", "resolve --reason <why>"),
    ],
)
def test_a_manager_is_told_what_to_type(play: Play, line: str, hint: str) -> None:
    told = play(P1, ACK, PROPOSED, f"+3m @eva: !incident INC-1 {line}", "until +4m", team=FULL)
    assert f"`!incident INC-1 {hint}`" in last(told)[1] or not hint


@pytest.mark.parametrize("line", ["take ic ana is not heard", "take ic, ana sleeps"])
def test_words_behind_the_role_are_the_reason(play: Play, line: str) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 page @ana", f"+8m @eva: !incident INC-1 {line}",
        "until +9m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "accepted"
    assert any("took over" in row.text or "did `take`" in row.text
               for row in told.of("event", type="noted"))  # fmt: skip


def test_the_room_hears_that_a_responder_may_take_over(play: Play) -> None:
    told = play(P1, ACK, PROPOSED, "until +13m", team=FULL)
    assert "`!incident ack`, then `!incident take ic`" in told.heard(told.room)


@pytest.mark.parametrize("person", ["eva", "cyrus", "lea"])
def test_a_contact_takes_over_with_a_reason(play: Play, person: str) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 page @ana", f"+8m @{person}: !incident INC-1 take ic",
        f"+9m @{person}: !incident INC-1 take ic --reason nobody is awake", "until +10m", team=FULL,
    )  # fmt: skip
    asked, taken = replies(told)[-2:]
    assert asked[0] == "rejected"
    assert "take ic --reason <why>" in asked[1]
    assert taken[0] == "accepted"
    assert any("took over as Incident Commander: nobody is awake" in row.text
               for row in told.of("event", type="noted"))  # fmt: skip


def test_a_manager_who_leads_and_sleeps_is_no_special_case(play: Play) -> None:
    told = play(
        P1, EM_LEADS, PROPOSED, "+8m @cyrus: !incident INC-1 take ic --reason the manager is away",
        "+9m @cyrus: !incident INC-1 approve 1", "until +10m", team=FULL,
    )  # fmt: skip
    assert [outcome for outcome, _ in replies(told)[-2:]] == ["accepted", "accepted"]
    assert "Cyrus has taken over" in told.of("message", "@eva")[-1].text


def test_an_only_responder_who_fixes_takes_command_too_with_a_reason(play: Play) -> None:
    told = play(
        P1, ACK, "+1m @ana: !incident INC-1 page backup", "+1m @bo: !incident INC-1 ack",
        "+2m @bo: !incident INC-1 take tl", PROPOSED,
        "+8m @bo: !incident INC-1 take ic", "+8m @bo: !incident INC-1 take ic --alone all sleep",
        "+9m @bo: !incident INC-1 approve 1", "until +10m", team=FULL,
    )  # fmt: skip
    refused, taken, approved = replies(told)[-3:]
    assert "take ic --alone <reason>" in refused[1]
    assert (taken[0], approved[0]) == ("accepted", "accepted")


def each(rings: list[tuple[float, str]]) -> dict[str, list[float]]:
    return {who: [minute for minute, rung in rings if rung == who] for _, who in rings}


def test_an_approval_nobody_gives_climbs_to_its_end(play: Play) -> None:
    told = play(
        P1, ACK, *BO_ANSWERS, PROPOSED, "+3m @bo: !incident INC-1 why approval",
        "+18m @bo: !incident INC-1 why approval", "until +2h", team=FULL,
    )  # fmt: skip
    rings = [(minute, who) for minute, who in told.pages(purpose="request") if minute >= 2]
    assert each(rings) == {"ana": [7, 12, 22], "eva": [17, 22, 32], "cyrus": [27, 32, 42]}
    for name, number in (("Ana", "+49 1"), ("Eva", "+49 3"), ("Cyrus", "+49 4")):
        assert f"{name} has not answered the page of" in told.heard(told.room)
        assert f"Please call now: {name} {number}" in told.heard(told.room)
    before, after = replies(told)[-2][1], last(told)[1]
    for line in (
        "03:07 CET (in 4 min): Tocsin pages Incident Commander again",
        "03:12 CET (in 9 min): Tocsin tells responders that they may take over",
        "03:17 CET (in 14 min): Tocsin pages Engineering Manager, or the next above",
        "03:27 CET (in 24 min): Tocsin pages CTO, or the next above",
    ):
        assert line in before
    for line in (
        "03:07 CET (11 min ago): Tocsin paged Incident Commander again",
        "03:12 CET (6 min ago): Tocsin told responders that they may take over",
        "03:17 CET (1 min ago): Tocsin paged Engineering Manager, or the next above",
    ):
        assert line in after


def test_those_who_answered_hear_that_they_may(play: Play) -> None:
    told = play(P1, ACK, *BO_ANSWERS, PROPOSED, "until +13m", team=FULL)
    (heard,) = [row.text for row in told.of("message", "@bo") if "may take over" in row.text]
    assert "`!incident INC-1 take ic`, then `!incident INC-1 approve 1`" in heard


def test_where_the_manager_leads_it_climbs_past_them(play: Play) -> None:
    told = play(P1, EM_LEADS, PROPOSED, "until +2h", team=FULL)
    rings = {"eva": [7, 12, 22], "cyrus": [17, 22, 32], "lea": [27, 32, 42]}
    assert each(told.pages(purpose="request")) == rings


def test_a_given_approval_climbs_no_further(play: Play) -> None:
    told = play(
        P1, ACK, PROPOSED, "+8m @ana: !incident INC-1 approve 1", "until +2h", team=FULL
    )  # fmt: skip
    assert told.pages(purpose="request") == [(7, "ana")]


@pytest.mark.parametrize(
    ("lines", "who", "why"),
    [
        ((EM_LEADS, "+2m @ana: !incident INC-1 escalate em unclear"), "cyrus",
         "escalated to cto, since Eva leads the incident: paging Cyrus"),
        ((ACK, "+2m @eva: !incident INC-1 escalate need more people"), "cyrus",
         "escalated to cto, since Eva asks: paging Cyrus"),
        ((ACK, "+2m @ana: !incident INC-1 page em", "+8m @ana: !incident INC-1 escalate again"),
         "cyrus", "escalated to cto, since Eva is called since 03:02 CET: paging Cyrus"),
        ((ACK, "+2m @cyrus: !incident INC-1 escalate em unclear"), "eva",
         "escalated to em: paging Eva"),
    ],
    ids=["leads", "asks", "not-heard", "usual"],
)  # fmt: skip
def test_an_escalation_past_the_manager_says_who_and_why(
    play: Play, lines: tuple[str, ...], who: str, why: str
) -> None:
    told = play(P1, *lines, "until +9m", team=FULL)
    assert why in last(told)[1]
    assert told.pages(purpose="request")[-1][1] == who


def test_of_an_ic_who_answers_and_does_not_decide_nobody_says_they_are_not_heard(
    play: Play,
) -> None:
    told = play(
        P1, ACK, PROPOSED, "+8m @ana: !incident INC-1 ack", "+13m @bo: !incident INC-1 approve 1",
        "until +40m", team=FULL,
    )  # fmt: skip
    assert "(Ana), asked at 03:07 CET for an approval that still waits" in last(told)[1]
    assert "not heard" not in told.heard()
    assert not any("not heard" in row.text for row in told.of("page"))


def test_who_has_just_taken_over_is_not_relieved_for_what_waited_before(play: Play) -> None:
    told = play(
        P1, ACK, PROPOSED, "+8m @eva: !incident INC-1 take ic --reason nobody decides",
        "+9m @bo: !incident INC-1 approve 1", "+9m @bo: !incident INC-1 ack",
        "+10m @bo: !incident INC-1 take ic", "until +11m", team=FULL,
    )  # fmt: skip
    assert replies(told)[-3][1].endswith("for a hand-off: `!incident INC-1 handoff ic @bo`.")
    assert last(told)[0] == "rejected"


def test_once_somebody_else_approved_nobody_is_rung_for_it(play: Play) -> None:
    told = play(
        P1, ACK, PROPOSED, "+18m @eva: !incident INC-1 approve 1 the IC is not heard",
        "+40m @bo: !incident INC-1 mitigate rollback another", "until +46m", team=FULL,
    )  # fmt: skip
    assert each(told.pages(purpose="request")) == {"ana": [7, 12, 45], "eva": [17]}
    assert "has not answered the page" not in told.heard(told.room)
