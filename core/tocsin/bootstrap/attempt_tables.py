"""Which attempts carry out which effect."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict

from tocsin.bootstrap.secret_mask import Mask
from tocsin.config.values import Teams
from tocsin.domain.people import Person
from tocsin.engine.alert_attempts import AlertAttempts
from tocsin.engine.announcement_attempts import AnnouncementAttempts
from tocsin.engine.attempts import Attempt
from tocsin.engine.card_attempts import CardAttempts
from tocsin.engine.change_attempts import ChangeAttempts
from tocsin.engine.chart_attempts import ChartAttempts, ChartDrawer
from tocsin.engine.chat_attempts import ChatAttempts
from tocsin.engine.context_attempts import ContextAttempts
from tocsin.engine.direct_messages import DirectAttempts
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.mail_attempts import MailAttempts
from tocsin.engine.page_attempts import PageAttempts
from tocsin.engine.ports import Answers, Clock, Providers
from tocsin.engine.postmortem_attempts import PostmortemAttempts
from tocsin.engine.replies import ReplyAttempts
from tocsin.engine.room_attempts import RoomAttempts
from tocsin.engine.status_page_attempts import StatusAttempts
from tocsin.store.contract import Store


class _Given(TypedDict):
    store: Store
    providers: Providers
    people: Mapping[str, Person]


class AttemptTable(Protocol):
    """The attempts of one kind of effect."""

    def table(self) -> Mapping[str, Attempt]:
        """Return each operation with what tries it."""
        ...


@dataclass(frozen=True, kw_only=True)
class AllAttempts:
    """What carries out every operation of an effect, made of these parts."""

    execute: CommandExecutor
    store: Store
    providers: Providers
    teams: Teams
    clock: Clock
    artist: ChartDrawer
    answers: Answers
    mask: Mask
    prefix: str
    steady: Callable[[], float]

    def table(self) -> Mapping[str, Attempt]:
        """Return what tries each operation."""
        tables: Iterable[AttemptTable] = (
            self._pages(),
            self._context(),
            *self._chats(),
            *self._tools(),
        )
        return {op: attempt for attempts in tables for op, attempt in attempts.table().items()}

    def _pages(self) -> AttemptTable:
        return PageAttempts(
            store=self.store,
            providers=self.providers,
            people=self.teams.people,
            clock=self.clock,
            answers=self.answers,
            prefix=self.prefix,
        )

    def _context(self) -> AttemptTable:
        return ContextAttempts(
            store=self.store,
            providers=self.providers,
            teams=self.teams.teams,
            clock=self.clock,
            mask=self.mask,
            steady=time.monotonic,
        )

    def _chats(self) -> tuple[AttemptTable, ...]:
        """What is said and shown, and the rooms it stands in."""
        given = _Given(store=self.store, providers=self.providers, people=self.teams.people)
        return (
            ChatAttempts(**given, clock=self.clock, prefix=self.prefix, steady=self.steady),
            DirectAttempts(**given, steady=self.steady),
            RoomAttempts(**given, roster=self.execute.roster, clock=self.clock),
            CardAttempts(**given, clock=self.clock, prefix=self.prefix),
            AnnouncementAttempts(**given, clock=self.clock),
            ReplyAttempts(self.providers.chats),
        )

    def _tools(self) -> tuple[AttemptTable, ...]:
        """What goes to alert sources, mail, status pages, documents, charts, and as changes."""
        store, providers, clock = self.store, self.providers, self.clock
        return (
            AlertAttempts(store=store, providers=providers, clock=clock),
            MailAttempts(store=store, providers=providers, people=self.teams.people, clock=clock),
            StatusAttempts(store=store, providers=providers, clock=clock),
            PostmortemAttempts(store=store, providers=providers, clock=clock),
            ChangeAttempts(store=store, providers=providers, clock=clock),
            ChartAttempts(store=store, providers=providers, artist=self.artist),
        )
