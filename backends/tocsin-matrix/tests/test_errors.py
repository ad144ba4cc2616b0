"""What a homeserver refuses has a code, a sentence that says what to do, and nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tocsin.chat import Account, Card, File, MessageRef, Refused, RoomRef, text
from tocsin.errors import RETRYABLE, ProviderError
from tocsin.providers import Secret
from tocsin.testing import Answer, FarEnd, json_answer
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import KEY, MatrixClient, digest, room_path
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.errors import MEANINGS, fault

ENV = "MATRIX_TEST_TOKEN"
TOKEN = "syt_dG9jc2lu_secret"
ROOM = RoomRef(platform="matrix", id="!a:x", name="#a")
SAID = MessageRef(platform="matrix", room=ROOM.id, id="$1")
ANA = Account(platform="matrix", id="@ana:x", name="Ana")
CARD = Card(heading=text("P1 · INC-4"), lines=(text("IC nobody"),))
CHART = File(name="times.png", media_type="image/png", content=b"PNG", alt="Times")
EXPECTED = [
    ("M_UNKNOWN_TOKEN", "auth", "log in anew"),
    ("M_USER_DEACTIVATED", "auth", "administrator"),
    ("M_FORBIDDEN", "forbidden", "power level"),
    ("M_LIMIT_EXCEEDED", "rate_limited", "override_ratelimit"),
    ("M_NOT_FOUND", "not_found", "invite"),
    ("M_ROOM_IN_USE", "conflict", "another name"),
    ("M_UNSUPPORTED_ROOM_VERSION", "invalid", "room_version"),
    ("M_UNRECOGNIZED", "invalid", "homeserver"),
    ("M_SOMETHING_NEW", "invalid", "its log"),
]


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as made:
        yield made


@pytest.fixture
def client(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> MatrixClient:
    monkeypatch.setenv(ENV, TOKEN)
    config = MatrixConfig(
        homeserver=far_end.url, access_token=Secret(ENV), store_key=Secret(ENV), encryption="never"
    )
    return MatrixClient(config, seconds=2)


@pytest.fixture
def chat(client: MatrixClient) -> MatrixChat:
    config = MatrixConfig(
        homeserver="http://127.0.0.1:9", access_token=Secret(ENV), encryption="never"
    )
    return MatrixChat("matrix", client, config)


def assert_hidden(secrets: tuple[str, ...], *shown: object) -> None:
    assert not [one for one in secrets for place in shown if one in repr(place) + str(place)]


def chain(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *chain(error.__cause__), *chain(error.__context__)]


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


@pytest.mark.parametrize(("errcode", "kind", "words"), EXPECTED)
def test_a_refusal_has_a_code_and_says_what_to_do(errcode: str, kind: str, words: str) -> None:
    found = fault(errcode)
    assert (found.code, found.word, found.ambiguous) == (kind, errcode, False)
    assert words in str(found)


def test_every_sentence_ends_as_one() -> None:
    assert not [one for one in MEANINGS.values() if not one[1].endswith((".", "or wait."))]


def test_the_homeserver_says_how_long_to_wait(far_end: FarEnd, client: MatrixClient) -> None:
    body = {"errcode": "M_LIMIT_EXCEEDED", "error": "x", "retry_after_ms": 4500}
    far_end.on("*", "*", lambda _: json_answer(body, status=429))
    error = refused(lambda: client.me)
    assert (error.code, error.retry_after, error.ambiguous) == ("rate_limited", 4.5, False)


@pytest.mark.parametrize("wait", [None, "soon", -5, 1e18, True, 10**400])
def test_a_wait_that_is_none_is_bounded(
    far_end: FarEnd, client: MatrixClient, wait: object
) -> None:
    body = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": wait}
    far_end.on("*", "*", lambda _: json_answer(body, status=429))
    found = refused(lambda: client.me).retry_after
    assert found is not None
    assert 0 < found <= 3600


def test_only_the_code_of_a_refusal_is_told(far_end: FarEnd, client: MatrixClient) -> None:
    body = {"errcode": "M_FORBIDDEN", "error": "@ana:x may not say 'the keys are out'"}
    far_end.on("*", "*", lambda _: json_answer(body, status=403))
    error = refused(lambda: client.me)
    assert isinstance(error, Refused)
    assert_hidden(("keys are out", "@ana", TOKEN), *chain(error))


@pytest.mark.parametrize("errcode", ["<!here>\n", "", 7, None, "M_" + "X" * 500])
def test_a_code_that_is_none_is_not_told(
    far_end: FarEnd, client: MatrixClient, errcode: object
) -> None:
    far_end.on("*", "*", lambda _: json_answer({"errcode": errcode}, status=400))
    error = refused(lambda: client.me)
    assert error.code == "invalid"
    assert_hidden(("<!here>", "XXX"), error)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errcode": "M_UNKNOWN"}'])
def test_a_server_in_trouble_is_tried_again(
    far_end: FarEnd, client: MatrixClient, body: bytes
) -> None:
    far_end.on("*", "*", lambda _: Answer(status=502, body=body))
    error = refused(lambda: client.me)
    assert error.code in RETRYABLE
    assert error.ambiguous


def test_an_answer_without_what_it_must_hold_is_none(far_end: FarEnd, client: MatrixClient) -> None:
    far_end.on("*", "*", lambda _: json_answer({}))
    error = refused(lambda: client.me)
    assert (error.code, error.ambiguous) == ("unavailable", True)


@pytest.mark.parametrize("deep", [400, 600, 5_000, 100_000])
def test_what_nests_without_end_is_left_out_of_an_answer_and_takes_nothing_else_with_it(
    far_end: FarEnd, client: MatrixClient, deep: int
) -> None:
    """Whoever may say something in a room, or send a device something, chooses how it nests."""
    nested = b'[{"a":' * (deep // 2) + b'"}"' + b"}]" * (deep // 2)
    half = b'"half": "\\ud83d", "quoted": "[{\\"[["'
    body = b'{"next_batch": "s2", %b, "worse": %b, "rooms": {"!a": [1]}}' % (half, nested)
    far_end.on("*", "*", lambda _: Answer(body=body))
    told = client.call("GET", "/client/v3/sync")
    assert (told["next_batch"], told["quoted"], told["rooms"]["!a"]) == ("s2", '[{"[[', [1])


@pytest.mark.parametrize("body", [b"", b"7", b'"\\', b"[" * 9_999, b'{"a": ' * 600, b"}" * 700])
def test_what_is_no_json_is_a_fault_of_that_call(
    far_end: FarEnd, client: MatrixClient, body: bytes
) -> None:
    far_end.on("*", "*", lambda _: Answer(body=body))
    error = refused(lambda: client.call("GET", "/client/v3/x"))
    assert (error.code, error.ambiguous) == ("unavailable", True)


CALLS: dict[str, Callable[[MatrixChat], object]] = {
    "open_room": lambda chat: chat.open_room("incident-4", "uuid-4", private=False),
    "find_room": lambda chat: chat.find_room("#incidents"),
    "members": lambda chat: chat.members(ROOM),
    "invite": lambda chat: chat.invite(ROOM, (ANA,)),
    "remove": lambda chat: chat.remove(ROOM, (ANA,)),
    "rename": lambda chat: chat.rename(ROOM, "incident-5"),
    "set_topic": lambda chat: chat.set_topic(ROOM, text("P1")),
    "post": lambda chat: chat.post(ROOM, text("Paging."), key="k", again=True),
    "put_card": lambda chat: chat.put_card(ROOM, CARD, SAID, key="k"),
    "direct": lambda chat: chat.direct(ANA, text("Page."), key="k"),
    "upload": lambda chat: chat.upload(ROOM, CHART, key="k", again=True),
    "pin": lambda chat: chat.pin(SAID),
}
NAMES = ("chunk", "content", "content_uri", "device_keys", "event_id", "joined_rooms", "pinned",
         "replacement_room", "room_id", "state", "unsigned", "alias")  # fmt: skip


@pytest.mark.parametrize("value", [7, None, [7], {"x": 7}, [{"content": 7}], True])
@pytest.mark.parametrize("call", CALLS)
def test_an_answer_that_is_none_of_matrix_is_a_fault_whatever_was_called(
    far_end: FarEnd, chat: MatrixChat, call: str, value: object
) -> None:
    me = {"user_id": "@tocsin:x", "device_id": "D"}
    far_end.on("*", "*", lambda _: json_answer(dict.fromkeys(NAMES, value) | me))
    with suppress(ProviderError):
        CALLS[call](chat)


def test_what_is_expected_is_no_failure(far_end: FarEnd, client: MatrixClient) -> None:
    far_end.on("*", "*", lambda _: json_answer({"errcode": "M_NOT_FOUND"}, status=404))
    assert client.call("GET", "/client/v3/x", None, ("M_NOT_FOUND",)) == {}


def test_a_message_carries_the_mark_of_its_effect_and_no_word_of_it(
    far_end: FarEnd, client: MatrixClient
) -> None:
    far_end.on("*", "*", lambda _: json_answer({"event_id": "$1"}))
    for room in ("!old:localhost", "!new"):
        assert client.put_event(room, "m.room.message", {"body": "x"}, "INC-4:paged") == "$1"
    first, second = (one for one in far_end.arrived if one.method == "PUT")
    mark = digest("INC-4:paged")
    assert first.target.endswith(f"/rooms/%21old%3Alocalhost/send/m.room.message/{mark}")
    assert second.target.endswith(f"/rooms/%21new/send/m.room.message/{mark}")
    assert first.json() == {"body": "x", KEY: mark}
    assert "INC" not in mark


def test_a_room_we_are_not_in_is_not_found(far_end: FarEnd, client: MatrixClient) -> None:
    refusal = json_answer({"errcode": "M_FORBIDDEN"}, status=403)
    far_end.on("PUT", "*", lambda _: refusal)
    far_end.on("GET", "*", lambda _: json_answer({"joined_rooms": ["!in"]}))
    codes = [
        refused(lambda room=one: client.put_event(room, "m.room.message", {}, "k")).code  # type: ignore[misc]  # a lambda's default has no type
        for one in ("!in", "!out")
    ]
    assert codes == ["forbidden", "not_found"]


def test_a_path_holds_whatever_a_room_is_called() -> None:
    assert room_path("!a/../b?x", "state", "m.room.topic", "") == (
        "/client/v3/rooms/%21a%2F..%2Fb%3Fx/state/m.room.topic/"
    )
