"""The homeserver of the tests, as people with clients of three kinds meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.libraries import LIBRARIES
from tests.counterparts.matrix.markup import HTML, offers, shown
from tests.counterparts.matrix.people import MatrixPeople
from tests.counterparts.matrix.seen import messages
from tests.counterparts.matrix.wire import Json, Refused, part

pytestmark = pytest.mark.e2e

SEALED: Json = {
    "initial_state": [
        {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    ]
}
Opens = Callable[[str, str], Client]


@pytest.fixture
def opens(synapse: Synapse) -> Iterator[Opens]:
    """Makes a client of somebody with one of the libraries."""
    made: list[Client] = []

    def one(name: str, library: str) -> Client:
        session = synapse.session(synapse.person(name))
        made.append(Client(synapse, session, LIBRARIES[library](synapse, session)))
        made[-1].look()
        return made[-1]

    yield one
    for client in made:
        client.close()


def reads(client: Client, room: str) -> list[tuple[str, bool]]:
    """(words, whether it was encrypted) of what somebody sees."""
    client.look()
    return [(one.content["body"], one.sealed) for one in messages(client, client.places[room])]


@pytest.mark.parametrize("version", ["10", "11", "12"])
def test_people_speak_edit_react_and_answer_in_rooms_of_every_version(
    synapse: Synapse, version: str
) -> None:
    ana, bo = synapse.person("ana"), synapse.person("bo")
    room = synapse.room("incidents", ana, bo, version=version)
    hers, his = Client(synapse, ana), Client(synapse, bo)
    hers.look()
    first = hers.say(room, "it is down")
    hers.edit(room, first, "it is up")
    his.look()
    his.react(room, first, "📌")
    his.answer(room, first, "since when?")
    hers.look()
    told = messages(hers, hers.places[room])
    assert [(one.content["body"], one.edits, one.thread) for one in told] == [
        ("it is up", 1, ""),
        ("since when?", 0, first),
    ]
    assert told[0].reactions == (("📌", bo.id),)
    assert (":" in room) == (version != "12")


def test_who_comes_late_reads_what_was_said_before(synapse: Synapse) -> None:
    ana, bo = synapse.person("ana"), synapse.person("bo")
    room = synapse.room("incidents", ana)
    hers, his = Client(synapse, ana), Client(synapse, bo)
    for number in range(30):
        hers.say(room, f"line {number}")
    his.look()
    found = his.named("#incidents")
    assert found is not None
    assert len(messages(his, found)) == 30


@pytest.mark.parametrize(("speaks", "listens"), list(permutations(LIBRARIES, 2)))
def test_what_one_library_encrypts_the_other_reads_and_the_server_does_not(
    synapse: Synapse, opens: Opens, speaks: str, listens: str
) -> None:
    hers, his = opens("ana", speaks), opens("bo", listens)
    room = synapse.room("quiet", hers.who, his.who, **SEALED)
    hers.look()
    his.look()
    hers.say(room, "the hippopotamus is out")
    assert reads(his, room) == [("the hippopotamus is out", True)]
    his.say(room, "which hippopotamus?")
    assert reads(hers, room)[-1] == ("which hippopotamus?", True)
    assert not synapse.database_words("hippopotamus")
    assert synapse.database_words("QUIET"), "the search finds what is there"
    without = Client(synapse, synapse.person("cy"))
    synapse.join(without.who, room)
    assert {words for words, _ in reads(without, room)} == {"(it cannot be decrypted)"}


def test_people_write_to_the_bot_and_it_is_one_room(synapse: Synapse) -> None:
    synapse.ask(synapse.bot, "GET", "/sync", timeout=0)
    with closing(MatrixPeople(synapse)) as people:
        synapse.person("ana")
        for line in ("hello", "is anybody there?"):
            people.say("ana", "", line)
            assert [one.text for one in people.sees("ana", "")][-1] == line
    told = synapse.ask(synapse.bot, "GET", "/sync", timeout=0)
    assert len(told["rooms"]["invite"]) == 1


def test_it_is_stopped_started_and_moved_behind_one_address(synapse: Synapse) -> None:
    room = synapse.room("incidents", synapse.person("ana"))
    synapse.stop()
    with pytest.raises(OSError, match=r".*"):
        synapse.ask(synapse.bot, "GET", "/joined_rooms")
    synapse.start()
    before, address = synapse.port(), synapse.url
    synapse.move()
    assert (synapse.port() != before, synapse.url) == (True, address)
    assert synapse.found("incidents") == room


def test_a_token_is_revoked_and_a_room_is_taken_away(synapse: Synapse) -> None:
    room = synapse.room("incidents", synapse.person("ana"))
    synapse.delete_room(room)
    assert synapse.found("incidents") is None
    other = synapse.session(synapse.bot)
    synapse.revoke(other)
    with pytest.raises(Refused, match="401 M_UNKNOWN_TOKEN"):
        synapse.ask(other, "GET", "/joined_rooms")


def test_a_line_is_as_old_as_the_test_wants_it(synapse: Synapse) -> None:
    ana = synapse.person("ana")
    room = synapse.room("incidents", ana)
    synapse.said_at(ana, room, "!incident list", 1_700_000_000_000)
    client = Client(synapse, ana)
    client.look()
    assert [one.at for one in messages(client, client.places[room])] == [1_700_000_000_000]


def test_the_default_limits_hold_for_the_bot_until_they_are_lifted() -> None:
    with Synapse(limits=True) as synapse:
        ana = synapse.person("ana")
        room = synapse.room("incidents", ana)
        path = f"/rooms/{part(room)}/send/m.room.message"

        def says(who: Person, number: int) -> None:
            body = {"msgtype": "m.notice", "body": f"line {number}"}
            synapse.ask(who, "PUT", f"{path}/{who.name}{number}", body)

        synapse.join(synapse.bot, room)
        for number in range(30):
            says(ana, number)
        with pytest.raises(Refused, match="429 M_LIMIT_EXCEEDED") as refused:
            list(map(partial(says, synapse.bot), range(30)))
        assert refused.value.answer["retry_after_ms"] > 0
        assert synapse.refused() == 1
        assert 5 < synapse.calls()["PUT rooms/-/send/m.room.message/-"] < 30
        synapse.override_ratelimit(synapse.bot)
        for number in range(30, 60):
            says(synapse.bot, number)


@pytest.mark.parametrize(
    ("html", "text", "does"),
    [
        ("<strong>P1</strong> is <code>down</code>", "P1 is down", ("strong", "code")),
        ("a &lt;b&gt; https://e.example", "a <b> https://e.example", ("link",)),
        ("<code>https://e.example @a:b.c</code>", "https://e.example @a:b.c", ("code",)),
        ("one<br>two<p>three</p>four", "one\ntwo\nthree\nfour", ()),
        ("<pre><code>x\ny</code></pre>", "x\ny", ("block",)),
        ("<script>alert(1)</script>rest", "rest", ()),
        ("<a href='javascript:x'>x</a>", "x", ()),
        ("<a href='https://matrix.to/#/@a:b'>Ana</a>", "Ana", ("mention",)),
        ("<a href='https://matrix.to/#/%40x:b'>Xe</a>", "Xe", ("link", "mention")),
        ("<a href='https://matrix.to/#/!r'>#r</a>", "#r", ("room", "mention")),
    ],
)  # fmt: skip
def test_markup_is_read_as_clients_draw_it(html: str, text: str, does: tuple[str, ...]) -> None:
    mentions: dict[str, Any] = {"user_ids": ["@a:b"] if "matrix.to" in html else []}
    content = {"format": HTML, "formatted_body": html, "body": "x", "m.mentions": mentions}
    assert (shown(content).text, shown(content).does) == (text, does)


def test_words_alone_tell_people_where_no_mentions_are_given() -> None:
    bare = {"body": "ana, @room: see @bo:localhost.example"}
    assert shown(bare, ("ana", "cy")).does == ("link", "mention", "everyone")
    assert shown({**bare, "m.mentions": {}}, ("ana",)).does == ("link",)
    assert shown({**bare, "m.mentions": {"room": True}}).does == ("link", "everyone")


def test_what_can_be_reacted_to_stands_in_the_last_row_behind_its_emoji() -> None:
    row = (
        "React or type: ✅ Acknowledge <code>!incident INC-4 ack</code> · "
        "Declare &amp; go <code>!incident declare</code> · "
        "1\ufe0f\u20e3 Tick 1 <code>!incident INC-4 check 1</code>"
    )
    content = {"format": HTML, "formatted_body": f"React or type: 📌 x <code>y</code><br>{row}"}
    assert offers(content) == {"Acknowledge": "✅", "Tick 1": "1\ufe0f\u20e3"}
    assert offers({"body": "words"}) == {}
