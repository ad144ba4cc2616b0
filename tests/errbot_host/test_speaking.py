"""What a plugin has somebody say is answered to the plugin, and told the room by its feed."""

from __future__ import annotations

from pathlib import Path

from tests.engine.given import P1, World
from tocsin.chat import Account, RoomRef, Said
from tocsin.errbot_host.identities import AccountHolder, ChatPerson
from tocsin.errbot_host.person_lines import spoken_by


def test_the_room_hears_what_a_plugin_did_for_somebody_in_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    own = world.incident().rooms["irc"]
    account = Account(platform="irc", id="ana", name="Ana")
    room = RoomRef(platform="irc", id=own.id, name=own.name)
    said = Said(event_id="e1", account=account, room=room, text="!build broke")
    ana = ChatPerson(AccountHolder(id="ana", account=account), said)
    answered = world.system.said(spoken_by(ana, "!incident flag customer-impact", ":build:1"))
    world.system.settle_now()
    assert answered.accepted
    assert "Flag customer-impact set by Ana." in world.chat.heard(own.name)
