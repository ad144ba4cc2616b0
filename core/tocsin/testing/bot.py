"""A whole bot in the test's process: a team file, plugins, and a clock that the test moves.

    with a_bot(TEAM, plugins=[tocsin_pager], folder=tmp_path) as bot:
        bot.say("ana", "!incident declare checkout returns 500s p1")
        bot.wait(minutes=5)
        assert [row.to for row in bot.pages()] == ["ana", "bo"]
        bot.press("bo", "Acknowledge", room="#incident-2026-11-23-checkout-returns-500s")
        bot.submit("ana", "update", impact="carts fail", eta="20m")

Everything is real but the clock, the chat and the database: the plugins' providers are made from
the team file and called, over loopback where their far end is one of `tocsin.testing`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Final

from tocsin.bootstrap import System, Wiring
from tocsin.chat.events import Heard, Pressed, Submitted
from tocsin.chat.forms import Form
from tocsin.chat.port import Account, Card, RoomRef
from tocsin.config import load_teams
from tocsin.config.values import Team, Teams
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import (
    BadPayload,
    InvalidValue,
    NotFound,
    ProviderError,
    TocsinError,
    Unauthorised,
)
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import ProviderType, RawRequest
from tocsin.simulate.chat_doubles import ChartDouble, RecordingChat, TargetHealth
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.rows import Row
from tocsin.simulate.virtual_clock import CountedIds, VirtualClock, even_chance
from tocsin.simulate.virtual_time import VirtualTime
from tocsin.store.memory import MemoryStore

BEGINS: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PLATFORM: Final = "chat"
TEAM: Final = "shop"
_REFUSALS: Mapping[type[TocsinError], int] = {
    BadPayload: 400,
    Unauthorised: 401,
    NotFound: 404,
    ProviderError: 503,
}

# Any: each type has a config model of its own, and no single parameter fits them all.
Plug = ModuleType | ProviderType[Any]


@dataclass(frozen=True, kw_only=True)
class Posted:
    """The answer to a webhook, as over HTTP; `incident` is `INC-1` or None."""

    status: int
    incident: str | None = None
    text: str = ""


class Bot:
    """One running bot; time passes only in `wait`."""

    def __init__(
        self,
        team_toml: str,
        *,
        folder: Path,
        plugins: Sequence[Plug] = (),
        begins: datetime = BEGINS,
    ) -> None:
        """As `a_bot`."""
        self.clock = VirtualClock(at=begins)
        self._folder = folder
        self._plugins = load_plugins().adding(
            *(type_ for plug in plugins for type_ in _types(plug))
        )
        self._teams = teams = _read(team_toml, folder / "teams", self._plugins)
        self._team: Team = next(iter(teams.teams.values()))
        self._recorder = Recorder(self.clock, begins, dict(teams.people))
        self._recorder.zone = self._team.timezone
        self._chat = RecordingChat(PLATFORM, self._recorder, TargetHealth())
        self._store, self._ids = MemoryStore(), CountedIds()
        self._said = 0
        self._course = VirtualTime(self.clock, self._store, self._recorder, teams)
        self._course.system = self._boot()
        self._live()

    # ------------------------------------------------------------------- what happens to it

    def say(self, person: str, line: str, *, room: str = "") -> str:
        """Say a line as a person and return the reply. `room` is `#incidents` by default."""
        return self._answered(
            SpokenLine(
                platform=PLATFORM,
                message_id=self._next(),
                speaker=person,
                room=room or self._team.announce,
                text=line,
            )
        )

    def press(self, person: str, label: str, *, room: str = "") -> str:
        """Press the latest button of that label as a person and return the reply.

        It is looked for in `room`; where none is named, in `#incidents` and among what was
        written to them. A button with a form says its line: the form is filled in by `submit`.

        Raises:
            NotFound: There is none; the sentence lists those there are.
        """
        place = room or self._team.announce
        shown = self._chat.shown(place, *(() if room else (f"@{person}",)))
        known = {action.label: action.command for message in shown for action in message.actions}
        if label not in known:
            raise NotFound(f"There is no button {label!r}; there are: {', '.join(known) or 'none'}")
        return self._heard(
            Pressed(
                event_id=self._next(),
                account=self._account(person),
                room=self._ref(place),
                command=known[label],
            )
        )

    def submit(self, person: str, form: str, *, room: str = "", **values: str) -> str:
        """Open a form as a person, change these fields, submit it, and return the reply.

        What stands in the other fields is left as it is: `bot.submit("ana", "update", eta="20m")`.

        Raises:
            NotFound: There is no such form for them here and now.
            InvalidValue: It has no such field.
        """
        account, place = self._account(person), self._ref(room or self._team.announce)
        drawn = self.form(person, form, room=room)
        stands = {field.name: field.value for field in drawn.fields}
        if unknown := values.keys() - stands.keys():
            raise InvalidValue(f"The form {form} has no {sorted(unknown)}, but {list(stands)}.")
        return self._heard(
            Submitted(
                event_id=self._next(),
                account=account,
                room=place,
                command=drawn.command,
                values={**stands, **values},
            )
        )

    def wait(self, **span: float) -> None:
        """Let time pass, as for `timedelta`: `bot.wait(minutes=5)`."""
        until = self.clock.at + timedelta(**span)
        self._course.advance(until)
        self.clock.at = until
        self._live()

    def post(self, path: str, body: bytes | Mapping[str, object], **headers: str) -> Posted:
        """Post a webhook to `/hooks/<team>/<instance>`; `_` in a header's name stands for `-`."""
        _, _, team, name = (path.partition("?")[0] + "///").split("/")[:4]
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = RawRequest(
            method="POST",
            path=path,
            headers={key.replace("_", "-").lower(): value for key, value in headers.items()},
            body=raw,
            received=self.clock.at,
        )
        try:
            answer = self._course.system.hook(team, name, request)
        except (BadPayload, Unauthorised, NotFound, ProviderError) as error:
            return Posted(status=_REFUSALS[type(error)], text=str(error))
        self._live()
        return Posted(status=answer.status, incident=answer.incident)

    def restart(self, *, without: str = "") -> None:
        """Stop without warning, as by `kill -9`, and start again on the same store.

        Args:
            without: The provider type whose distribution was uninstalled meanwhile.

        Raises:
            ConfigError: It does not start: with every fault of the team file.
        """
        self._course.system.instances.close()
        if without:
            self._plugins = self._plugins.without(without)
            self._teams = load_teams(self._folder / "teams", self._plugins.models)
            self._teams.raise_if_broken()
        self._course.system = self._boot()
        self._course.system.recover()
        self._live()

    def close(self) -> None:
        """Stop the bot and close its providers."""
        self._course.system.instances.close()

    def __enter__(self) -> Bot:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------ what it shows

    def form(self, person: str, name: str, *, room: str = "") -> Form:
        """Return a form as a person sees it, with what is known filled in.

        Raises:
            NotFound: There is no such form for them here and now.
        """
        place = self._ref(room or self._team.announce)
        drawn = self._course.system.ears.form(name, self._account(person), place, "")
        if drawn is None:
            raise NotFound(f"There is no form {name!r} for {person} here and now.")
        return drawn

    def card(self, room: str) -> Card:
        """Return the card of a room as it is now.

        Raises:
            NotFound: It has none.
        """
        card = self._chat.cards.get(room.removeprefix("#"))
        if card is None:
            raise NotFound(f"There is no card in {room}.")
        return card

    def home(self, person: str) -> tuple[Card, ...]:
        """Return what a person owes over all incidents, a card for each."""
        return self._course.system.ears.home(self._account(person))

    # -------------------------------------------------------------------- what it has done

    @property
    def rows(self) -> Sequence[Row]:
        """Return everything that happened, as rows of `tocsin simulate --format json`."""
        return tuple(self._recorder.rows)

    def pages(self, outcome: str = "sent") -> Sequence[Row]:
        """Return the pages with that outcome, in order; `to` is the person."""
        return [row for row in self._of("page") if row.data["outcome"] == outcome]

    def room(self, name: str = "") -> str:
        """Return the messages of a room without replies; of all rooms without a name."""
        return "\n".join(row.text for row in self._of("message") if name in ("", row.to))

    def told(self, person: str) -> Sequence[str]:
        """Return the direct messages to a person."""
        return [row.text for row in self._of("message") if row.to == f"@{person}"]

    # ------------------------------------------------------------------------------ within

    def _boot(self) -> System:
        return Wiring(
            teams=self._teams,
            plugins=self._plugins,
            store=self._store,
            chats={PLATFORM: self._chat},
            data_dir=self._folder,
            clock=self.clock,
            chance=even_chance,
            ids=self._ids,
            public_url="https://tocsin.test",
            watcher=self._recorder,
            artist=ChartDouble(),
        ).system

    def _next(self) -> str:
        self._said += 1
        return f"line-{self._said}"

    def _heard(self, heard: Heard) -> str:
        hearing = self._course.system.ears.hearing
        return self._answered(self._store.read(lambda tx: hearing.spoken(tx, heard)))

    def _answered(self, said: SpokenLine) -> str:
        reply = self._course.system.said(said)
        self._live()
        return reply.text.as_plain()

    def _account(self, person: str) -> Account:
        return Account(platform=PLATFORM, id=person)

    def _ref(self, room: str) -> RoomRef:
        return RoomRef(platform=PLATFORM, id=room.removeprefix("#"), name=room)

    def _live(self) -> None:
        self._course.look_around()
        self._course.settle()

    def _of(self, kind: str) -> Iterable[Row]:
        return (row for row in self._recorder.rows if row.kind == kind)


def a_bot(
    team_toml: str,
    *,
    folder: Path,
    plugins: Sequence[Plug] = (),
    begins: datetime = BEGINS,
) -> Bot:
    """Return a bot for one team, whose id is `shop`.

    Args:
        team_toml: The text of its team file.
        folder: Where its files may lie, `tmp_path`.
        plugins: Plugin modules, or provider types alone, besides what is installed.
        begins: The moment at which the clock stands.

    Raises:
        ConfigError: With every fault of the team file.
    """
    return Bot(team_toml, folder=folder, plugins=plugins, begins=begins)


def _read(team_toml: str, folder: Path, plugins: Plugins) -> Teams:
    folder.mkdir(exist_ok=True)
    (folder / f"{TEAM}.toml").write_text(team_toml, encoding="utf-8")
    teams = load_teams(folder, plugins.models)
    teams.raise_if_broken()
    return teams


def _types(plug: Plug) -> Iterable[ProviderType[Any]]:
    if isinstance(plug, ProviderType):
        return (plug,)
    hook: Callable[[], Iterable[ProviderType[Any]]] = plug.tocsin_providers
    return hook()
