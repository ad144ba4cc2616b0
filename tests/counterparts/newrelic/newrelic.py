"""The account over HTTP: NerdGraph, read by a GraphQL library, and the pictures of charts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from graphql import GraphQLError, GraphQLResolveInfo, graphql_sync, parse, validate

from tests.counterparts.newrelic.account import NUMBER, Account, Issue, a_png
from tests.counterparts.newrelic.judge import our_schema
from tests.counterparts.newrelic.nrql import CannotRead, Found, answer
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
KEY: Final = "NRAK-KEY0OF0THE0TESTS"
NAME: Final = re.compile(r"name = '((?:[^'\\]|\\.)*)' AND accountId = [0-9]+")
OPT_IN: Final = "nerd-graph-unsafe-experimental-opt-in"


class NewRelic:
    """One account.

    Attributes:
        faults: What the schema does not take of the documents that came.
        asked: Every NRQL.
        fails_with: The error that every question is answered with, at 200.
        answers_with: What stands in place of `nrql`, whatever is asked; `errors` stand beside it.
        mutations_say: The data that every mutation is answered with; nothing is done then.
    """

    def __init__(self, far_end: FarEnd) -> None:
        self.far_end = far_end
        self.url = far_end.url
        self.account = Account(picture=a_png())
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.fails_with: Json | None = None
        self.answers_with: Json | None = None
        self.mutations_say: Json | None = None
        self._schema = our_schema()
        far_end.on("POST", "/graphql", self._graphql)
        far_end.on("GET", "/image/*", self._picture)

    def _graphql(self, asked: Arrived) -> Answer:
        if asked.headers.get("api-key") != KEY:
            return json_answer({"errors": [{"message": "authentication required"}]}, status=401)
        body: Json = asked.json()
        wrong = [error.message for error in validate(self._schema, parse(body["query"]))]
        self.faults += wrong
        if wrong:
            return json_answer({"errors": [{"message": one} for one in wrong]})
        if self.fails_with is not None:
            return json_answer({"data": None, "errors": [self.fails_with]})
        if self.answers_with is not None:
            beside = {name: self.answers_with[name] for name in {"errors"} & set(self.answers_with)}
            return json_answer(
                {"data": {"actor": {"account": {"nrql": self.answers_with}}}, **beside}
            )
        if self.mutations_say is not None and body["query"].startswith("mutation"):
            return json_answer({"data": self.mutations_say})
        told = graphql_sync(
            self._schema,
            body["query"],
            root_value={
                "actor": {"account": self._of},
                "aiIssuesAckIssue": self._acknowledge,
                "aiIssuesResolveIssue": self._resolve,
                "changeTrackingCreateEvent": self._record,
            },
            variable_values=body["variables"],
            context_value=asked,
        )
        return json_answer(told.formatted)

    def _of(self, _: GraphQLResolveInfo, id: int) -> Json | None:
        if id != NUMBER:
            return None
        return {
            "name": self.account.name,
            "nrql": self._nrql,
            "aiIssues": lambda info: {"issues": self._issues},
        }

    def _nrql(self, _: GraphQLResolveInfo, query: str, timeout: int = 5) -> Json:
        self._may("nrql")
        if not 1 <= timeout <= 60:
            raise GraphQLError(
                "timeout is out of range", extensions={"errorClass": "INVALID_INPUT"}
            )
        self.asked.append(query)
        try:
            found = answer(query, self.account)
        except CannotRead as why:
            extensions = {"errorClass": "INVALID_INPUT", "errorCode": "NRDB:1102004"}
            raise GraphQLError(str(why), extensions=extensions) from None
        return self._result(found)

    def _result(self, found: Found) -> Json:
        place = self.account.picture_url or f"{self.url}/image/0b8e6c1e?config.legend.enabled=true"
        return {
            "results": found.results,
            "metadata": {"facets": found.facets},
            "staticChartUrl": lambda info, **shape: place,
        }

    def _issues(
        self,
        info: GraphQLResolveInfo,
        filter: Json,
        timeWindow: Json,  # noqa: N803 - the name there
        cursor: str | None = None,
    ) -> Json:
        self._may("aiIssues")
        _opted_in(info)
        first, last = timeWindow["startTime"], timeWindow["endTime"]
        found = [
            told
            for one in self.account.issues
            if one.state in filter["states"]
            and one.id in filter.get("ids", [one.id])
            and one.acknowledged == filter.get("isAcknowledged", one.acknowledged)
            and first <= (told := _told(one))["createdAt"] <= last
        ]
        begins = int(cursor or 0)
        ends = begins + self.account.page
        more = str(ends) if ends < len(found) else None
        return {"issues": found[begins:ends], "nextCursor": more}

    def _acknowledge(self, info: GraphQLResolveInfo, accountId: int, issueId: str) -> Json:  # noqa: N803 - the names there
        def acknowledge(issue: Issue) -> None:
            issue.acknowledged = True

        return self._done_to(info, accountId, issueId, acknowledge)

    def _resolve(self, info: GraphQLResolveInfo, accountId: int, issueId: str) -> Json:  # noqa: N803 - the names there
        def close(issue: Issue) -> None:
            issue.state = "CLOSED"

        return self._done_to(info, accountId, issueId, close)

    def _record(self, _: GraphQLResolveInfo, changeTrackingEvent: Json) -> Json:  # noqa: N803 - the name there
        self._may("changeTracking")
        told = changeTrackingEvent
        found = NAME.match(told["entitySearch"]["query"])
        entity = re.sub(r"\\(.)", r"\1", found[1]) if found else ""
        if entity not in self.account.entities:
            return {"changeTrackingEvent": None, "messages": ["Entity search found no entity"]}
        key = f"ct-{len(self.account.tables.get('ChangeTrackingEvent', []))}"
        at = datetime.fromtimestamp(told["timestamp"] / 1000, UTC)
        plain = {name: told[name] for name in ("shortDescription", "user", "groupId")}
        kind, own = told["categoryAndTypeData"]["kind"], told["customAttributes"]
        self.account.keep(
            "ChangeTrackingEvent",
            at,
            changeTrackingId=key,
            entity_name=entity,
            **plain,
            **kind,
            **own,
        )
        return {"changeTrackingEvent": {"changeTrackingId": key}, "messages": []}

    def _done_to(
        self, info: GraphQLResolveInfo, account: int, issue: str, do: Callable[[Issue], None]
    ) -> Json:
        self._may("aiIssuesActions")
        _opted_in(info)
        found = [one for one in self.account.issues if one.id == issue and account == NUMBER]
        if not found or found[0].state == "CLOSED" or issue in self.account.stuck:
            return {"error": self.account.stuck.get(issue, "Issue was not found")}
        do(found[0])
        return {"error": None}

    def _may(self, what: str) -> None:
        if what in self.account.forbidden:
            raise GraphQLError("Access denied", extensions={"errorClass": "ACCESS_DENIED"})

    def _picture(self, asked: Arrived) -> Answer:
        assert "api-key" not in asked.headers, "the key is sent to where pictures are"
        return Answer(body=self.account.picture, headers={"Content-Type": "image/png"})


def _opted_in(info: GraphQLResolveInfo) -> None:
    if info.context.headers.get(OPT_IN) != "AiIssues":
        raise GraphQLError("aiIssues is experimental: send the header to opt in")


def _told(one: Issue) -> Json:
    return {
        "issueId": one.id,
        "title": [one.title],
        "priority": one.priority,
        "createdAt": int(one.created.timestamp() * 1000),
        "entityNames": list(one.entities),
        "policyName": ["Golden Signals"],
        "conditionName": ["Error percentage"],
        "deepLinkUrl": [f"https://one.newrelic.com/alerts/issue?id={one.id}"],
        "mutingState": one.muting,
    }
