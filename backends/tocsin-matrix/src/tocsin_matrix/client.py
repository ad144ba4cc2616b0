"""One request of the client-server API: bounded, tried once, and nothing of it in a log."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Final, NamedTuple

from tocsin import chat
from tocsin.chat import Answer, Refused
from tocsin.errors import ProviderError
from tocsin.providers.http import HttpAnswer, segment
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption import Encryption
from tocsin_matrix.errors import fault, refusal

SECONDS: Final = 8.0
IN: Final = ("join", "invite")
"""Of who is in a room, or may come in whenever they like."""
KEYS_MS: Final = 4_000
"""So long other servers are waited for, where somebody's keys are asked of them."""
V3: Final = "/client/v3"
KEY: Final = "org.tocsin.key"
"""Names, in an event, the effect it is of: by a digest, and outside of what is encrypted."""


class Me(NamedTuple):
    """Whose token it is: `@tocsin:example.org`, its server, and the device; "" = it has none."""

    user: str
    server: str
    device: str


class MatrixClient(chat.WebApi):
    """The client-server API; paths are below `/_matrix`: `/client/v3/sync`.

    `encryption` is what events go through on their way to a room.
    """

    def __init__(self, config: MatrixConfig, *, seconds: float = SECONDS) -> None:
        super().__init__(
            "Matrix", f"{config.homeserver.rstrip('/')}/_matrix", config.access_token,
            agent="tocsin-matrix/0.1", refused=refusal, seconds=seconds, answer_bytes=2**26,
            always={"user_id": config.user} if config.user else {},
        )  # fmt: skip
        self.encryption = Encryption(self)

    @cached_property
    def me(self) -> Me:
        """Who we are, asked once."""
        told = self.call("GET", f"{V3}/account/whoami")
        if not (user := str(told.get("user_id") or "")):
            why = "Matrix does not say whose token it is."
            raise ProviderError("unavailable", why, ambiguous=True)
        server, device = user.partition(":")[2], str(told.get("device_id", ""))
        return Me(user=user, server=server, device=device)

    def put_event(self, room_id: str, type: str, content: Answer, key: str) -> str:
        """Say it in the room, encrypted where the room is; the id of the event.

        The same `key` within a day, from the same device, is the same event.

        Raises:
            ProviderError: `not_found`: we are not in the room.
        """
        mark = digest(key)
        type, content = self.encryption.encrypt(room_id, type, content)
        told = self.inside(room_id, "PUT", f"send/{type}/{mark}", {**content, KEY: mark})
        return str(told["event_id"])

    def inside(self, room_id: str, method: str, path: str, body: object = None,
               fine: Collection[str] = (), /, **query: str) -> Answer:  # fmt: skip
        """As `call`, of what is in a room we are in: `inside("!a", "GET", "state/m.room.topic")`.

        Raises:
            ProviderError: `not_found`: we are not in the room.
        """
        try:
            place = f"{room_path(room_id)}/{path}"
            return self.call(method, place, body, fine, **query)  # type: ignore[arg-type]  # none of call's own
        except Refused as error:
            if error.word == "M_FORBIDDEN" and room_id not in self.joined():
                raise fault("NOT_INSIDE") from error
            raise

    def state(self, room_id: str, type: str, key: str = "") -> Answer:
        """What the room's state says of something; {} = nothing."""
        return self.inside(room_id, "GET", _kept(type, key), None, ("M_NOT_FOUND",))

    def put_state(self, room_id: str, type: str, content: Answer, key: str = "") -> None:
        """Let the room's state say this of something."""
        self.inside(room_id, "PUT", _kept(type, key), content)

    def keys_of(self, users: Iterable[str]) -> Answer:
        """What everybody is told of the keys of people and of their devices.

        Of a server that does not answer in time nothing is told.
        """
        body = {"device_keys": {user: [] for user in users}, "timeout": KEYS_MS}
        return self.call("POST", f"{V3}/keys/query", body)

    def members(self, room_id: str) -> frozenset[str]:
        """Who is in the room or invited, the bot left out."""
        told = self.inside(room_id, "GET", "members", not_membership="leave")["chunk"]
        here = {one["state_key"] for one in told if one["content"]["membership"] in IN}
        return frozenset(here) - {self.me.user}

    def _read(self, answer: HttpAnswer) -> Answer:
        """Matrix never answers with nothing: that is a fault."""
        return super()._read(answer) or answer.object()

    def joined(self) -> list[str]:
        """The ids of the rooms we are in."""
        return [str(one) for one in self.call("GET", f"{V3}/joined_rooms")["joined_rooms"]]


def room_path(room_id: str, *parts: str) -> str:
    """The path of something in a room; the last part may be empty, as a state key is."""
    return "/".join((f"{V3}/rooms", *(segment(one) if one else "" for one in (room_id, *parts))))


def _kept(type: str, key: str) -> str:
    return f"state/{type}/{segment(key) if key else ''}"


def digest(key: str) -> str:
    """An effect key as a transaction id, and as a mark that tells nothing."""
    return chat.digest(key)[:32]
