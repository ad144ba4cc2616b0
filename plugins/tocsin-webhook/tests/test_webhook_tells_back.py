"""What a receiver tells back: who it is from, and what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import Inbound, PageEvent, RawRequest, Secret, VendorUser
from tocsin_webhook.answers import TOLERANCE_S
from tocsin_webhook.config import WebhookConfig
from tocsin_webhook.paging import WebhookPaging
from tocsin_webhook.wire import signature

SECRET = "k3y-ü"
NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)
ANSWER = {
    "version": 1,
    "action": "acknowledged",
    "page_id": "INC-42.p3",
    "user": {"id": "U1", "email": "ana@x.y", "name": "Ana"},
}
README = Path(__file__).parent.parent / "README.md"
OLD, NEW = "old-k3y", "new-k3y"


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> WebhookPaging:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    config = WebhookConfig(url="https://pager.example.org", secret=Secret("HOOK_SECRET"))
    return WebhookPaging(config, instance="hook", clock=lambda: NOW)


def posted(
    said: object = ANSWER,
    *,
    key: str = SECRET,
    at: datetime = NOW,
    received: datetime = NOW,
    header: str | None = None,
    raw: bytes | None = None,
) -> RawRequest:
    body = json.dumps(said).encode() if raw is None else raw
    signed = signature(body, int(at.timestamp()), key) if header is None else header
    return RawRequest(
        method="POST",
        path="/hooks/shop/hook",
        headers={"tocsin-signature": signed},
        body=body,
        received=received,
    )


def test_it_has_a_door(hook: WebhookPaging) -> None:
    assert isinstance(hook, Inbound)


def test_a_stranger_can_send_little(hook: WebhookPaging) -> None:
    assert hook.door.most_bytes == 64 * 1024


def test_it_says_who_answered_which_page(hook: WebhookPaging) -> None:
    request = posted({**ANSWER, "id": "d1", "later": "ignored"})
    hook.authenticate(request)
    received = hook.receive(request)
    assert received.delivery_id == "d1"
    assert received.pages == (
        PageEvent(
            page_id="INC-42.p3",
            action="acknowledged",
            user=VendorUser(id="U1", email="ana@x.y", name="Ana"),
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        f"t={int(NOW.timestamp())}",
        "v1=" + "0" * 64,
        f"t={int(NOW.timestamp())},v1=" + "0" * 64,
        f"t={int(NOW.timestamp())},v1=é",
        f"t={'9' * 400},v1=" + "0" * 64,
        "t=١٢٣,v1=" + "0" * 64,
    ],
)
def test_without_a_right_signature_it_stays_out(hook: WebhookPaging, header: str) -> None:
    with pytest.raises(Unauthorised):
        hook.authenticate(posted(header=header))


def test_a_signature_is_of_one_body_alone(hook: WebhookPaging) -> None:
    signed = posted().headers["tocsin-signature"]
    for other in ({**ANSWER, "page_id": "INC-42.p4"}, {**ANSWER, "x": 1}, {}):
        with pytest.raises(Unauthorised, match="is not that of the secret"):
            hook.authenticate(posted(other, header=signed))


def test_two_times_are_none(hook: WebhookPaging) -> None:
    signed = posted().headers["tocsin-signature"]
    with pytest.raises(Unauthorised):
        hook.authenticate(posted(header=f"{signed}, {signed}"))


@pytest.mark.parametrize("seconds", [-TOLERANCE_S - 1, TOLERANCE_S + 1])
def test_a_signature_holds_for_some_minutes(hook: WebhookPaging, seconds: int) -> None:
    with pytest.raises(Unauthorised, match=r"^The time of the signature is 301 s from ours\.$"):
        hook.authenticate(posted(received=NOW + timedelta(seconds=seconds)))
    hook.authenticate(posted(received=NOW + timedelta(seconds=seconds * 0.9)))


def test_a_key_can_be_changed_from_either_side(
    hook: WebhookPaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK_SECRET", NEW)
    monkeypatch.setenv("OLD_HOOK_SECRET", OLD)
    config = WebhookConfig(
        url="https://pager.example.org",
        secret=Secret("HOOK_SECRET"),
        also_accept=(Secret("OLD_HOOK_SECRET"),),
    )
    changing = WebhookPaging(config, instance="hook", clock=lambda: NOW)
    for key in (OLD, NEW):
        changing.authenticate(posted(key=key))
    with pytest.raises(Unauthorised):
        changing.authenticate(posted(key="another"))
    both = (
        posted(key=OLD).headers["tocsin-signature"]
        + ","
        + posted(key=NEW).headers["tocsin-signature"].partition(",")[2]
    )
    hook.authenticate(posted(header=both))
    monkeypatch.delenv("OLD_HOOK_SECRET")
    with pytest.raises(Unauthorised):
        changing.authenticate(posted(key=OLD))


def test_without_a_secret_of_our_own_nobody_comes_in(
    hook: WebhookPaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOOK_SECRET")
    with pytest.raises(Unauthorised):
        hook.authenticate(posted(key=""))


def test_what_we_send_ourselves_is_no_answer(hook: WebhookPaging) -> None:
    ours = {**ANSWER, "action": "acknowledge", "person": "ana"}
    with pytest.raises(BadPayload, match="action"):
        hook.receive(posted(ours))


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({**ANSWER, "version": 2}, "version"),
        ({**ANSWER, "action": "trigger"}, "action"),
        ({**ANSWER, "page_id": ""}, "page_id"),
        ({**ANSWER, "page_id": "x" * 65}, "page_id"),
        ({**ANSWER, "user": {}}, "user"),
        ({**ANSWER, "user": {"name": ""}}, "user"),
        ({**ANSWER, "user": {"id": "x" * 201}}, "user.id"),
        ({**ANSWER, "text": "x" * 2001}, "text"),
        ([], "body"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    hook: WebhookPaging, said: object, place: str
) -> None:
    with pytest.raises(BadPayload, match=f"^{re.escape(place)}: "):
        hook.receive(posted(said))


def test_half_a_body_is_refused(hook: WebhookPaging) -> None:
    with pytest.raises(BadPayload):
        hook.receive(posted(raw=b'{"version": 1, "act'))


def test_the_line_for_a_shell_in_the_readme_is_let_in_and_read(
    hook: WebhookPaging, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (shutil.which("curl") and shutil.which("openssl")):
        if os.environ.get("TOCSIN_CI") == "1":
            pytest.fail("curl and openssl have to be here")
        pytest.skip("curl or openssl is not installed")
    (line,) = (one for one in _shell_blocks() if "openssl" in one)
    environment = {**os.environ, "HOOK_SECRET": SECRET, "TOCSIN": receiver.url.rstrip("/")}
    done = subprocess.run(
        ["sh", "-c", line], env=environment, capture_output=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    (arrived,) = receiver.arrived
    request = RawRequest(
        method="POST",
        path=arrived.path,
        headers=arrived.headers,
        body=arrived.body,
        received=datetime.now(tz=NOW.tzinfo),
    )
    hook.authenticate(request)
    (event,) = hook.receive(request).pages
    assert (event.page_id, event.user.id) == ("INC-1.p1", "ana")


def _shell_blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
