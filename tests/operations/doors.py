"""A deployment with a witness behind every door: what left by it can be read again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.engine.given import ScriptedChat, World
from tocsin.bootstrap.metrics_endpoint import Counters
from tocsin.builtin.public_page import StatusPages
from tocsin.chat import Card, MessageRef, RoomRef, Text
from tocsin.cli.metrics import as_data
from tocsin.domain.quarter_metrics import quarter_of
from tocsin.engine.quarter_metrics import quarter_numbers
from tocsin.providers import (
    Call,
    PageRequest,
    Posted,
    ProviderConfig,
    ProviderType,
    Ref,
)
from tocsin.web import ReadinessCheck, Services, create_app
from tocsin.wording.composing import as_plain
from tocsin.wording.quarter_metrics import metrics_text

INSIDERS = frozenset({"ana", "bo", "eva", "cyrus", "sam", "lea"})
TEAM = """\
[team]
name = "Shop"
timezone = "Europe/Berlin"
[people.ana]
name = "Ana"
email = "ana@example.com"
phone = "+49 1"
[people.bo]
name = "Bo"
email = "bo@example.com"
[people.eva]
name = "Eva"
[people.cyrus]
name = "Cyrus"
[people.sam]
name = "Sam"
email = "sam@example.com"
[people.lea]
name = "Lea"
[people.kim]
name = "Kim"
email = "kim@example.com"
[people.max]
name = "Max"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "cyrus"
ceo = "lea"
leadership = ["lea"]
security = ["sam", "security@example.com"]
ciso = "sam"
support = ["kim", "support@example.com"]
[services.canaryservice]
components = ["Web shop"]
dashboards = ["https://dash.example.com/canarydashboard"]
[severities.P0]
paging = ["tower"]
[severities.P1]
paging = ["tower"]
[paging.tower]
type = "witness"
[ticketing.tracker]
type = "witness"
[status_page.static]
[status_page.board]
type = "witness"
[customers.post]
type = "witness"
[customers.outbox]
[calendar.wall]
type = "witness"
[calendar.ics]
[postmortems.shelf]
type = "witness"
[postmortems.folder]
[postmortems.git]
repository = "{repository}"
[alerts.json]
type = "json"
token = {{ env = "TOCSIN_TEST_TOKEN" }}
"""
KINDS = ("paging", "ticketing", "status_page", "customers", "calendar", "postmortems")


class WitnessConfig(ProviderConfig):
    """A witness has no settings."""


@dataclass
class Witness:
    """Stands where a vendor would, for every kind, and keeps all it is handed."""

    capabilities = frozenset({"acknowledge", "resolve", "people"})
    heard: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def _hear(self, *things: object) -> None:
        self.heard.append(repr(things))

    def page(self, request: PageRequest, call: Call) -> Ref:
        self._hear(request, call)
        self.links.append(request.ack_url or "")
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._hear(request, ref, call)

    resolve = acknowledge

    def find(self, object_key: str, call: Call) -> Ref | None:
        return None

    def put(self, state: object, ref: Ref | None, call: Call) -> Ref:
        self._hear(state, ref, call)
        return Ref(id="b1", url="https://status.example.com/b1")

    def create(self, draft: object, call: Call) -> Ref:
        self._hear(draft, call)
        return Ref(id="t1")

    def close(self, ref: Ref, call: Call) -> None:
        self._hear(ref, call)

    def send(self, mail: object, call: Call) -> Posted:
        self._hear(mail, call)
        return Posted(ref="m1", recipients=1)

    send_person = send

    def schedule(self, draft: object, call: Call) -> Ref:
        self._hear(draft, call)
        return Ref(id="c1")

    def cancel(self, draft: object, call: Call) -> None:
        self._hear(draft, call)

    def publish(self, document: object, call: Call) -> Ref:
        self._hear(document, call)
        return Ref(id="p1", url="https://docs.example.com/p1")

    def address(self, document: object) -> str:
        return "https://docs.example.com/p1"


@dataclass
class Walls(ScriptedChat):
    """A chat that keeps topics, cards and the names of its rooms as well."""

    topics: list[tuple[str, str]] = field(default_factory=list)
    cards: list[tuple[str, str]] = field(default_factory=list)

    def set_topic(self, room: RoomRef, text: Text) -> None:
        self.topics.append((room.name, text.as_plain()))

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        self.cards.append((room.name, card.as_text()))
        return super().put_card(room, card, ref, key=key, again=again)


class House(World):
    """The deployment of the walk. `asked` are the questions of people who are not in it."""

    def __init__(self, folder: Path) -> None:
        self.witnesses = {kind: Witness() for kind in KINDS}
        self.metrics = Counters()
        self.accepted: list[str] = []
        self.refused: list[str] = []
        self.asked: list[str] = []
        self.replies: list[str] = []
        repository = folder / "notes"
        _git(folder, "init", "-q", str(repository))
        types = tuple(_type(kind, witness) for kind, witness in self.witnesses.items())
        text = TEAM.format(repository=repository)
        super().__init__(folder, teams={"shop": text}, types=types)
        self.walls = Walls()
        self.chats = {"irc": self.walls}
        self.watcher = self.metrics
        self.boot()

    def type_line(self, line: str) -> None:
        """`@ana #room: text`, `@ana: text` (a direct message), `wait 5`; then what is due."""
        if line.startswith("wait "):
            self.run(minutes=float(line.removeprefix("wait ")))
            return
        who, _, text = line.partition(": ")
        person, _, room = who.removeprefix("@").partition(" ")
        if room == "#room":
            room = f"#{self.incident().room_name}"
        reply = self.say(f"!incident {text}", person, room=room)
        (self.accepted if reply.accepted else self.refused).append(reply.text.as_plain())
        inside = person in INSIDERS and room != "#incidents"
        (self.replies if inside else self.asked).append(reply.text.as_plain())
        self.run(seconds=40)

    def files(self) -> str:
        """Names and contents of everything the built-in providers wrote, and what Git keeps."""
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        kept = [path for path in found if "teams" not in path.parts and ".git" not in path.parts]
        texts = (f"{path}\n{path.read_text(errors='replace')}" for path in kept)
        return "\n".join((*texts, _git(self.folder / "notes", "log", "--stat", "--format=%B%an")))

    def numbers(self) -> str:
        """What the quarter's numbers say, in chat and on the command line."""
        quarter = quarter_of(self.clock(), "Europe/Berlin")
        found = self.store.read(lambda tx: quarter_numbers(tx, "shop", quarter))
        return f"{as_plain(metrics_text(found, name='Shop'))}\n{as_data(found)}"

    def web(self) -> Iterator[str]:
        """Every address, as a stranger reads it."""
        links = (link.rpartition("/")[2] for link in self.witnesses["paging"].links if link)
        paths = [
            "/status", "/status/api/v2/summary.json", "/status/feed.atom", "/healthz", "/readyz",
            "/metrics", *(f"/ack/{token}" for token in links),
        ]  # fmt: skip
        with TestClient(create_app(self._services()), raise_server_exceptions=False) as client:
            for path in paths:
                answer = client.get(path)
                yield f"{path} {answer.status_code} {answer.headers} {answer.text}"

    def _services(self) -> Services:
        return Services(
            hook=self.system.hook,
            acks=self.system.acks,
            ready=lambda: tuple(
                ReadinessCheck(name=condition.name, ok=condition.ok, detail=condition.detail)
                for condition in self.system.readiness.conditions()
            ),
            metrics=self.metrics.text,
            say=lambda text, person: (True, ""),
            status=StatusPages(self.teams, self.store).read,
            token="",
            clock=self.clock,
        )


def _type(kind: str, witness: Witness) -> ProviderType[Any]:
    return ProviderType(
        kind=kind,  # type: ignore[arg-type]  # one of the kinds above
        name="witness",
        summary="keeps what it is handed",
        config=WitnessConfig,
        factory=lambda _config, _context: witness,
    )


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout
