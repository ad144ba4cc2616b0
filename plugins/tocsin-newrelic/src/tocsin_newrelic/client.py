"""NerdGraph, New Relic's API, as all kinds call it: one client for sections with the same key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import Finding, Lease, ProviderContext, Secret, looked_at, one_line
from tocsin.providers.http import (
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Json,
    Object,
    objects_in,
    revealed,
    text_at,
)
from tocsin_newrelic.config import RegionConfig

TOOL: Final = "New Relic"
AGENT: Final = f"tocsin-newrelic/{version('tocsin-newrelic')}"
AT_ONCE: Final = 20
"""Requests of one key under way; New Relic takes 25 of a user."""
LONGEST_QUERY_S: Final = 60
LONGEST_WORDS: Final = 200
ISSUES_OPT_IN: Final[Headers] = {"nerd-graph-unsafe-experimental-opt-in": "AiIssues"}
"""Without this header issues cannot be asked for."""
WHY: Final[Mapping[str, tuple[ProviderFault, str]]] = {
    "TIMEOUT": ("timeout", "took too long for this query; ask for less time"),
    "TOO_MANY_REQUESTS": ("rate_limited", "has had enough questions for now"),
    "SERVER_ERROR": ("unavailable", "failed over it"),
    "INTERNAL_SERVER_ERROR": ("unavailable", "failed over it"),
    "FORBIDDEN": ("forbidden", "does not let this key do that"),
    "ACCESS_DENIED": ("forbidden", "does not let this key do that"),
    "UNAUTHORIZED": ("forbidden", "does not let this key do that"),
}
"""`extensions.errorClass` of an error -> what it is, and what is said before its own words."""
UNREADABLE: Final[tuple[ProviderFault, str]] = ("invalid", "cannot read this query")


@dataclass(frozen=True, kw_only=True)
class Document:
    """One question in GraphQL, whose variables hold all that is not constant."""

    text: str
    headers: Headers


ACCOUNT: Final = Document(
    text="query Account($account: Int!) { actor { account(id: $account) { name } } }", headers={}
)


class NerdGraph:
    """The API with one key. Any number of threads may call; nothing is repeated."""

    def __init__(self, config: RegionConfig, key: Secret, context: ProviderContext) -> None:
        """Nothing is connected yet. Raises ProviderError: the address cannot be used."""
        self._key = key
        self._http = HttpClient(
            config.api_url,
            tool=TOOL,
            agent=AGENT,
            clock=context.clock,
            authorise=lambda: {"Api-Key": revealed(key, TOOL)},
            explain=_explain,
            via=replace(config.via(), connections=AT_ONCE),
        )

    def ask(
        self,
        document: Document,
        account: int,
        until: Deadline,
        variables: Mapping[str, object] | None = None,
    ) -> Object:
        """What the document says of the account.

        Raises:
            ProviderError: With its code; `invalid` in New Relic's words for a query that it cannot
                read, `not_found` for an account that the key does not see.
        """
        data = self.change(document, account, until, variables)
        found = within(data, "actor", "account")
        if found is None:
            raise _no_account(account)
        return found

    def change(
        self,
        document: Document,
        account: int,
        until: Deadline,
        variables: Mapping[str, object] | None = None,
    ) -> Object:
        """What a mutation gives: each field by its alias.

        Raises:
            ProviderError: As for `ask`.
        """
        answer = self._http.request(
            "POST",
            "/graphql",
            deadline=until,
            headers=document.headers,
            json={"query": document.text, "variables": {"account": account, **(variables or {})}},
            polite=True,
        )
        told = answer.object()
        if told.get("errors"):
            raise self._refused(next(iter(objects_in(told["errors"])), {}), account)
        return within(told, "data") or {}

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _refused(self, error: Object, account: int) -> ProviderError:
        if error.get("path") == ["actor", "account"]:
            return _no_account(account)
        code, before = WHY.get(text_at(error, "extensions", "errorClass"), UNREADABLE)
        said = text_at(error, "message").replace(revealed(self._key, TOOL), "…")
        words = one_line(said, LONGEST_WORDS).rstrip(".") or "it does not say why"
        return ProviderError(code, f"{TOOL} {before}: {words}.")


@dataclass(frozen=True, kw_only=True)
class Access:
    """A section's share of the client, and its account."""

    lease: Lease[NerdGraph]
    account: int

    def ask(
        self, document: Document, until: Deadline, variables: Mapping[str, object] | None = None
    ) -> Object:
        """As `NerdGraph.ask`, of this account."""
        return self.lease.one.ask(document, self.account, until, variables)

    def change(
        self, document: Document, until: Deadline, variables: Mapping[str, object]
    ) -> Object:
        """As `NerdGraph.change`, in this account."""
        return self.lease.one.change(document, self.account, until, variables)

    def query(
        self,
        document: Document,
        nrql: str,
        until: Deadline,
        variables: Mapping[str, object] | None = None,
    ) -> Object:
        """What a query in NRQL gives. New Relic gives it up a little before we do."""
        seconds = min(max(int(until.left()), 1), LONGEST_QUERY_S)
        asked = {"nrql": nrql, "timeout": seconds, **(variables or {})}
        return within(self.ask(document, until, asked), "nrql") or {}

    def examined(
        self, until: Deadline, what: str, ask: Callable[[], object]
    ) -> tuple[Finding, ...]:
        """Whether the key is right and sees the account, and whether one thing may be asked.

        Raises:
            ProviderError: Nothing can be asked.
        """
        seen = looked_at(
            f"the key is right, and sees the account {self.account}",
            lambda: self.ask(ACCOUNT, until),
        )
        return (seen, looked_at(what, ask)) if seen.verdict == "ok" else (seen,)


def leased(config: RegionConfig, key: Secret, account: int, context: ProviderContext) -> Access:
    """The account, by the client that all sections of the team with this key use together."""
    shared = ("newrelic", config.api_url, key.env, config.via())
    lease = context.shared.use(shared, lambda: NerdGraph(config, key, context))
    return Access(lease=lease, account=account)


def within(one: Json, *path: str) -> Object | None:
    """The object at a place of an object; None where there is none."""
    value = one
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None


def texts(value: Json) -> list[str]:
    """The texts of a list, or the one text, without those that say nothing."""
    given = value if isinstance(value, list) else [value]
    return [one for one in given if isinstance(one, str) and one.strip()]


def _no_account(account: int) -> ProviderError:
    return ProviderError(
        "not_found", f"{TOOL} shows this key no account {account}. Check account and region."
    )


def _explain(answer: HttpAnswer) -> str:
    if answer.status in (401, 403):
        return "Check that the key is a user key (NRAK-…), and the region."
    errors = objects_in(answer.object().get("errors"))
    return text_at(errors[0], "message") if errors else ""
