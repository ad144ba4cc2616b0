"""PagerDuty is down, Opsgenie rings, Statuspage tells customers: real processes, real sockets.

PagerDuty is down for four times as long as a page waits for it (`failover_after`), as two minutes
are of the usual half minute; here that is one second, so that the test takes seconds. That no wait
of ours stands between the acceptance and the status page is held on a clock of its own, in
`tests/engine/test_status_page.py`; here it is measured and printed.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.alertmanager import Alertmanager, alertmanager
from tests.e2e.night import LABELS, SUMMARY, Moment, Night, night
from tocsin.testing import Arrived

pytestmark = pytest.mark.e2e
DOWN = 4.0


def at(method: str, place: str, holds: bytes = b"") -> Moment:
    """Whether a request is of this method, to a path with this in it, with that in its body."""

    def is_it(asked: Arrived) -> bool:
        return asked.method == method and place in f"{asked.path}$" and holds in asked.body

    return is_it


def play(given: Night, am: Alertmanager, *, dies_at_answer: bool = False) -> None:
    """From the alert to the end of it. Whoever is killed on the way is started again."""
    began = time.monotonic()
    am.fire(LABELS, SUMMARY)
    given.until(lambda: bool(given.og.account.alerts), why="Opsgenie rings")
    assert given.pd.incident("INC-1.p1").status == "triggered"
    given.until(lambda: given.answered_there() == 202, why="the webhook is taken")
    if dies_at_answer:
        given.kill("the acknowledgement is answered")
    given.until(lambda: time.monotonic() > began + DOWN, why="PagerDuty comes back")
    given.pd.far_end.heal()
    given.until(
        lambda: given.pd.incident("INC-1.p1").status == "acknowledged", why="PagerDuty is silenced"
    )
    given.until(lambda: given.updates() == ["investigating"], "@ana #INC-1: !incident accept")
    am.resolve(LABELS, SUMMARY)
    given.until(
        lambda: given.updates() == ["investigating", "monitoring"],
        "@ana #INC-1: !incident mitigated",
    )
    resolve = "@ana #INC-1: !incident resolve --override all is well"
    given.until(lambda: given.updates()[-1] == "resolved", resolve)
    given.until(lambda: given.og.alert("INC-1.p1").status == "closed", why="Opsgenie is over")
    given.until(lambda: given.pd.incident("INC-1.p1").status == "resolved", why="PagerDuty is over")


def events(given: Night) -> list[tuple[str, str, str]]:
    """Type, actor and moment of each event."""
    timeline = given.told()["timeline"]
    assert isinstance(timeline, list)
    return [(event["type"], event["by"], event["at"]) for event in timeline]


def judged(given: Night) -> None:
    """Nothing is lost, nothing is there twice, and nobody is rung any more."""
    assert given.told()["status"] == "resolved"
    assert [by for kind, by, _ in events(given) if kind == "acknowledged"] == ["ana"]
    assert "could not be told" not in str(events(given))
    assert [alert.alias for alert in given.og.account.alerts] == ["INC-1.p1"]
    assert [one.status for one in given.pd.account.incidents.values()] == ["resolved"]
    there = given.sp.incident()
    assert given.updates() == ["investigating", "monitoring", "resolved"]
    assert (there.status, there.impact) == ("resolved", "major")
    assert given.sp.site.states == {"cmpcheckout1": "operational"}
    verified = given.shop.run("verify", "INC-1")
    assert verified.returncode == 0, verified


@pytest.mark.timeout(600)
def test_pagerduty_is_down_opsgenie_rings_and_customers_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    with night(tmp_path / "shop", monkeypatch) as given:
        with alertmanager(tmp_path / "am", given.shop.url("/hooks/shop/prom")) as am:
            play(given, am)
        judged(given)
        (accepted,) = [when for kind, _, when in events(given) if kind == "accepted"]
        after = given.public_at - datetime.fromisoformat(accepted).timestamp()
        record_property("seconds from the acceptance to Investigating", after)
        print(f"Investigating {after:.2f} s after the acceptance")
        assert given.bot is not None
        assert given.bot.is_well()


MOMENTS = {
    "PagerDuty refuses the page": at("POST", "/rest/incidents$"),
    "Opsgenie has taken the page, the answer is lost": at("POST", "/v2/alerts$"),
    "Opsgenie is asked whether it rings": at("GET", "/alerts/requests/"),
    "Statuspage is read before the first word": at("GET", "/pageshop0001/incidents$"),
    "Statuspage has the incident, the answer is lost": at("POST", "/pageshop0001/incidents$"),
    "Statuspage is read before the next word": at("GET", "/unresolved$"),
    "Statuspage has the next word, the answer is lost": at("PATCH", "/", b'"monitoring"'),
    "Statuspage has the last word, the answer is lost": at("PATCH", "/", b'"resolved"'),
    "Opsgenie has closed the alert, the answer is lost": at("POST", "/close$"),
}


@pytest.mark.timeout(900)
def test_killed_at_ten_moments_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine times in the middle of a request, and once more as soon as the webhook is answered."""
    with night(tmp_path / "shop", monkeypatch, MOMENTS) as given:
        with alertmanager(tmp_path / "am", given.shop.url("/hooks/shop/prom")) as am:
            play(given, am, dies_at_answer=True)
        assert (len(given.kills), given.moments) == (10, {})
        judged(given)
