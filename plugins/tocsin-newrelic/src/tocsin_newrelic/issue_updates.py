"""Issues acknowledged and closed at New Relic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import AlertRef, Call, one_line
from tocsin.providers.http import Deadline, Json, objects_in, text_at
from tocsin_newrelic.client import ISSUES_OPT_IN, LONGEST_WORDS, TOOL, Access, Document, within
from tocsin_newrelic.times import issue_span


@dataclass(frozen=True, kw_only=True)
class IssueAction:
    """One thing that is done to issues.

    Args:
        mutation: Its name in NerdGraph.
        done: What an issue is then, for people.
        undone: The filter of issues, without those that it was done to.
    """

    mutation: str
    done: str
    undone: Mapping[str, object]


OPEN: Final[Mapping[str, object]] = {"states": ["CREATED", "ACTIVATED"]}
ACKNOWLEDGE: Final = IssueAction(
    mutation="aiIssuesAckIssue", done="acknowledged", undone={**OPEN, "isAcknowledged": False}
)
CLOSE: Final = IssueAction(mutation="aiIssuesResolveIssue", done="closed", undone=OPEN)
STILL_OPEN: Final = Document(
    text="""\
query Undone($account: Int!, $span: TimeWindowInput!, $filter: AiIssuesFilterIssues!) {
  actor {
    account(id: $account) {
      aiIssues { issues(filter: $filter, timeWindow: $span) { issues { issueId } } }
    }
  }
}
""",
    headers=ISSUES_OPT_IN,
)


def mutation(action: IssueAction, count: int) -> Document:
    """The document that does it to so many issues, `$i0`, `$i1` and so on, in one request."""
    ids = ", ".join(f"$i{n}: ID!" for n in range(count))
    fields = "\n".join(
        f"  a{n}: {action.mutation}(accountId: $account, issueId: $i{n}) {{ error }}"
        for n in range(count)
    )
    return Document(
        text=f"mutation Update($account: Int!, {ids}) {{\n{fields}\n}}\n", headers=ISSUES_OPT_IN
    )


def update(access: Access, action: IssueAction, alerts: Sequence[AlertRef], call: Call) -> None:
    """Do it to each issue.

    New Relic documents no code for an issue that is closed, acknowledged or gone already. So where
    it says `error` of some, or nothing, it is asked which of those are still as they were.

    Raises:
        ProviderError: With its code; `invalid` in New Relic's words where an issue stays as it was.
    """
    until = Deadline(call.deadline_s)
    given = {f"i{n}": alert.fingerprint for n, alert in enumerate(alerts)}
    told = access.change(mutation(action, len(alerts)), until, given)
    errors = {
        alert.fingerprint: text_at(told, f"a{n}", "error")
        for n, alert in enumerate(alerts)
        if not _is_done(told.get(f"a{n}"))
    }
    if not errors:
        return
    asked = {"span": issue_span(call.at), "filter": {**action.undone, "ids": list(errors)}}
    page = within(access.ask(STILL_OPEN, until, asked), "aiIssues", "issues") or {}
    undone = [text_at(issue, "issueId") for issue in objects_in(page.get("issues"))]
    for issue in undone:
        if issue in errors:
            words = one_line(errors[issue], LONGEST_WORDS).rstrip(".") or "it says not why"
            raise ProviderError("invalid", f"{TOOL} has not {action.done} an issue: {words}.")


def _is_done(said: Json) -> bool:
    """Whether this answer says so; one of another shape says nothing."""
    return isinstance(said, dict) and said.get("error", "") in (None, "")
