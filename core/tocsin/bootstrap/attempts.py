"""Which attempts carry out which effect."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from tocsin.bootstrap.mask import Mask
from tocsin.config.values import Teams
from tocsin.domain.people import Person
from tocsin.engine.announced_attempts import AnnouncedAttempts
from tocsin.engine.attempts import Attempt
from tocsin.engine.card_attempts import CardAttempts
from tocsin.engine.charts import Artist, ChartAttempts
from tocsin.engine.chat_attempts import ChatAttempts
from tocsin.engine.context_attempts import ContextAttempts
from tocsin.engine.execute import Execute
from tocsin.engine.mail_attempts import MailAttempts
from tocsin.engine.page_attempts import PageAttempts
from tocsin.engine.ports import Answers, Clock, Providers
from tocsin.engine.postmortem_attempts import PostmortemAttempts
from tocsin.engine.reaching import DirectAttempts
from tocsin.engine.replies import ReplyAttempts
from tocsin.engine.room_attempts import RoomAttempts
from tocsin.engine.status_attempts import StatusAttempts
from tocsin.store.contract import Store


class Table(Protocol):
    """The attempts of one kind of effect."""

    def table(self) -> Mapping[str, Attempt]:
        """Each operation with what tries it."""
        ...


def attempts_table(
    execute: Execute,
    store: Store,
    providers: Providers,
    teams: Teams,
    clock: Clock,
    artist: Artist,
    answers: Answers,
    mask: Mask,
    *,
    prefix: str,
    steady: Callable[[], float],
) -> Mapping[str, Attempt]:
    """What is tried for each operation of an effect."""
    people, asked = teams.people, teams.teams
    pages = PageAttempts(
        store=store,
        providers=providers,
        people=people,
        clock=clock,
        answers=answers,
        prefix=prefix,
    )
    context = ContextAttempts(
        store=store, providers=providers, teams=asked, clock=clock, mask=mask, steady=time.monotonic
    )
    tables: tuple[Table, ...] = (
        pages,
        context,
        *_in_chats(execute, store, providers, people, clock, prefix=prefix, steady=steady),
        *_in_tools(store, providers, people, clock, artist),
    )
    return {op: attempt for attempts in tables for op, attempt in attempts.table().items()}


def _in_chats(
    execute: Execute,
    store: Store,
    providers: Providers,
    people: Mapping[str, Person],
    clock: Clock,
    *,
    prefix: str,
    steady: Callable[[], float],
) -> tuple[Table, ...]:
    """What is said and shown, and the rooms it stands in."""
    return (
        ChatAttempts(
            store=store,
            providers=providers,
            people=people,
            clock=clock,
            prefix=prefix,
            steady=steady,
        ),
        DirectAttempts(store=store, providers=providers, people=people, steady=steady),
        RoomAttempts(
            store=store, providers=providers, people=people, roster=execute.roster, clock=clock
        ),
        CardAttempts(store=store, providers=providers, people=people, clock=clock, prefix=prefix),
        AnnouncedAttempts(store=store, providers=providers, people=people, clock=clock),
        ReplyAttempts(providers.chats),
    )


def _in_tools(
    store: Store,
    providers: Providers,
    people: Mapping[str, Person],
    clock: Clock,
    artist: Artist,
) -> tuple[Table, ...]:
    """What goes to mail, status pages, documents and charts."""
    return (
        MailAttempts(store=store, providers=providers, people=people, clock=clock),
        StatusAttempts(store=store, providers=providers, clock=clock),
        PostmortemAttempts(store=store, providers=providers, clock=clock),
        ChartAttempts(store=store, providers=providers, artist=artist),
    )
