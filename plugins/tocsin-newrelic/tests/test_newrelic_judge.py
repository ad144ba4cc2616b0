"""NerdGraph's own types judge the schema of our far end; that judges every document."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from tests.counterparts.newrelic.judge import OURS, faults, need_theirs, our_schema
from tocsin_newrelic.client import ACCOUNT, Document
from tocsin_newrelic.graphs import CHART
from tocsin_newrelic.issue_updates import ACKNOWLEDGE, CLOSE, STILL_OPEN, mutation
from tocsin_newrelic.issues import OPEN
from tocsin_newrelic.logs import ROWS
from tocsin_newrelic.recording import RECORD


def test_our_schema_says_what_new_relic_says_of_itself() -> None:
    assert faults(our_schema(), need_theirs()) == []


@pytest.mark.parametrize(
    ("there", "here", "why"),
    [
        ("name: String\n", "title: String\n", "Account.title: no such field"),
        ("query: Nrql!,", "query: String!,", "Account.nrql(query): Nrql!, not String!"),
        ("account(id: Int!)", "account(id: ID!)", "Actor.account(id): Int!, not ID!"),
        ("account(id: Int!)", "account", "Actor.account(id): is missing"),
        ("nextCursor: String", "nextCursor: Int", "AiIssuesIssueData.nextCursor: String, not Int"),
        ("startTime: EpochMilliseconds!", "", "TimeWindowInput.startTime: is missing"),
        ("FULLY_MUTED\n", "MUTED\n", "AiIssuesIssueMutingState.MUTED: no such value"),
        ("type NrdbMetadata {", "type Metadata {", "Metadata: there is no such type"),
    ],
)
def test_what_would_be_another_schema_is_seen(there: str, here: str, why: str) -> None:
    theirs, ours = need_theirs(), OURS.read_text(encoding="utf-8")
    assert there in ours
    changed = ours.replace(there, here).replace(": NrdbMetadata\n", _named(here))
    assert why in faults(build_schema(changed), theirs)


def _named(here: str) -> str:
    return ": Metadata\n" if here == "type Metadata {" else ": NrdbMetadata\n"


UPDATES = [mutation(action, count) for action in (ACKNOWLEDGE, CLOSE) for count in (1, 50)]


@pytest.mark.parametrize("document", [ACCOUNT, CHART, OPEN, RECORD, ROWS, STILL_OPEN, *UPDATES])
def test_every_document_is_one(document: Document) -> None:
    assert validate(our_schema(), parse(document.text)) == []
