"""New Relic, asked which issues are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tocsin.providers import (
    MOST_FIRING,
    AlertCapability,
    AlertRef,
    Call,
    Finding,
    FiringAlert,
    Person,
    ProviderContext,
    one_line,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Deadline, Object, objects_in, text_at
from tocsin_newrelic.client import ISSUES_OPT_IN, Access, Document, leased, texts, within
from tocsin_newrelic.config import IssuesConfig
from tocsin_newrelic.issue_updates import ACKNOWLEDGE, CLOSE, update
from tocsin_newrelic.times import from_milliseconds, issue_span
from tocsin_newrelic.webhooks import NAMELESS, Issues, names

OPEN: Final = Document(
    text="""\
query Issues($account: Int!, $span: TimeWindowInput!, $cursor: String) {
  actor {
    account(id: $account) {
      aiIssues {
        issues(filter: {states: [CREATED, ACTIVATED]}, timeWindow: $span, cursor: $cursor) {
          issues {
            issueId title priority createdAt entityNames policyName conditionName
            deepLinkUrl mutingState
          }
          nextCursor
        }
      }
    }
  }
}
""",
    headers=ISSUES_OPT_IN,
)
MOST_PAGES: Final = 5


class AskedIssues(Issues):
    """The webhooks of issues, and which of them are open now; they are acknowledged and closed."""

    def __init__(self, config: IssuesConfig, access: Access) -> None:
        """The client is shared with whatever else of the team uses the key."""
        super().__init__(config)
        self._access = access
        able: dict[AlertCapability, bool] = {
            "firing": True,
            "acknowledge": config.acknowledge,
            "resolve": config.close,
        }
        self.capabilities = frozenset(name for name, does in able.items() if does)

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """The open issues of the last days, whatever began last first.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        found = [self._read(one) for one in self._open(call.at, until, MOST_PAGES)]
        told = {one.fingerprint: one for one in found if one is not None}
        latest = sorted(told.values(), key=lambda one: one.since, reverse=True)
        return tuple(latest[:MOST_FIRING])

    def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
        """Acknowledge these issues.

        Raises:
            ProviderError: With its code.
        """
        update(self._access, ACKNOWLEDGE, alerts, call)

    def resolve(self, alerts: Sequence[AlertRef], call: Call) -> None:
        """Close these issues.

        Raises:
            ProviderError: With its code.
        """
        update(self._access, CLOSE, alerts, call)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the key may read issues."""
        until = Deadline(call.deadline_s)
        return self._access.examined(
            until, "the key reads issues", lambda: list(self._open(call.at, until, 1))
        )

    def close(self) -> None:
        """Give the client back."""
        self._access.lease.close()

    def _open(self, at: datetime, until: Deadline, most: int) -> Iterator[Object]:
        """The issues of at most so many pages."""
        cursor: str | None = None
        for _ in range(most):
            asked: Mapping[str, object] = {"span": issue_span(at), "cursor": cursor}
            page = within(self._access.ask(OPEN, until, asked), "aiIssues", "issues") or {}
            yield from objects_in(page.get("issues"))
            cursor = text_at(page, "nextCursor")
            if not cursor:
                return

    def _read(self, issue: Object) -> FiringAlert | None:
        key, since = (
            safe_key(text_at(issue, "issueId"), 100),
            from_milliseconds(issue.get("createdAt")),
        )
        if not key or since is None:
            return None
        priority = text_at(issue, "priority")
        return FiringAlert(
            fingerprint=key,
            title=next(map(one_line, texts(issue.get("title"))), "") or NAMELESS,
            since=since,
            severity=self._config.severity_of(priority) if priority else None,
            service=self._config.service_of(names(issue.get("entityNames"))),
            labels=_labels(issue),
            link=next(iter(web_links({one: one for one in texts(issue.get("deepLinkUrl"))})), ""),
            silenced=text_at(issue, "mutingState") == "FULLY_MUTED",
        )


def make_issues(config: IssuesConfig, context: ProviderContext) -> Issues:
    """The source; one that can be asked where the section has a key.

    Raises:
        ProviderError: The address cannot be used.
    """
    if config.key is None or config.account is None:
        return Issues(config)
    return AskedIssues(config, leased(config, config.key, config.account, context))


def _labels(issue: Object) -> dict[str, str]:
    told = {
        "policy": texts(issue.get("policyName")),
        "condition": texts(issue.get("conditionName")),
        "entity": texts(issue.get("entityNames")),
    }
    return safe_labels({name: ", ".join(values) for name, values in told.items() if values})
