"""What the receiver gets, byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tocsin.providers import Call, PageRequest, Paging, Ref

SECRET = "k3y-ü"
Page = Callable[..., PageRequest]
MakeCall = Callable[..., Call]
ACTIONS: dict[str, Callable[[Paging, PageRequest, Call], object]] = {
    "trigger": lambda tool, page, call: tool.page(page, call),
    "acknowledge": lambda tool, page, call: tool.acknowledge(page, Ref(id="INC-42.p3"), call),
    "resolve": lambda tool, page, call: tool.resolve(page, Ref(id="INC-42.p3"), call),
}


def hmac_sha256(key: bytes, message: bytes) -> str:
    """RFC 2104 by hand, so that the signature is judged by other code than the one that made it."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).hexdigest()


def send(tool: Paging, action: str, page: PageRequest, call: Call) -> None:
    ACTIONS[action](tool, page, call)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_one_post_with_the_fixed_keys(
    receiver: Any, tool: Any, page: Page, call: MakeCall, action: str
) -> None:
    send(tool(receiver.url), action, page(), call())
    (arrived,) = receiver.arrived
    assert arrived.path == "/pages"
    assert json.loads(arrived.body) == {
        "version": 1,
        "action": action,
        "page_id": "INC-42.p3",
        "incident": "INC-42",
        "severity": "P1",
        "title": "checkout returns 500s",
        "person": "ana",
        "room": "#incident-2026-11-23-checkout",
        "ack_url": "https://tocsin.example.org/ack/abc" if action == "trigger" else None,
        "at": "2026-11-23T10:30:00Z",
    }


def test_the_headers_say_what_it_is_and_whose(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    tool(receiver.url).page(page(), call())
    headers = receiver.arrived[0].headers
    assert headers["content-type"] == "application/json"
    assert headers["idempotency-key"] == "0193-uuid:7:0:hook"
    assert headers["user-agent"] == "tocsin-webhook/0.1.0"
    assert headers["host"] == receiver.url.split("/")[2]
    assert "authorization" not in headers
    assert "cookie" not in headers


@pytest.mark.parametrize("action", ACTIONS)
def test_the_signature_covers_the_time_and_the_raw_body(
    receiver: Any, tool: Any, page: Page, call: MakeCall, action: str
) -> None:
    send(tool(receiver.url), action, page(title="naïve ☎ \ud800"), call())
    (arrived,) = receiver.arrived
    expected = hmac_sha256(SECRET.encode(), b"1795429801." + arrived.body)
    assert arrived.headers["tocsin-signature"] == f"t=1795429801,v1={expected}"


def test_the_signature_of_a_known_body_never_changes(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    """`printf '%s.' $t | cat - body | openssl dgst -sha256 -hmac 'k3y-ü'` says the same."""
    tool(receiver.url).page(page(), call())
    (arrived,) = receiver.arrived
    assert arrived.headers["tocsin-signature"] == (
        "t=1795429801,v1=97f49b0fbeab0c001e41995265d6d6989a980326b8a6f51b34f74488440c111a"
    )


def test_a_retry_has_a_new_time_and_the_same_key_and_body(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    paging = tool(receiver.url)
    paging.page(page(), call())
    paging.page(page(), call(attempt=2, at=datetime(2026, 11, 23, 10, 30, 31, tzinfo=UTC)))
    first, again = receiver.arrived
    assert first.body == again.body
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert first.headers["tocsin-signature"] != again.headers["tocsin-signature"]
    assert again.headers["tocsin-signature"].startswith("t=1795429831,")


@pytest.mark.parametrize(
    ("changed", "key", "value"),
    [
        ({"room": None}, "room", None),
        ({"ack_url": None}, "ack_url", None),
        ({"title": 'a "b"\n\u2028 ☎'}, "title", 'a "b"\n\u2028 ☎'),
        (
            {"at": datetime(2026, 11, 23, 11, 30, tzinfo=timezone(timedelta(hours=1)))},
            "at",
            "2026-11-23T10:30:00Z",
        ),
        (
            {"at": datetime(2026, 11, 23, 10, 30, 0, 250_000, tzinfo=UTC)},
            "at",
            "2026-11-23T10:30:00.250000Z",
        ),
    ],
)
def test_values_arrive_as_they_are(
    receiver: Any,
    tool: Any,
    page: Page,
    call: MakeCall,
    changed: dict[str, Any],
    key: str,
    value: object,
) -> None:
    tool(receiver.url).page(page(**changed), call())
    assert json.loads(receiver.arrived[0].body)[key] == value


def test_nothing_personal_but_the_id_is_sent(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    tool(receiver.url).page(page(), call())
    assert b"Ana" not in receiver.arrived[0].body
    assert b"+351" not in receiver.arrived[0].body


def test_a_key_with_letters_of_any_language_arrives(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    tool(receiver.url).page(page(), call(effect_key="u:1:0:jürgen"))
    sent = receiver.arrived[0].headers["idempotency-key"]
    assert sent.encode("latin-1").decode() == "u:1:0:jürgen"


def test_query_user_and_password_of_the_url_are_used(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    url = receiver.url.replace("//", "//us%40er:p%3Aw@") + "?key=q%20q"
    tool(url).page(page(), call())
    (arrived,) = receiver.arrived
    assert arrived.path == "/pages?key=q%20q"
    assert arrived.headers["authorization"] == "Basic dXNAZXI6cDp3"


def test_pages_one_after_the_other_share_a_connection(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    """An answer is read to its end in the background, so not every page finds it free."""
    paging = tool(receiver.url)
    for sent in range(1, 101):
        paging.page(page(), call())
        if len({arrived.client for arrived in receiver.arrived}) < sent:
            return
    raise AssertionError("a hundred pages, a hundred connections")
