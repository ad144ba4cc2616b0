"""The question and the answers of a team's tools, as plain data between desk and engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tocsin.chat.port import File
from tocsin.chat.text import Words
from tocsin.domain.severity import Severity
from tocsin.providers import Change, Graph

Asked = Literal["logs", "graphs", "alerts", "changes"]


@dataclass(frozen=True, kw_only=True)
class FiringFact:
    """An alert that fires now, as an incident or a source tells it.

    Args:
        since: When it began to fire; None where that is not known.
        key: The incident it is linked to, as `INC-7`, or "".
        source: The instance that told of it, "" where an incident did.
    """

    title: str
    since: datetime | None = None
    key: str = ""
    source: str = ""
    severity: Severity | None = None
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question to the tools of a team.

    Args:
        id: The same for the same message; letters and digits.
        kind: The kind of tool that is asked.
        team, team_name: Whose tools.
        instances: Which of them, in the order of the answer.
        text: What they are asked, in their own words; "" where the kind needs none.
        preset: The name that stood for `text`, "" = it was typed.
        meant: A preset that was perhaps meant by what was typed, or "".
        since, until: The window.
        service: The incident's service, "" = none.
        key: The incident it is about, as `INC-7`; "" = none.
        prefix: What a command begins with, for what is said to be typed next.
        known: What fires according to the incidents that may be told of here.
        hidden: Titles of alerts that are not told of here.
        told: The changes that tools told us of by themselves.
    """

    id: str
    kind: Asked
    team: str
    team_name: str
    instances: tuple[str, ...]
    text: str = ""
    preset: str = ""
    meant: str = ""
    since: datetime
    until: datetime
    timezone: str
    service: str = ""
    key: str = ""
    prefix: str = "!"
    known: tuple[FiringFact, ...] = ()
    hidden: frozenset[str] = frozenset()
    told: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LogRows:
    """Rows of a log, in order of time; `truncated` = the tool has more; `note` = its warning."""

    rows: tuple[tuple[datetime | None, str], ...]
    truncated: bool = False
    link: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FiringAlerts:
    """What a source says fires."""

    alerts: tuple[FiringFact, ...]


@dataclass(frozen=True, kw_only=True)
class RecentChanges:
    """What a tool says was changed."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class QueryFailure:
    """Why one tool gave no answer.

    Args:
        code: The kind of failure, as of `ProviderError`; `full` when it was not asked at all, and
            `broken` when it gave what cannot be used.
        words: What the tool said, without secrets; "" = nothing that helps.
        seconds: How long it was waited for, or is to be waited.
    """

    code: str
    words: str = ""
    seconds: float = 0.0


Part = LogRows | Graph | FiringAlerts | RecentChanges | QueryFailure


@dataclass(frozen=True, kw_only=True)
class QueryAnswer:
    """The reply to a query; a file is posted before it.

    Args:
        instead: What is said where the file cannot be posted.
    """

    text: Words
    file: File | None = None
    instead: Words = ""
