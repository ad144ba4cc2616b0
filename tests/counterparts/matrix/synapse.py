"""A homeserver on loopback: who is there, what they and an administrator do, what it keeps."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Final

from tests.counterparts.matrix.homeserver import Homeserver
from tests.counterparts.matrix.persons import SERVER, Person
from tests.counterparts.matrix.relay import Relay
from tests.counterparts.matrix.wire import ADMIN, BROKEN, TRIES, Json, Refused, Wire, part
from tests.patience import COMES_S

_ASKED: Final = re.compile(
    r"\{(?P<who>[^}]*)\} Processed request: .* (?P<status>\d{3}) "
    r'"(?P<method>[A-Z]+) /_matrix/(?:client|media)/\w+/(?P<path>[^?" ]*)(?:\?(?P<query>\S*))? HTTP'
)
_NAMED: Final = re.compile(
    r"(?<=/)(?:[!$@#]|%21|%24|%40|%23)[^/]*|(?<=/)m?\d+[^/]*$|(?<=/)tocsin[^/]*$"
)


class Synapse:
    """Runs from `with` to its end; see the README beside for what it proves, and what it cannot.

    `url` stays the same, whichever port the homeserver has.
    """

    def __init__(self, *, limits: float = 0, messages: float | None = None) -> None:
        """`limits`: so many times Synapse's default rates, 1 (True) = the default; 0 = none.

        `messages`: so many a second after the tenth, whatever `limits` says.
        """
        self.server = SERVER
        self._home = Homeserver(float(limits), messages)
        self._relay = Relay(lambda: self._home.port)
        self.url = f"http://127.0.0.1:{self._relay.port}"
        self._people: dict[str, Person] = {}
        self._lines: dict[str, Wire] = {}
        self._nobody = Wire(self.port)
        self._forgotten = 0
        self._past = False
        self.root = self.person("root", admin=True)
        self.bot = self.person("tocsin")

    def __enter__(self) -> Synapse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all of it."""
        for line in (self._nobody, *self._lines.values()):
            line.close()
        self._relay.close()
        self._home.close()

    # --------------------------------------------------------------------------- who is there
    def person(self, name: str, *, admin: bool = False) -> Person:
        """Somebody new, or who is there already by that name; no limit holds for them.

        The bot is one of them, `tocsin`: limits hold for it, until they are lifted.
        """
        if name not in self._people:
            made = self._people[name] = self._registered(name, admin=admin)
            if name not in ("root", "tocsin"):
                self.override_ratelimit(made)
        return self._people[name]

    def somebody(self, id: str) -> Person:
        """Whoever has an account: `@ana:localhost`, or `ana`."""
        return self._people[id.removeprefix("@").removesuffix(f":{SERVER}")]

    def session(self, who: Person, device: str = "") -> Person:
        """Another session of somebody, with a token and a device of its own."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": who.name},
            "password": who.password,
        } | ({"device_id": device} if device else {})
        told = self._nobody.ask("POST", "/login", body)
        return Person(
            id=who.id, name=who.name, token=told["access_token"], device=told["device_id"],
            password=who.password,
        )  # fmt: skip

    def ask(
        self, who: Person, method: str, path: str, body: object = None, **query: object
    ) -> Json:
        """One call in somebody's name: `ask(ana, "GET", "/joined_rooms")`.

        Raises:
            Refused: It is no 2xx.
        """
        return self.line(who).ask(method, path, body, query)

    def line(self, who: Person) -> Wire:
        """The line of one session, which is kept."""
        if who.token not in self._lines:
            self._lines[who.token] = Wire(self.port, who.token)
        return self._lines[who.token]

    # ---------------------------------------------------------------------- what is done there
    def room(self, name: str, *who: Person, version: str = "", **more: object) -> str:
        """The first of them makes a room of that name and alias and brings in the others; its id.

        With `tocsin` among them, the bot is invited and comes by itself. `more` goes into the call.
        """
        body: Json = {"name": name, "room_alias_name": name, "preset": "public_chat"} | more
        if version:
            body["room_version"] = version
        maker, *others = who
        made = self._made(maker, body)
        for one in others:
            self.invite(maker, made, one)
            if one != self.bot:
                self.join(one, made)
        return made

    def _made(self, maker: Person, body: Json) -> str:
        """The id of a room; one that the homeserver failed to finish goes, with its alias."""
        for left in reversed(range(TRIES)):
            try:
                made = self.line(maker).ask("POST", "/createRoom", body, tries=1)
            except Refused as refused:
                if refused.status != 500 or not left:
                    raise
                if begun := self.found(str(body["room_alias_name"])):
                    self.delete_room(begun)
                time.sleep(0.2)
            else:
                return str(made["room_id"])
        raise AssertionError("it is tried once at least")

    def found(self, alias: str) -> str | None:
        """The id of the room of `incidents` or `#incidents`; None = there is none."""
        whole = f"#{alias.removeprefix('#')}:{SERVER}"
        try:
            return str(self._nobody.ask("GET", f"/directory/room/{part(whole)}")["room_id"])
        except Refused:
            return None

    def invite(self, who: Person, room: str, other: Person) -> None:
        """Somebody invites another."""
        self.ask(who, "POST", f"/rooms/{part(room)}/invite", {"user_id": other.id})

    def join(self, who: Person, room: str) -> None:
        """Somebody comes in."""
        self.ask(who, "POST", f"/join/{part(room)}", {})

    def leave(self, who: Person, room: str) -> None:
        """Somebody leaves."""
        self.ask(who, "POST", f"/rooms/{part(room)}/leave", {})

    def kick(self, who: Person, room: str, other: Person) -> None:
        """Somebody shows another out."""
        self.ask(who, "POST", f"/rooms/{part(room)}/kick", {"user_id": other.id})

    def upgrade(self, who: Person, room: str, version: str) -> str:
        """Somebody replaces a room by one of another version; the new one's id."""
        body = {"new_version": version}
        told = self.ask(who, "POST", f"/rooms/{part(room)}/upgrade", body)
        return str(told["replacement_room"])

    def state(self, room: str, kind: str, key: str = "") -> Json | None:
        """The content of a state event, whoever may see it; None = there is none."""
        every = self.admin("GET", f"/v1/rooms/{part(room)}/state")["state"]
        found = (one for one in every if (one["type"], one["state_key"]) == (kind, key))
        return next((one["content"] for one in found), None)

    def members(self, room: str, *, membership: str = "join") -> frozenset[str]:
        """The ids of who is in a room, or was invited (`invite`) …"""
        every = self.admin("GET", f"/v1/rooms/{part(room)}/state")["state"]
        inside = (one for one in every if one["type"] == "m.room.member")
        return frozenset(
            one["state_key"] for one in inside if one["content"]["membership"] == membership
        )

    # ------------------------------------------------------------- what an administrator does
    def admin(self, method: str, path: str, body: object = None, **query: object) -> Json:
        """A call of the admin interface: `admin("GET", "/v1/rooms")`."""
        return self.ask(self.root, method, f"{ADMIN}{path}", body, **query)

    def override_ratelimit(self, who: Person, *, per_second: int = 0, burst: int = 0) -> None:
        """For somebody each limit but that of logins is so; 0 = no limit holds."""
        rate = {"messages_per_second": per_second, "burst_count": burst}
        self.admin("POST", f"/v1/users/{part(who.id)}/override_ratelimit", rate)

    def revoke(self, who: Person) -> None:
        """Somebody's token is good for nothing any more, and its device is gone."""
        self.admin("DELETE", f"/v2/users/{part(who.id)}/devices/{part(who.device)}")

    def delete_room(self, room: str) -> None:
        """A room is taken away: everybody is put out, and nothing of it is kept.

        While something is still written into it the homeserver fails at that: it is asked again.
        """
        self.admin("DELETE", f"/v1/rooms/{part(room)}", {"purge": True, "force_purge": True})

    def clear(self) -> None:
        """Take every room away, with its aliases, and who is whose direct room; people stay."""
        for one in self.admin("GET", "/v1/rooms", limit=1000)["rooms"]:
            try:
                self.delete_room(one["room_id"])
            except Refused as refused:  # it was left half made: its name is free at least
                if refused.status != BROKEN:
                    raise
                if alias := one.get("canonical_alias"):
                    self.ask(self.root, "DELETE", f"/directory/room/{part(alias)}")
        for who in self._people.values():
            self.ask(who, "PUT", f"/user/{part(who.id)}/account_data/m.direct", {})
        self.clear_calls()

    def said_at(self, who: Person, room: str, words: str, at_ms: int) -> str:
        """Somebody said it at that time, in milliseconds since 1970; the id of it.

        An application service alone may say so: the first time, the homeserver is started anew.
        """
        token = "as-of-the-past"
        if not self._past:
            everybody = [{"regex": "@.*", "exclusive": False}]
            names: Json = {"users": everybody, "aliases": [], "rooms": []}
            told = {"as_token": token, "hs_token": "hs-of-the-past", "url": None}
            more = {"sender_localpart": "past", "rate_limited": False, "namespaces": names}
            self.appservice("past", told | more)
            self._past = True
        path = f"/rooms/{part(room)}/send/m.room.message/{uuid.uuid4()}"
        line = Wire(self.port, token)
        query = {"user_id": who.id, "ts": at_ms}
        said = line.ask("PUT", path, {"msgtype": "m.text", "body": words}, query)
        line.close()
        return str(said["event_id"])

    def appservice(self, id: str, registration: Json) -> None:
        """Register an application service; the homeserver is started anew for it."""
        self.stop()
        self._home.register(id, registration)
        self.start()

    # ------------------------------------------------------------------------ what goes wrong
    def stop(self) -> None:
        """The homeserver ends."""
        self._home.stop()

    def start(self) -> None:
        """It is there again, at the same port."""
        self._home.start()

    def move(self) -> None:
        """It comes back at another port, behind the same name and address."""
        self._home.stop()
        self._home.at_another_port()
        self._home.start()

    def cut(self) -> None:
        """Every line that goes by `url` ends, whatever is under way on it."""
        self._relay.cut()

    # -------------------------------------------------------------------------- what is told
    def database_words(self, *words: str) -> tuple[str, ...]:
        """Where any of these words stands in what the homeserver keeps, `table: word` each.

        Upper and lower case are one. All of it is looked through: events, state, search, accounts'
        data, what waits for devices.
        """
        low = [(one, one.lower().encode()) for one in words]
        found = {
            f"{table}: {word}"
            for table, row in self._home.kept()
            for word, wanted in low
            if wanted in row.lower()
        }
        return tuple(sorted(found))

    def calls(self, who: Person | None = None) -> Counter[str]:
        """`PUT rooms/-/send/m.room.message/-`: how often somebody (the bot) asked it, by kind."""
        return Counter(f"{method} {path}" for method, path, _ in self._asked(who or self.bot))

    def refused(self, who: Person | None = None) -> int:
        """How often somebody (the bot) was told M_LIMIT_EXCEEDED."""
        return sum(status == "429" for *_, status in self._asked(who or self.bot))

    def clear_calls(self) -> None:
        """Count from nought."""
        self._forgotten = self._home.access_log().stat().st_size

    def listening(self, who: Person | None = None) -> bool:
        """Whether somebody (the bot) has come to the present, and was told what is new since."""
        return any(
            path == "sync" for _, path, status in self._asked(who or self.bot) if status == "200"
        )

    def until(self, happened: Callable[[], object], seconds: float = COMES_S) -> None:
        """Wait for something.

        Raises:
            AssertionError: It did not happen.
        """
        end = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.02)

    def port(self) -> int:
        """Where the homeserver is just now, behind `url`."""
        return self._home.port

    def _asked(self, who: Person) -> list[tuple[str, str, str]]:
        """(method, path, status) of each call of somebody since `clear_calls`."""
        with self._home.access_log().open("rb") as log:
            log.seek(self._forgotten)
            lines = log.read().decode(errors="replace").splitlines()
        found = filter(None, map(_ASKED.search, lines))
        return [
            (one["method"], _NAMED.sub("-", one["path"]), one["status"])
            for one in found
            if one["who"].partition("|")[0] == who.id
        ]

    def _registered(self, name: str, *, admin: bool) -> Person:
        """A new account; a nonce is good for one try, whatever comes of it."""
        for left in reversed(range(TRIES)):
            try:
                return self._register(name, admin=admin)
            except Refused as refused:
                if refused.status != BROKEN or not left:
                    raise
        raise AssertionError

    def _register(self, name: str, *, admin: bool) -> Person:
        path, password = f"{ADMIN}/v1/register", f"pass-{name}"
        nonce = str(self._nobody.ask("GET", path)["nonce"])
        signed = "\0".join((nonce, name, password, "admin" if admin else "notadmin"))
        mac = hmac.new(self._home.secret.encode(), signed.encode(), hashlib.sha1).hexdigest()
        body = {
            "nonce": nonce, "username": name, "password": password, "displayname": name.title(),
            "admin": admin, "mac": mac,
        }  # fmt: skip
        told = self._nobody.ask("POST", path, body, tries=1)
        return Person(
            id=told["user_id"], name=name, token=told["access_token"], device=told["device_id"],
            password=password,
        )  # fmt: skip
