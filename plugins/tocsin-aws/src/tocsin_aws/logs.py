"""Log search by Logs Insights: a query is begun, asked for until it is complete, and ended."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from math import ceil
from typing import Final
from urllib.parse import quote

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    LogQuery,
    LogResult,
    LogRow,
    Person,
    ProviderContext,
    found_rows,
    looked_at,
    one_line,
    paragraph,
    read_moment,
)
from tocsin.providers.http import Deadline
from tocsin_aws.config import SOURCE_FAULT, LogsConfig, names_source
from tocsin_aws.session import AskedRegion
from tocsin_aws.told import console
from tocsin_aws.values import Row, iso, objects, text

EACH_S: Final = 0.5
"""How long it waits between two questions whether a query is complete."""
TO_STOP_S: Final = 0.5
"""What is kept back of a call to end a query that took too long."""
MOST_ROWS: Final = 1000
LONGEST_ROW: Final = 4000
LONGEST_LINK: Final = 1000
MOST_FIELDS: Final = 10
HIDDEN: Final = frozenset({"@ptr", "@timestamp", "@message"})
COMMANDS: Final = frozenset(
    "anomaly dedup diff display fields filter filterindex join limit lookup parse pattern sort "
    "stats unmask unnest".split()
)
"""The words that a query in the language of Logs Insights begins with."""
FAILED: Final = frozenset({"Failed", "Cancelled", "Timeout", "Unknown"})
PLAIN: Final = "fields @timestamp, @message | filter @message like {words}"


class LogSearch(AskedRegion):
    """Searches the log groups of the section. Any number of threads may call."""

    def __init__(self, config: LogsConfig, context: ProviderContext) -> None:
        """Nothing is asked yet."""
        super().__init__(config, context)
        self._groups = list(config.log_groups)

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """The latest entries that a query finds: in the language of Logs Insights, or plain words.

        Raises:
            ProviderError: `invalid` with AWS's own words for a query that it cannot read,
                `timeout` for one that takes too long, which is ended there.
        """
        if names_source(query.text):
            raise ProviderError("invalid", SOURCE_FAULT)
        found = self._found(query, Deadline(call.deadline_s))
        # The first are the latest, or those that the query itself puts first.
        first, more = found[: query.rows], len(found) > query.rows
        return found_rows(query, first, more=more, link=self._link(query))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether each log group is there and may be searched."""
        until = Deadline(call.deadline_s)
        lately = LogQuery(
            text="limit 1", since=call.at - timedelta(minutes=5), until=call.at, rows=1
        )
        return tuple(
            looked_at(f"the log group {name}", partial(self._tried, name, lately, until))
            for name in self._groups
        )

    def _tried(self, group: str, query: LogQuery, until: Deadline) -> None:
        self._ask("logs", "stop_query", until, queryId=self._begun(query, until, [group]))

    def _found(self, query: LogQuery, until: Deadline) -> list[LogRow]:
        number = self._begun(query, until, self._groups)
        try:
            told = self._complete(number, until)
        except ProviderError:
            with suppress(ProviderError):
                self._ask("logs", "stop_query", Deadline(TO_STOP_S), queryId=number)
            raise
        results = told.get("results")
        return [_row(one) for one in results] if isinstance(results, list) else []

    def _begun(self, query: LogQuery, until: Deadline, groups: list[str]) -> str:
        """The id of the query, which runs from now on. One row more shows that there is more."""
        told = self._ask(
            "logs",
            "start_query",
            until,
            logGroupNames=groups,
            startTime=int(query.since.timestamp()),
            endTime=ceil(query.until.timestamp()),
            queryString=written(query.text),
            limit=min(query.rows + 1, MOST_ROWS),
        )
        return text(told, "queryId")

    def _complete(self, number: str, until: Deadline) -> Row:
        """Its results. Raises ProviderError: it failed, or takes too long."""
        while until.left() > TO_STOP_S:
            told = self._ask("logs", "get_query_results", until, queryId=number)
            status = text(told, "status")
            if status == "Complete":
                return told
            if status in FAILED:
                raise ProviderError("invalid", f"Logs Insights ended the query: {status}.")
            time.sleep(min(EACH_S, until.left()))
        raise ProviderError("timeout", "Logs Insights took too long: ask for a shorter time.")

    def _link(self, query: LogQuery) -> str:
        """Where a person sees all of it; "" where that is too long for an address."""
        groups = "".join(f"~'{_escaped(name)}" for name in self._groups)
        detail = (
            f"~(end~'{_escaped(iso(query.until))}~start~'{_escaped(iso(query.since))}"
            f"~timeType~'ABSOLUTE~tz~'UTC~editorString~'{_escaped(written(query.text))}"
            f"~source~({groups}))"
        )
        shown = quote(f"?queryDetail={detail}", safe="~()*-._").replace("%", "$")
        link = f"{console(self._region)}#logsV2:logs-insights{shown}"
        return link if len(link) <= LONGEST_LINK else ""


def written(words: str) -> str:
    """The query; words that are none are looked for in the messages as they stand."""
    first = re.match(r"\s*([A-Za-z]+)\b", words)
    if first is not None and first[1].lower() in COMMANDS:
        return words
    # In a text of the language only quotes and backslashes mean something.
    quoted = json.dumps(words.strip().strip('"'), ensure_ascii=False)
    return PLAIN.format(words=quoted)


def _row(fields: object) -> LogRow:
    """An entry; one without a message (of `stats`, say) is shown by its fields."""
    told = {text(one, "field"): text(one, "value") for one in objects(fields)}
    own = {name: value for name, value in told.items() if name not in HIDDEN and name}
    some = dict(list(own.items())[:MOST_FIELDS])
    message = told.get("@message", "")
    shown = message or " ".join(f"{name}={value}" for name, value in some.items())
    fields_of = {one_line(k, 100): one_line(v) for k, v in some.items()} if message else {}
    return LogRow(
        text=paragraph(shown, LONGEST_ROW),
        at=read_moment(told.get("@timestamp", "")),
        fields=fields_of,
    )


def _escaped(words: str) -> str:
    """As the console writes a text in its addresses: `*20` for a blank."""
    quoted = quote(words.encode("utf-8", "replace"), safe="-._")
    return re.sub("%(..)", lambda found: f"*{found[1].lower()}", quoted)
