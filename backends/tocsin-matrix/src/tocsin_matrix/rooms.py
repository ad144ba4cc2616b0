"""Rooms. Ours are those we made and marked with a state event of ours, which holds the incident.

A room is made with an alias that comes of its incident, so that one whose making nobody saw the end
of is found again; the name that people read is a second alias.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Final

from tocsin import chat
from tocsin.chat import Answer, Refused, RoomRef, Text, free_names, seen
from tocsin.errors import ProviderError
from tocsin.providers.http import segment
from tocsin_matrix import encryption
from tocsin_matrix.client import V3, MatrixClient, digest
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.errors import fault
from tocsin_matrix.people import ABSENT, MatrixPeople

MARK: Final = "org.tocsin.incident"
"""Our state event: `{"incident": …}`."""
TAKEN: Final = ("M_ROOM_IN_USE", "M_ALIAS_IN_USE")
MOST_NAME: Final = 80
MOST_MOVES: Final = 5
CHILD: Final = "m.space.child"
PINNED: Final = "m.room.pinned_events"
HIDDEN: Final = "What it is about stands on the pinned card: a topic cannot be encrypted."


class MatrixRooms(MatrixPeople):
    """Safe to call from any thread; one room is opened at a time."""

    def __init__(self, platform: str, client: MatrixClient, config: MatrixConfig,
                 prefix: str = "!") -> None:  # fmt: skip
        super().__init__(platform, client, config, prefix)
        self._sound, self._called = set[str](), dict[str, RoomRef]()

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        with self._opening:
            id = "" if private else self._adopted(self._alias(_own(incident, True)), incident)
            id = id or self._opened(name, incident, private)
            ref = self._ref(id)
            if ref.name in ("#", *(f"#{_own(incident, one)}" for one in (True, False))):
                self._call(id, name, incident)
                ref = self._ref(id)
            if not private and (space := self._space()):
                with suppress(Refused):  # who may not list rooms there goes without
                    if not self._client.state(space, CHILD, id).get("via"):
                        self._client.put_state(space, CHILD, {"via": self._servers()[:1]}, id)
            return ref

    def _find(self, name: str) -> RoomRef:
        meant = name if name.startswith("!") else self._alias(name.removeprefix("#"))
        try:
            id = self._last(self._entered(meant))
        except Refused as error:
            if error.code not in ("forbidden", "not_found"):
                raise
            me = self._client.me.user
            raise fault("NO_ROOM", room=seen(meant)[:80], me=me) from error
        ref = self._ref(id)
        self._called[id] = replace(ref, name=name) if name.startswith("#") else ref
        return self._called[id]

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        with self._opening:
            self._call(room.id, name, room.id)
            return self._ref(room.id)

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Where every room is encrypted it tells nothing: a topic never is."""
        told = HIDDEN if self._config.encryption == "always" else seen(text.as_plain())
        words = " ".join(told.split())[: self.limits.topic]
        self._client.put_state(room.id, "m.room.topic", {"topic": words})

    def pin(self, ref: chat.MessageRef) -> None:
        with self._opening:
            pinned = self._client.state(ref.room, PINNED).get("pinned") or []
            if ref.id not in pinned:
                self._client.put_state(ref.room, PINNED, {"pinned": [*pinned, ref.id]})

    def known_as(self, room_id: str) -> RoomRef | None:
        """The room as the core knows it; None = where somebody and the bot write to each other."""
        direct = any(room_id in rooms for rooms in self._told_directs().values())
        return None if direct else self._called.get(room_id) or self._ref(room_id)

    def in_space(self, user_id: str) -> bool:
        """Whether somebody is in the space of the settings."""
        told = self._client.state(hub, "m.room.member", user_id) if (hub := self._space()) else {}
        return told.get("membership") == "join"

    def moved(self, room_id: str) -> None:
        """Look anew at a room that was replaced, or that goes by another name."""
        self._sound.discard(room_id)
        self.forget()

    def _check(self, room_id: str) -> None:
        """Refuse a room that was replaced: opened anew, it is the newer one.

        Raises:
            ProviderError: `not_found`.
        """
        if room_id not in self._sound:
            if self._client.state(room_id, "m.room.tombstone").get("replacement_room"):
                self.forget()
                raise fault("REPLACED")
            self._sound.add(room_id)

    def _opened(self, name: str, incident: str, private: bool) -> str:
        """The room of that alias if it is ours; else a new one, with the first that can be had."""
        what, own = self._plan(name, incident, private), _own(incident, private)

        def ask(local: str) -> str:
            alias, new = self._alias(local), {**what, "room_alias_name": local}
            if found := self._adopted(alias, incident) or self._create(new, *TAKEN):
                return found
            with suppress(Refused):  # one of ours, of a room that is gone
                self._client.call("DELETE", _listed(alias))
            return self._create(new, *TAKEN)

        return chat.first_free("Matrix", free_names(own, incident, MOST_NAME), ask)

    def _plan(self, name: str, incident: str, private: bool) -> Answer:
        """What a room is made with; who is creator has every power, and is not to be listed."""
        space, servers = self._space(), self._servers()
        rule: Answer = {"join_rule": "invite" if private else "public"}
        if space and not private:
            allow = [{"type": "m.room_membership", "room_id": space}]
            rule = {"join_rule": "restricted", "allow": allow}
        state = {
            (MARK, ""): {"incident": incident},
            ("m.room.join_rules", ""): rule,
            ("m.room.history_visibility", ""): {"history_visibility": "shared"},
            ("m.room.server_acl", ""): {"allow": [re.sub(r":\d+$", "", one) for one in servers]},
        }
        if self._config.encryption in ("always", "private" if private else ""):
            state[encryption.STATE, ""] = encryption.MEGOLM
        if space and not private:
            state["m.space.parent", space] = {"via": servers[:1], "canonical": True}
        return {
            "preset": "private_chat" if private else "public_chat",
            "name": free_names(name, incident, MOST_NAME)[0],
            "power_level_content_override": {"invite": 50 if private else 0},
            "initial_state": [{"type": a, "state_key": b, "content": c}
                              for (a, b), c in state.items()],
        }  # fmt: skip

    def _adopted(self, alias: str, incident: str) -> str:
        """The room of that alias, or what it was replaced by, if it is the incident's; else ""."""
        if not (id := self._directory(alias)):
            return ""
        try:
            about = self._about(self._entered(id))
            was = about["m.room.create"]["content"].get("predecessor") or {}
            marked = self._is_marked(about, incident)
            old = self._about(was.get("room_id", "")) if was and not marked else Answer()
            heir = old.get("m.room.tombstone", {}).get("content", {}).get("replacement_room")
            if not marked and not (heir == id and self._is_marked(old, incident)):
                return ""  # whoever makes a room says of it what they like; the old one knows
            last = self._last(id)
            if last != id or not marked:
                self._client.put_state(last, MARK, {"incident": incident})
            return last
        except (ProviderError, *chat.MALFORMED) as error:
            if getattr(error, "code", "") in ("rate_limited", "auth", "unavailable", "timeout"):
                raise
            return ""

    def _is_marked(self, about: Answer, incident: str) -> bool:
        """Whether it was us who said that it is of this incident."""
        mark = about.get(MARK) or {}
        said = mark.get("sender"), (mark.get("content") or {}).get("incident")
        return said == (self._client.me.user, incident)

    def _about(self, id: str) -> Answer:
        """State events of a room by their type: those that have no key."""
        told = self._client.inside(id, "GET", "state")
        return {one["type"]: one for one in told[chat.LIST] if one.get("state_key") == ""}

    def _last(self, id: str) -> str:
        """The room that it has been replaced by in the end, entered; it itself, if by none."""
        for _ in range(MOST_MOVES):
            if not (newer := self._client.state(id, "m.room.tombstone").get("replacement_room")):
                return id
            id = self._entered(str(newer))
        return id

    def _entered(self, room: str) -> str:
        return str(self._client.call("POST", f"{V3}/join/{segment(room)}", {})["room_id"])

    def _call(self, id: str, name: str, mark: str) -> None:
        """Give it a name that is free, beside those it has."""

        def ask(local: str) -> str:
            alias = self._alias(local)
            if not (there := self._directory(alias)):
                self._client.call("PUT", _listed(alias), {"room_id": id}, TAKEN)
            return local if (there or self._directory(alias)) == id else ""

        local = chat.first_free("Matrix", free_names(name, mark, MOST_NAME), ask)
        self._client.put_state(id, "m.room.canonical_alias", {"alias": self._alias(local)})
        if self._client.state(id, "m.room.name").get("name") != local:
            self._client.put_state(id, "m.room.name", {"name": local})

    def _space(self) -> str:
        return self.find_room(self._config.space).id if self._config.space else ""

    def _directory(self, alias: str) -> str:
        return str(self._client.call("GET", _listed(alias), None, ABSENT).get("room_id", ""))

    def _alias(self, local: str) -> str:
        return f"#{local}" if ":" in local else f"#{local}:{self._client.me.server}"

    def _ref(self, id: str) -> RoomRef:
        alias = str(self._client.state(id, "m.room.canonical_alias").get("alias") or "")
        name = alias.removesuffix(f":{self._client.me.server}").removeprefix("#")
        name = name or str(self._client.state(id, "m.room.name").get("name") or "")
        return self.room_ref(id, name)


def _own(incident: str, private: bool) -> str:
    """The alias that a room is made with; it tells nothing of its incident."""
    return f"tocsin-{digest(f'{incident}:{private}')[:16]}"


def _listed(alias: str) -> str:
    return f"{V3}/directory/room/{segment(alias)}"
