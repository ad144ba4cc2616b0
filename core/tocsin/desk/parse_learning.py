"""Service, cause, tasks."""

from __future__ import annotations

from tocsin.desk.ask import Ask, readable, seen
from tocsin.desk.grammar import first_number, unquoted
from tocsin.desk.plain import plain
from tocsin.domain.command import Base
from tocsin.domain.commands import AddTask, FinishTask, LabelCause, NotifyCustomers, SetService


def service(ask: Ask) -> SetService:
    """`<name>`."""
    return SetService(service=plain(ask.text("Say which service.")).strip())


def cause(ask: Ask) -> LabelCause:
    """`<label>`; `none` takes it back."""
    said = " ".join(ask.text("Say the cause in a word or two.").split())
    return LabelCause(label="" if said.lower() == "none" else said)


def notify_customers(ask: Ask) -> NotifyCustomers:
    """`[text]`; without it the template's words."""
    return NotifyCustomers(text=readable(unquoted(ask.rest)))


def task(ask: Ask) -> Base:
    """`add <text> [@who]` or `done <n>`."""
    first, rest = ask.split()
    word = ask.choose(first, ("add", "done"), "word for tasks")
    rest = rest if seen(rest) else ""
    return _finish(ask, rest) if word == "done" else _add(ask, rest)


def _finish(ask: Ask, rest: str) -> FinishTask:
    n, more = first_number(rest)
    if n is None or more:
        raise ask.wrong("Say which task is done, by its number.")
    return FinishTask(n=n)


def _add(ask: Ask, rest: str) -> AddTask:
    text, *last = rest.strip().rsplit(maxsplit=1) or [""]
    if last and plain(last[0]).startswith("@"):
        return AddTask(text=unquoted(text).strip(), owner=ask.person(last[0]))
    if not rest.strip():
        raise ask.wrong("Say what is to be done.")
    return AddTask(text=unquoted(rest).strip())
