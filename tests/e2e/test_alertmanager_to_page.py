"""A real Alertmanager fires; somebody is paged, answers at the console, and resolves it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.alertmanager import alertmanager
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.e2e.http import ask
from tests.e2e.sink import PageSink

pytestmark = pytest.mark.e2e

LABELS = {"alertname": "Checkout500s", "service": "checkout", "severity": "critical"}
SUMMARY = "checkout returns 500s"


def test_an_alert_pages_once_and_is_followed_to_its_end(
    tmp_path: Path, shop: Deployment, sink: PageSink
) -> None:
    with running(shop) as bot, alertmanager(tmp_path / "am", shop.url("/hooks/shop/prom")) as am:
        am.fire(LABELS, SUMMARY)
        page = sink.wait_for("trigger")[0]
        assert page.signed
        assert (page["severity"], page["person"], page["page_id"]) == ("P1", "ana", "INC-1.p1")
        assert page["title"] == SUMMARY
        assert str(page["ack_url"]).startswith(shop.url("/ack/"))
        declared = json.loads(shop.run("export", "INC-1", "--format", "json").stdout)
        assert (declared["status"], declared["severity"]) == ("triage", "P1")

        bot.say("!incident INC-1 ack")
        assert sink.wait_for("acknowledge")[0].signed
        bot.say("#INC-1: !incident accept")
        bot.say("@bo #INC-1: !incident take tl")
        bot.say("@bo #INC-1: !incident mitigate rollback checkout to 2026.11.22")
        bot.say("@ana #INC-1: !incident approve 1")
        bot.say("@bo #INC-1: !incident done 1")
        bot.out.wait_for("INC-1.* mitigating")
        am.resolve(LABELS, SUMMARY)
        bot.out.wait_for("(?i)alert (is )?(over|resolved|ended)")
        bot.say("#INC-1: !incident mitigated")
        bot.out.wait_for("INC-1.* monitoring")
        bot.out.wait_for("stable minutes are over")
        for number in (1, 2, 5):
            bot.say(f"#INC-1: !incident check {number}")
        bot.say("#INC-1: !incident resolve")
        assert sink.wait_for("resolve")[0]["page_id"] == "INC-1.p1"
        assert ask("GET", shop.url("/readyz")).status == 200
        assert bot.end_input() == 0
        assert "Traceback" not in bot.err.text()

    assert len({one.key for one in sink.calls("trigger")}) == 1
    exported = shop.run("export", "INC-1", "--format", "json")
    told = json.loads(exported.stdout)
    assert told["status"] == "resolved"
    assert told["roles"]["ic"] == "ana"
    assert {"declared", "acknowledged", "mitigated", "fixed", "resolved"} <= set(told["milestones"])
    file = tmp_path / "export.json"
    file.write_text(exported.stdout, encoding="utf-8")
    for what in ("INC-1", str(file)):
        verified = shop.run("verify", what)
        assert verified.returncode == 0, verified
        assert "the chain holds" in verified.stdout


def test_alerts_of_one_group_join_one_incident(
    tmp_path: Path, shop: Deployment, sink: PageSink
) -> None:
    """Two hosts of one service are one incident and one page."""
    with running(shop, "--no-input") as bot:
        with alertmanager(tmp_path / "am", shop.url("/hooks/shop/prom")) as am:
            am.fire({**LABELS, "instance": "a"}, SUMMARY)
            sink.wait_for("trigger")
            am.fire({**LABELS, "instance": "b"}, f"{SUMMARY} on b")
            bot.out.wait_for("Alert firing: .* on b")
        assert bot.is_well()

    assert len({one.key for one in sink.calls("trigger")}) == 1
    assert shop.run("export", "INC-2").returncode != 0
