"""A paging tool tells back who answered, to real processes, over real sockets."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, Deployment
from tests.e2e.http import Answer, ask, post_json
from tests.e2e.sink import PageSink

pytestmark = pytest.mark.e2e

ALERT = {"key": "checkout", "title": "checkout returns 500s", "severity": "critical"}
HOOK = "/hooks/shop/hook"


def signed(raw: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header, made from the format alone."""
    unix = str(int(time.time()))
    value = hmac.new(secret.encode(), unix.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return {"Tocsin-Signature": f"t={unix},v1={value}"}


def tell(shop: Deployment, **said: object) -> Answer:
    """The tool says that somebody acknowledged the first page."""
    body = {"version": 1, "action": "acknowledged", "page_id": "INC-1.p1", **said}
    raw = json.dumps(body).encode()
    return ask("POST", shop.url(HOOK), raw, signed(raw))


def ring(shop: Deployment, sink: PageSink) -> None:
    assert post_json(shop.url("/hooks/shop/json"), ALERT).status == 201
    assert sink.wait_for("trigger")[0]["page_id"] == "INC-1.p1"


def test_told_twice_to_a_process_killed_after_its_answer_it_ends_once_by_the_right_person(
    shop: Deployment, sink: PageSink
) -> None:
    answered = {"user": {"email": "ANA@example.com", "name": "A. Reyes"}, "id": "delivery-1"}
    with running(shop, "--no-input") as bot:
        ring(shop, sink)
        first = tell(shop, **answered)
        bot.process.kill()
        assert (first.status, first.json()) == (202, {"incident": "INC-1"})
        bot.wait()

    with running(shop, "--no-input") as bot:
        again = tell(shop, **answered)
        assert (again.status, again.json()) == (202, {"incident": "INC-1"})
        assert tell(shop, user={"id": "ana"}, id="delivery-2").status == 202
        sink.wait_for("acknowledge")
        found = json.loads(shop.run("export", "INC-1").stdout)
        ends = [one for one in found["timeline"] if one["type"] == "acknowledged"]
        assert [one["by"] for one in ends] == ["ana"]
        assert "through hook" in ends[0]["text"]
        assert found["roles"]["ic"] == "ana"
        assert bot.is_well()
    assert {one["person"] for one in sink.calls("trigger")} == {"ana"}


def test_of_somebody_unknown_the_room_hears_and_nothing_ends(
    shop: Deployment, sink: PageSink
) -> None:
    with running(shop, "--no-input") as bot:
        ring(shop, sink)
        told = tell(shop, user={"id": "U77", "name": "Kim Lee"})
        assert (told.status, told.json()) == (202, {"incident": "INC-1"})
        bot.out.wait_for(r"hook says that Kim Lee \(U77\) acknowledged the page for Ana Reyes")
        found = json.loads(shop.run("export", "INC-1").stdout)
        assert [one["by"] for one in found["timeline"] if one["type"] == "answer-uncounted"] == [
            "paging.hook"
        ]
        assert "acknowledged" not in found["milestones"]
        assert bot.is_well()


def test_strangers_are_turned_away_before_they_send_much(shop: Deployment, sink: PageSink) -> None:
    large = b"x" * 900_000
    with running(shop, "--no-input") as bot:
        ring(shop, sink)
        assert ask("POST", shop.url("/hooks/shop/nothing"), large).status == 404
        assert ask("POST", shop.url("/hooks/nobody/json"), large).status == 404
        assert ask("POST", shop.url("/hooks/shop/json"), large).status == 401
        raw = json.dumps({"version": 1}).encode()
        assert ask("POST", shop.url(HOOK), raw, signed(raw, "another")).status == 401
        assert ask("POST", shop.url(HOOK), raw, signed(raw)).status == 400
        assert bot.is_well()
