"""A paging tool, a tracker and a deploy tool whose messages these tests post themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.engine.given import TEAM, Bell, BellConfig, World
from tocsin.engine.webhooks import WebhookResult
from tocsin.errors import Unauthorised
from tocsin.providers import (
    Call,
    Change,
    Door,
    PageEvent,
    PageRequest,
    ProviderContext,
    ProviderType,
    RawRequest,
    Received,
    Ref,
    TicketDraft,
    TicketEvent,
    VendorUser,
)

SHOP = (
    TEAM.replace(
        'name = "Ana"', 'name = "Ana"\nemail = "ana@shop.example"\naccounts = { tower = "U1" }'
    )
    .replace('name = "Bo"', 'name = "Bo"\naccounts = { bell = "U2" }')
    .replace("[ticketing.list]", '[ticketing.desk]\ntype = "desk"')
    .replace('[alerts.other]\ntype = "json"\ntoken = { env = "TOCSIN_TEST_TOKEN" }\n', "")
)
BANK = (
    SHOP.replace("Shop", "Bank")
    .replace("[people.ana]", "[people.pia]")
    .replace("Ana", "Pia")
    .replace("ana@shop.example", "pia@bank.example")
    .replace("U1", "U8")
    .replace('"ana"', '"pia"')
    .replace("U2", "U2")
)


@dataclass
class Reads:
    """Reads what these tests post: `pages`, `tickets` and `changes`, each with our own fields."""

    heads: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    door: Door = field(default_factory=lambda: Door(reads=frozenset({"x-event", "?room"})))

    def authenticate(self, request: RawRequest) -> None:
        if request.headers.get("x-token") != "right":
            raise Unauthorised("no")

    def receive(self, request: RawRequest) -> Received:
        self.heads.append((request.path, dict(request.headers)))
        said = json.loads(request.body)
        return Received(
            pages=tuple(
                PageEvent(**{**one, "user": VendorUser(**one["user"])})
                for one in said.get("pages", ())
            ),
            tickets=tuple(
                TicketEvent(
                    ref=one["ref"],
                    action=one["action"],
                    user=VendorUser(**one.get("user", {})),
                    assignee=VendorUser(**one["to"]) if "to" in one else None,
                )
                for one in said.get("tickets", ())
            ),
            changes=tuple(
                Change(**{**one, "at": datetime.fromisoformat(one["at"])})
                for one in said.get("changes", ())
            ),
            delivery_id=said.get("id", ""),
        )


class Tower(Bell, Reads):
    """A bell that tells who answered, and gives back what a test says."""

    def __init__(self, world: World) -> None:
        Bell.__init__(self, world.clock)
        Reads.__init__(self)
        self.gives: Ref | None = None
        self.got: list[Ref] = []
        self.ended_by: list[str] = []

    def page(self, request: PageRequest, call: Call) -> Ref:
        ref = super().page(request, call)
        return self.gives or ref

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self.got.append(ref)
        self.ended_by.append(request.ended_by)
        super().acknowledge(request, ref, call)


class Tracker(Reads):
    """A tracker that gives its own numbers, and tells what happens to its tickets."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: list[Ref] = []

    def create(self, draft: TicketDraft, call: Call) -> Ref:
        return Ref(id=f"T-{draft.incident}", url="https://desk.example/t", data={"etag": "e1"})

    def close(self, ref: Ref, call: Call) -> None:
        self.closed.append(ref)


def tower(world: World, name: str = "shop.tower") -> Tower:
    """The tower behind `[paging.tower]`."""
    one = world.bells[name]
    assert isinstance(one, Tower)
    return one


class Towers(World):
    """A world whose bells and tracker tell what happens there."""

    def __init__(self, folder: Path, teams: Mapping[str, str] | None = None) -> None:
        self.trackers: dict[str, Tracker] = {}
        types = (
            ProviderType(
                kind="paging", name="bell", summary="", config=BellConfig, factory=self._tower
            ),
            ProviderType(
                kind="ticketing", name="desk", summary="", config=BellConfig, factory=self._desk
            ),
        )
        super().__init__(folder, teams=teams or {"shop": SHOP}, types=types)

    def _tower(self, _config: BellConfig, context: ProviderContext) -> Bell:
        return self.bells.setdefault(f"{context.team}.{context.instance}", Tower(self))

    def _desk(self, _config: BellConfig, context: ProviderContext) -> Tracker:
        return self.trackers.setdefault(context.team, Tracker())


def post(
    world: World,
    where: str = "tower",
    *,
    team: str = "shop",
    headers: Mapping[str, str] | None = None,
    query: str = "",
    **said: object,
) -> WebhookResult:
    """The tool posts, with its token."""
    request = RawRequest(
        method="POST",
        path=f"/hooks/{team}/{where}{query}",
        headers={"x-token": "right", **(headers or {})},
        body=json.dumps(said).encode(),
        received=world.clock(),
    )
    return world.system.hook(team, where, request)


def answer(
    page: str = "INC-1.p1", action: str = "acknowledged", text: str = "", **user: str
) -> dict[str, object]:
    """One page event, as these tests write it."""
    return {"page_id": page, "action": action, "user": user, "text": text}
