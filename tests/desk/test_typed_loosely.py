"""What people type at night is understood, or refused with what to type instead."""

from __future__ import annotations

import pytest

from tests.desk.given import World, open_p1
from tocsin.desk.severity import leading_severity, severity_of
from tocsin.domain.mitigation import Mitigate
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.severity.decide import SetSeverity


@pytest.mark.parametrize(
    "typed",
    ["p1", "P1", "p1:", "(p1)", "[P1]", "P-1", "p_1", "sev1", "SEV1", "sev-1", "Sev1:", "P\u20111"],
)
def test_a_severity_is_read_however_it_is_typed(typed: str) -> None:
    assert severity_of(typed) == "P1"
    for line in (f"declare {typed} checkout is down", f"declare checkout is down {typed}"):
        world = World()
        assert world.say(f"!incident {line}").accepted
        assert (world.incident().severity, world.incident().title) == ("P1", "checkout is down")


@pytest.mark.parametrize("typed", ["p 1", "P 1:", "sev 1", "SEV 1"])
def test_a_severity_of_two_words_is_read(typed: str) -> None:
    for line in (f"{typed} checkout is down", f"checkout is down {typed}"):
        world = World()
        assert world.say(f"!incident declare {line}").accepted
        assert (world.incident().severity, world.incident().title) == ("P1", "checkout is down")
    assert leading_severity(f"{typed} it grows") == ("P1", "it grows")


@pytest.mark.parametrize("typed", "p4 p sev p10 ap1 p1x 1 sev9 p- p1p2".split())
def test_what_is_no_severity_is_none(typed: str) -> None:
    assert severity_of(typed) is None


@pytest.mark.parametrize(
    "line", ["incident severity sev0 worse", "severity P-0: worse", "severity p 0 worse"]
)
def test_a_severity_is_set_however_it_is_typed(line: str) -> None:
    world = open_p1()
    assert world.say(f"!{line}").accepted
    assert world.last == SetSeverity(severity="P0", reason="worse")


@pytest.mark.parametrize("severity", ["p1", "sev1:", "P 1"])
def test_a_severity_alone_opens_nothing_and_says_what_to_paste(severity: str) -> None:
    world = World()
    reply = world.say(f"!{severity} checkout is down")
    assert not reply.accepted
    assert "`!incident declare p1 checkout is down`" in reply.text.as_plain()
    assert world.rules.seen == []
    assert world.say("!incident declare p1 checkout is down").accepted


@pytest.mark.parametrize(
    ("typed", "others", "message"),
    [
        ("@bo @cy help", ("@cy",), "help"),
        ("@bo, @cy: help", ("@cy",), "help"),
        ("@bo and @cy help", ("@cy",), "help"),
        ("@bo @cy @dee", ("@cy", "@dee"), ""),
        ("@bo @bo help", (), "help"),
        ("@bo help @cy", (), "help @cy"),
        ("@bo and quickly", (), "and quickly"),
    ],
)
def test_all_people_in_front_are_paged(typed: str, others: tuple[str, ...], message: str) -> None:
    world = open_p1()
    reply = world.say(f"!incident page {typed}")
    assert reply.accepted, reply.text.as_plain()
    assert world.last == RequestPage(target="@bo", others=others, message=message)
    rung = [page.person for page in world.incident().pages.values() if page.purpose == "request"]
    assert rung == ["bo", *(one.removeprefix("@") for one in others)]


def test_if_one_of_several_is_nobody_none_is_paged_and_the_name_is_said() -> None:
    world = open_p1()
    reply = world.say("!incident page @bo @tom help")
    assert not reply.accepted
    assert "@tom is in no team file" in reply.text.as_plain()
    assert not any(page.purpose == "request" for page in world.incident().pages.values())


def test_an_update_without_bars_is_what_is_done_and_the_rest_is_kept() -> None:
    world = open_p1()
    world.say("!incident update investigating | checkout down | looking | 12:00")
    assert world.say("!incident update all good, watching").accepted
    last = world.incident().updates[-1]
    assert (last.status, last.impact, last.action, last.eta) == (
        "Investigating", "checkout down", "all good, watching", "12:00 CET",
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["update monitoring", "update resolved all good", "update a | b"])
def test_an_update_that_may_mean_a_status_is_refused(typed: str) -> None:
    world = open_p1()
    world.say("!incident update investigating | checkout down | looking | 12:00")
    assert not world.say(f"!incident {typed}").accepted
    assert len(world.incident().updates) == 1


@pytest.mark.parametrize("typed", ["restart the pods", "restart", "roll back to v41"])
def test_a_mitigation_without_a_usual_name_is_another(typed: str) -> None:
    world = open_p1()
    assert world.say(f"!incident mitigate {typed}").accepted
    assert world.last == Mitigate(strategy="other", what=typed)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("declare slow --team shpo", "Did you mean shop?"),
        ("declare slow --service serach", "`!incident declare slow --service search`"),
        ("declare slow --securty", "Did you mean --security?"),
        ("list --team shpo", "Did you mean shop?"),
        ("metrics --team shpo", "Did you mean shop?"),
        ("list foo", "does not belong here"),
        ("metrics foo", "is no quarter"),
        ("flag securty", "Did you mean security?"),
        ("unflag customer-impct few", "Did you mean customer-impact?"),
        ("take coms", "Did you mean comms?"),
        ("milestone detectd 11:00", "Did you mean detected?"),
        ("snooze updat 10m", "is owed"),
        ("why updat", "Did you mean update?"),
        ("export jsn", "Did you mean json?"),
        ("service chekout", "No service"),
        ("assign tl @boo", "Did you mean @bo?"),
        ("take ic --force", "one role at a time"),
        ("resolve --overide all fine", "no text but --override"),
        ("ack --team", "acknowledged"),
    ],
)
def test_a_name_that_is_none_is_never_taken_in_silence(typed: str, near: str) -> None:
    assert near in open_p1().say(f"!incident {typed}").text.as_plain()


@pytest.mark.parametrize("typed", ["postmortem publsh", "status-page publsh", "postmortem skp"])
def test_what_publishes_is_listed_but_never_suggested(typed: str) -> None:
    reply = open_p1().say(f"!incident {typed}")
    assert not reply.accepted
    assert "Did you mean" not in reply.text.as_plain()


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("oncall override @bo 4h --rotation primry", "Did you mean primary?"),
        ("oncall override @bo 4h --team shpo", "Did you mean shop?"),
        ("oncall shpo", "Did you mean shop?"),
        ("incident oncall", "On call, Shop"),
    ],
)
def test_names_of_who_is_on_call_are_looked_at_too(typed: str, near: str) -> None:
    assert near in World().say(f"!{typed}").text.as_plain()


def test_a_drill_without_a_script_asks_which() -> None:
    world = World()
    reply = world.say("!drill")
    assert reply.text.as_plain() == (
        "Which drill? It pages only those it names, and customers hear nothing of it.\n"
        "outage: checkout returns 500s (P0)\n"
        "slow: the database is slow (P1)\n"
        "breach: customers see the data of others (P0)\n"
        "To begin: `!incident drill outage @ana`"
    )
    assert world.rules.seen == []
    assert world.say("!incident drill outage @ana").accepted
