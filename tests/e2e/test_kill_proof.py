"""Killed again and again, the bot loses no page, and repeats only what a kill met."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e import mutants
from tests.e2e.judging import LATE_OTHERS, duplicates, lost, wrong
from tests.e2e.kill_proof import Plan, prove
from tests.e2e.killing import Kill
from tests.e2e.sink import PageCall

pytestmark = pytest.mark.e2e

EXPECTED = [("p1", "ana"), ("p2", "eva")]
TAKEN = {"k00001": "INC-1"}


def call(page: str, person: str, *, began: float = 1.0, key: str = "") -> PageCall:
    body: dict[str, object] = {
        "page_id": f"INC-1.{page}",
        "action": "trigger",
        "severity": "P1",
        "title": "k00001 is down",
        "person": person,
    }
    return PageCall(
        path="/page",
        key=key or page,
        signed=True,
        raw=b"",
        body=body,
        began=began,
        ended=began + 0.1,
    )


@pytest.mark.timeout(300)
def test_no_page_is_lost_by_kills(tmp_path: Path) -> None:
    report = prove(tmp_path / "shop", Plan(kills=8, seed=1, most=300, sample=4))
    assert report.breaches == (), report.text()
    assert report.lost == 0
    assert report.incidents > 20, report.text()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("mutant", "told"),
    [
        ("loses-a-page", "lost: INC-"),
        ("rings-twice", "was sent again although no kill met it"),
        ("answers-before-it-keeps", "alerts share INC-"),
    ],
)
def test_a_bot_that_is_broken_on_purpose_fails(tmp_path: Path, mutant: str, told: str) -> None:
    broken = (sys.executable, "-P", str(Path(mutants.__file__)), mutant)
    plan = Plan(kills=2, seed=3, most=60, sample=0, program=broken, drain_s=5.0)
    report = prove(tmp_path / "shop", plan)
    assert any(told in one for one in report.breaches), report.text()


def test_the_judge_sees_a_lost_page() -> None:
    assert lost([call("p1", "ana")], TAKEN, EXPECTED) == ["INC-1.p2"]


def test_the_judge_sees_a_page_to_somebody_else() -> None:
    pages = [call("p1", "bo"), call("p2", "eva", began=2.0)]
    assert wrong(pages, TAKEN, EXPECTED) != []


def test_the_judge_sees_a_page_too_many() -> None:
    pages = [call(page, who) for page, who in (*EXPECTED, ("p3", "bo"))]
    assert "INC-1: ['p1', 'p2', 'p3']" in wrong(pages, TAKEN, EXPECTED)


def test_the_judge_is_content_with_what_was_simulated() -> None:
    pages = [call("p1", "ana"), call("p2", "eva", began=2.0)]
    assert wrong(pages, TAKEN, EXPECTED) == []
    assert duplicates(pages, []).repeated == 0


def kill(at: float, *left: str) -> Kill:
    return Kill(at=at, ended=at + 0.01, ready=True, open=frozenset(left))


def test_the_judge_allows_a_repeat_where_a_kill_met_the_call_open() -> None:
    pages = [call("p1", "ana"), call("p1", "ana", began=3.0)]
    met = duplicates(pages, [kill(1.05, "p1")])
    assert (met.repeated, met.open_at_kills, met.unanswered_at_kills) == (1, 1, 1)
    assert (met.just_answered, met.breaches) == (0, ())


def test_the_judge_tells_of_a_repeat_of_what_had_just_been_answered() -> None:
    pages = [call("p1", "ana"), call("p1", "ana", began=3.0)]
    met = duplicates(pages, [kill(1.2, "p1")])
    assert (met.unanswered_at_kills, met.just_answered, met.breaches) == (0, 1, ())
    assert met.longest_s == pytest.approx(0.1)


LONG_AGO = "p1 had been answered for 3.9 s"


def others(count: int) -> list[PageCall]:
    return [call(f"p{n + 10}", "ana", began=2.0) for n in range(count)]


def test_the_judge_sees_a_repeat_of_what_had_long_been_answered() -> None:
    pages = [call("p1", "ana"), *others(LATE_OTHERS), call("p1", "ana", began=9.0)]
    assert LONG_AGO in duplicates(pages, [kill(5.0, "p1")]).breaches


def test_the_judge_does_not_blame_a_bot_that_had_no_turn() -> None:
    """Nothing that was begun meanwhile was written down either."""
    few = [*others(LATE_OTHERS - 1), call("p99", "ana", began=2.0)]
    pages = [call("p1", "ana"), *few, call("p1", "ana", began=9.0)]
    assert LONG_AGO not in duplicates(pages, [kill(5.0, "p1", "p99")]).breaches


@pytest.mark.parametrize("kills", [[], [kill(2.0)], [kill(0.5, "p1")], [kill(3.5, "p1")]])
def test_the_judge_sees_a_repeat_that_no_kill_explains(kills: list[Kill]) -> None:
    """None at all; one that met no open call; one before the first call; one after the second."""
    pages = [call("p1", "ana"), call("p1", "ana", began=3.0)]
    assert duplicates(pages, kills).breaches != ()


def test_the_judge_allows_one_repeat_for_one_kill() -> None:
    pages = [call("p1", "ana", began=began) for began in (1.0, 3.0, 5.0)]
    assert duplicates(pages, [kill(1.05, "p1")]).breaches != ()
