"""The HTTP of providers: what is sent, and what becomes of every way to fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import Secret
from tocsin.providers.http import Deadline, HttpAnswer, HttpClient, Via, revealed, segment
from tocsin.testing.far_end import Answer, Arrived, FarEnd, json_answer
from tocsin.testing.troubles import TROUBLES, TroubleName

NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)
SOON_S = 0.4
LATE_S = 5.0


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as made:
        yield made


Make = Callable[..., HttpClient]


@pytest.fixture
def client() -> Iterator[Make]:
    made: list[HttpClient] = []

    def make(url: str, **changed: Any) -> HttpClient:
        usual: dict[str, Any] = {"tool": "The tool", "agent": "tocsin-x/1", "clock": lambda: NOW}
        made.append(HttpClient(url, **(usual | changed)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def failure(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


# --------------------------------------------------------------------------- what is sent


def test_a_request_is_put_together_from_the_base_and_its_own(far_end: FarEnd, client: Make) -> None:
    one = client(f"{far_end.url}/api/v2/?key=k", authorise=lambda: {"Authorization": "Token t"})
    one.get("/alerts", deadline=5, params={"since": 3, "tag": ["a b", "ü"]})
    (asked,) = far_end.arrived
    assert asked.target == "/api/v2/alerts?key=k&since=3&tag=a+b&tag=%C3%BC"
    assert asked.headers["authorization"] == "Token t"
    assert asked.headers["user-agent"] == "tocsin-x/1"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["host"] == far_end.url.removeprefix("http://")


@pytest.mark.parametrize(
    ("sent", "kind", "body"),
    [
        ({"json": {"a": "ü\ud800"}}, "application/json", b'{"a":"\\u00fc\\ud800"}'),
        ({"form": {"a": "b c"}}, "application/x-www-form-urlencoded", b"a=b+c"),
        ({"body": b"\x00\xff", "headers": {"Content-Type": "x/y"}}, "x/y", b"\x00\xff"),
    ],
)
def test_a_body_is_sent_as_json_as_a_form_or_as_it_is(
    far_end: FarEnd, client: Make, sent: dict[str, Any], kind: str, body: bytes
) -> None:
    client(far_end.url).post("/x", deadline=5, **sent)
    (asked,) = far_end.arrived
    assert (asked.headers["content-type"], asked.body) == (kind, body)


def test_every_method_arrives(far_end: FarEnd, client: Make) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        client(far_end.url).request(method, "/x", deadline=5)
    assert far_end.paths() == [f"{m} /x" for m in ("GET", "POST", "PUT", "PATCH", "DELETE")]


@pytest.mark.parametrize("text", ["a/b", "../x", "a?b#c", "ü ☎", "%2e%2e", "a\r\nX: y", "\ud800"])
def test_a_part_of_a_path_stays_one_part(far_end: FarEnd, client: Make, text: str) -> None:
    client(far_end.url).get(f"/alerts/{segment(text)}", deadline=5)
    assert far_end.arrived[0].target.count("/") == 2


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_a_part_that_would_lead_elsewhere_is_refused(text: str) -> None:
    assert failure(lambda: segment(text)).code == "invalid"


def test_no_header_can_be_smuggled_in(far_end: FarEnd, client: Make) -> None:
    error = failure(
        lambda: client(far_end.url).get("/x", deadline=5, headers={"X-Key": "a\r\nX-Evil: b"})
    )
    assert (error.code, error.ambiguous, far_end.arrived) == ("invalid", False, [])


def test_nothing_of_the_environment_is_used(
    far_end: FarEnd, client: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ana password pa55\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    client(far_end.url).get("/x", deadline=5)
    assert "authorization" not in far_end.arrived[0].headers


def test_a_proxy_is_used_where_one_is_named(far_end: FarEnd, client: Make) -> None:
    proxy = far_end.url.replace("//", "//us:pw@")
    client("http://pager.invalid/api", via=Via(proxy=proxy)).get("/x", deadline=5)
    (asked,) = far_end.arrived
    assert asked.target == "http://pager.invalid/api/x"
    assert asked.headers["proxy-authorization"] == "Basic dXM6cHc="


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "https://p.example", "nonsense"])
def test_a_proxy_of_another_kind_is_refused_without_being_shown(client: Make, proxy: str) -> None:
    error = failure(lambda: client("http://pager.invalid", via=Via(proxy=proxy)))
    assert (error.code, proxy in str(error)) == ("invalid", False)


def test_requests_one_after_the_other_share_a_connection(far_end: FarEnd, client: Make) -> None:
    one = client(far_end.url)
    for _ in range(5):
        one.post("/x", deadline=5, json={"a": 1})
    assert len({asked.client for asked in far_end.arrived}) == 1


def test_many_threads_may_ask_at_once(far_end: FarEnd, client: Make) -> None:
    far_end.on("POST", "/x", lambda asked: Answer(body=asked.body))
    one = client(far_end.url)

    def ask(number: int) -> object:
        return one.post("/x", deadline=20, json=number).json()

    with ThreadPoolExecutor(32) as threads:
        assert list(threads.map(ask, range(200))) == list(range(200))


def test_a_secret_that_is_not_set_is_told_by_its_name(client: Make, far_end: FarEnd) -> None:
    one = client(
        far_end.url, authorise=lambda: {"X-Key": revealed(Secret("NOT_SET_X"), "The tool")}
    )
    error = failure(lambda: one.get(deadline=5))
    assert (error.code, far_end.arrived) == ("auth", [])
    assert str(error) == "The tool has no secret: set the environment variable NOT_SET_X."


# ------------------------------------------------------------------------ what comes back


def test_an_answer_is_read_as_what_it_is(far_end: FarEnd, client: Make) -> None:
    far_end.on("GET", "/x", lambda _: json_answer({"id": 7, "a": "\ud800"}, X_Id="9"))
    answer = client(far_end.url).get("/x", deadline=5)
    assert (answer.status, answer.headers["x-id"]) == (200, "9")
    assert answer.object() == {"id": 7, "a": "\ufffd"}
    assert failure(answer.array).code == "unavailable"


@pytest.mark.parametrize(
    "body",
    [b"", b'{"a":', b"NaN", b"1e999999999999", b"[" * 200_000, b"9" * 10_000, b"\xff"],
)
def test_what_is_no_json_is_a_provider_error(far_end: FarEnd, client: Make, body: bytes) -> None:
    far_end.on("GET", "*", lambda _: Answer(body=body))
    answer = client(far_end.url).get(deadline=5)
    error = failure(answer.object)
    assert (error.code, error.ambiguous) == ("unavailable", True)
    assert str(error).startswith("The tool answered 200, but ")


@pytest.mark.parametrize("body", [b"<html>We will be back", b"\r\n <!DOCTYPE html>"])
def test_a_page_for_people_is_told_as_that(far_end: FarEnd, client: Make, body: bytes) -> None:
    far_end.on("GET", "*", lambda _: Answer(body=body))
    error = failure(client(far_end.url).get(deadline=5).object)
    assert (error.code, error.ambiguous) == ("unavailable", True)
    assert str(error) == (
        "The tool answered with a page for people, not with data: "
        "it is in maintenance, or the address is wrong."
    )


@pytest.mark.parametrize("name", TROUBLES)
def test_every_trouble_is_told_for_what_it_is(
    far_end: FarEnd, client: Make, name: TroubleName
) -> None:
    far_end.fail(name)
    began = monotonic()
    error = failure(lambda: client(far_end.url).get("/x", deadline=SOON_S).json())
    assert monotonic() - began < LATE_S
    trouble = TROUBLES[name]
    assert error.code in (trouble.codes or ("timeout", "unavailable", "invalid"))
    assert error.retry_after == trouble.wait
    assert error.ambiguous or not trouble.acts, "it may have acted"
    assert str(error).startswith("The tool ")
    assert far_end.url.removeprefix("http://") not in str(error)
    assert len(far_end.arrived) == 1, "one attempt, and no redirect is followed"


@pytest.mark.parametrize("name", ["401", "429", "redirect", "404"])
def test_a_clear_refusal_is_not_ambiguous(far_end: FarEnd, client: Make, name: TroubleName) -> None:
    far_end.fail(name)
    assert not failure(lambda: client(far_end.url).post("/x", deadline=5)).ambiguous


@pytest.mark.parametrize("name", ["slow-body", "oversized", "wrong-json"])
def test_a_status_that_is_all_is_not_kept_waiting(
    far_end: FarEnd, client: Make, name: TroubleName
) -> None:
    far_end.fail(name, times=1)
    one = client(far_end.url)
    began = monotonic()
    assert one.post("/x", deadline=20, read=False).status == 200
    assert monotonic() - began < LATE_S
    assert one.get("/y", deadline=5).status == 202


def test_an_answer_beyond_the_largest_size_is_refused(far_end: FarEnd, client: Make) -> None:
    far_end.on("GET", "*", lambda _: Answer(body=b"x" * 1001))
    error = failure(lambda: client(far_end.url, via=Via(answer_bytes=1000)).get(deadline=5))
    assert str(error) == "The tool answered with more than is taken."
    assert client(far_end.url, via=Via(answer_bytes=1001)).get(deadline=5).body == b"x" * 1001


def test_several_requests_share_one_deadline(far_end: FarEnd, client: Make) -> None:
    one, deadline = client(far_end.url), Deadline(SOON_S)
    one.get("/find", deadline=deadline)
    far_end.fail("timeout-before")
    began = monotonic()
    assert failure(lambda: one.post("/create", deadline=deadline)).code == "timeout"
    assert monotonic() - began < LATE_S
    assert failure(lambda: one.post("/create", deadline=deadline)).code == "timeout"
    assert far_end.paths() == ["GET /find", "POST /create"], "what is over is not begun"


@pytest.mark.parametrize(
    ("status", "headers", "code", "wait"),
    [
        (420, {}, "rate_limited", None),
        (429, {"Retry-After": "7"}, "rate_limited", 7.0),
        (429, {"Retry-After": "7", "RateLimit-Reset": "9"}, "rate_limited", 7.0),
        (429, {"Retry-After": "soon", "ratelimit-reset": "9"}, "rate_limited", 9.0),
        (429, {"X-RateLimit-Reset": "30"}, "rate_limited", 30.0),
        (429, {"X-RateLimit-Reset": str(int(NOW.timestamp()) + 60)}, "rate_limited", 60.0),
        (429, {"X-RateLimit-Reset": "2026-11-23T10:31Z"}, "rate_limited", 55.0),
        (429, {"X-RateLimit-Reset": "2026-11-23T11:31+01:00"}, "rate_limited", 55.0),
        (429, {"X-RateLimit-Reset": "1"}, "rate_limited", 1.0),
        (429, {"X-RateLimit-Reset": "99999999"}, "rate_limited", 3600.0),
        (429, {"X-RateLimit-Reset": "x" * 500}, "rate_limited", None),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"}, "rate_limited", 30.0),
        (403, {"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "30"}, "forbidden", None),
        (503, {"Retry-After": "Mon, 23 Nov 2026 10:31:05 GMT"}, "unavailable", 60.0),
        (503, {"X-RateLimit-Reset": "30"}, "unavailable", None),
        (500, {"Retry-After": "7"}, "unavailable", None),
    ],
)
def test_waits_are_read_from_what_vendors_send(
    far_end: FarEnd,
    client: Make,
    status: int,
    headers: dict[str, str],
    code: str,
    wait: float | None,
) -> None:
    far_end.on("*", "*", lambda _: Answer(status=status, headers=headers))
    error = failure(lambda: client(far_end.url).get(deadline=5))
    assert (error.code, error.retry_after) == (code, wait)


def test_a_status_may_mean_something_else_at_one_vendor(far_end: FarEnd, client: Make) -> None:
    own: dict[int, ProviderFault] = {409: "rate_limited"}
    far_end.on("*", "*", lambda _: Answer(status=409, headers={"Retry-After": "3"}))
    error = failure(lambda: client(far_end.url, statuses=own).get(deadline=5))
    assert (error.code, error.retry_after) == ("rate_limited", 3.0)


def test_who_was_asked_to_wait_waits_but_a_page_does_not(far_end: FarEnd, client: Make) -> None:
    one = client(far_end.url)
    far_end.fail("429-with-wait", times=1)
    failure(lambda: one.get("/schedules", deadline=5, polite=True))
    held = failure(lambda: one.get("/schedules", deadline=5, polite=True))
    assert held.code == "rate_limited"
    assert held.retry_after is not None
    assert 6 < held.retry_after <= 7
    one.post("/pages", deadline=5)
    assert far_end.paths() == ["GET /schedules", "POST /pages"]


def test_the_vendors_reason_is_told_without_secrets_on_one_short_line(
    far_end: FarEnd, client: Make
) -> None:
    def refuse(asked: Arrived) -> Answer:
        said = f"no\nkey {asked.headers['x-key']} \x1b[31m password=hunter2 " + "x" * 1000
        return json_answer({"error": said}, status=400)

    far_end.on("*", "*", refuse)
    one = client(
        far_end.url,
        authorise=lambda: {"X-Key": "k3y-of-the-shop"},
        explain=lambda answer: str(answer.object()["error"]),
    )
    text = str(failure(lambda: one.get(deadline=5)))
    assert text.startswith("The tool answered 400. no key … [31m password=… xxx")
    assert len(text) < 260
    assert text.isprintable()


@pytest.mark.parametrize("body", [b"", b"<html>", json.dumps({"other": 1}).encode()])
def test_a_reason_that_is_not_there_is_left_out(far_end: FarEnd, client: Make, body: bytes) -> None:
    far_end.on("*", "*", lambda _: Answer(status=400, body=body))
    one = client(far_end.url, explain=lambda answer: str(answer.object()["error"]))
    assert str(failure(lambda: one.get(deadline=5))) == (
        "The tool answered 400. It does not take this request."
    )


def test_a_vendors_own_code_decides_where_it_says_more_than_the_status(
    far_end: FarEnd, client: Make
) -> None:
    bodies = iter([b'{"code": "busy"}', b"<html>", b"[]"])
    far_end.on("*", "*", lambda _: Answer(status=400, body=next(bodies)))

    def told(answer: HttpAnswer) -> ProviderError | None:
        busy = answer.object()["code"] == "busy"
        return ProviderError("rate_limited", "Busy.", retry_after=2.0) if busy else None

    one = client(far_end.url, refused=told)
    codes = [failure(lambda: one.get(deadline=5)).code for _ in range(3)]
    assert codes == ["rate_limited", "invalid", "invalid"]
