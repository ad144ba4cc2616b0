"""A private incident through the chat port: who is in it reads it, and the homeserver does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.sealing import STORE_KEY, Opens
from tests.counterparts.matrix.seen import messages
from tocsin.chat import Account, Action, Card, ChatContext, File, text
from tocsin.providers import Secret
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption import encryption_for

pytestmark = pytest.mark.e2e

ENV = "MATRIX_TEST_TOKEN"


@pytest.fixture
def chat(synapse: Synapse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MatrixChat]:
    """The port on a device of its own."""
    who = synapse.session(synapse.person("sealing"))
    monkeypatch.setenv(ENV, who.token)
    monkeypatch.setenv("STORE_KEY", STORE_KEY)
    config = MatrixConfig(
        homeserver=synapse.url, access_token=Secret(ENV), store_key=Secret("STORE_KEY")
    )
    client = MatrixClient(config)
    context = ChatContext(
        name="matrix", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
    )
    client.encryption = encryption_for(client, config, context)
    yield MatrixChat("matrix", client, config)
    client.encryption.close()
    synapse.ask(who, "POST", "/logout", {})


def sees(client: Client, room: str) -> list[tuple[str, bool]]:
    """(words, whether they came encrypted)."""
    client.look()
    return [(one.content["body"], one.sealed) for one in messages(client, client.places[room])]


def test_nothing_of_it_is_readable_at_the_homeserver(
    synapse: Synapse, chat: MatrixChat, opens: Opens
) -> None:
    ana = opens("ana")
    account = Account(platform="matrix", id=ana.who.id)
    room = chat.open_room("incident-4", "INC-4", private=True)
    chat.invite(room, (account,))
    chat.set_topic(room, text("P1 · INC-4 (private) · open · IC Ana"))
    actions = (Action(label="Acknowledge", command="incident INC-4 ack walrus"),)
    card = Card(heading=text("P1 · leak of hippopotamus"), lines=(text("IC Ana"),), actions=actions)
    ref = chat.put_card(room, card, None, key="INC-4:card")
    chat.pin(ref)
    chat.post(room, text("Paging giraffe."), key="INC-4:page")
    chat.post(room, text("In the thread: ostrich."), key="INC-4:thread", thread=ref)
    later = Card(heading=text("P1 · leak of pelican"), lines=(), actions=actions)
    chat.put_card(room, later, ref, key="INC-4:card:2")
    picture = File(
        name="flamingo.png", media_type="image/png", content=b"badger" * 99, alt="A flamingo"
    )
    chat.upload(room, picture, key="INC-4:chart")
    chat.direct(account, text("You are paged for tortoise."), key="INC-4:direct")

    told = sees(ana, room.id)
    assert all(sealed for _, sealed in told)
    assert "leak of pelican" in told[0][0]
    assert [words for words, _ in told[1:3]] == ["Paging giraffe.", "In the thread: ostrich."]
    (direct,) = ana.directs()
    assert sees(ana, direct.id) == [("You are paged for tortoise.", True)]
    words = "hippopotamus giraffe ostrich pelican flamingo badger tortoise walrus Acknowledge"
    assert synapse.database_words(*words.split()) == ()


def test_a_direct_message_to_whoever_has_no_keys_is_readable(
    synapse: Synapse, chat: MatrixChat
) -> None:
    cy = synapse.person("cy-without-keys")
    chat.direct(Account(platform="matrix", id=cy.id), text("You are paged."), key="k")
    client = Client(synapse, cy)
    client.look()
    (direct,) = client.directs()
    assert sees(client, direct.id) == [("You are paged.", False)]


def test_what_may_be_out_already_is_found_again_though_it_is_sealed(
    chat: MatrixChat, opens: Opens
) -> None:
    ana = opens("ana")
    room = chat.open_room("incident-5", "INC-5", private=True)
    chat.invite(room, (Account(platform="matrix", id=ana.who.id),))
    first = chat.post(room, text("once"), key="INC-5:once")
    assert chat.post(room, text("once"), key="INC-5:once", again=True) == first
    assert sees(ana, room.id) == [("once", True)]


@pytest.mark.parametrize("one", ["x", "é", "語", "&", "🦓"])
def test_the_longest_text_fits_once_it_is_sealed(chat: MatrixChat, opens: Opens, one: str) -> None:
    ana = opens("ana")
    room = chat.open_room("incident-6", "INC-6", private=True)
    chat.invite(room, (Account(platform="matrix", id=ana.who.id),))
    most = text(one * chat.limits.characters)
    ref = chat.put_card(room, Card(heading=most, lines=()), None, key="INC-6:card")
    chat.put_card(room, Card(heading=most, lines=()), ref, key="INC-6:card:2")  # has it twice
    chat.post(room, most, key="INC-6:long")
    assert [
        (len(words) >= chat.limits.characters, sealed) for words, sealed in sees(ana, room.id)
    ] == [(True, True), (True, True)]
