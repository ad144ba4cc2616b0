"""Splunk's REST API as the kinds ask it: one client for sections with the same token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Call, Finding, Lease, ProviderContext, Secret, looked_at, one_line
from tocsin.providers.http import (
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Json,
    Object,
    Param,
    objects_in,
    revealed,
    segment,
    text_at,
)
from tocsin_splunk.config import ServerConfig
from tocsin_splunk.spl import whole

TOOL: Final = "Splunk"
AGENT: Final = f"tocsin-splunk/{version('tocsin-splunk')}"
JOBS: Final = "/services/search/v2/jobs"
OLD_JOBS: Final = "/services/search/jobs"
TRIGGERED: Final = "/servicesNS/-/-/alerts/fired_alerts/-"
CONTEXT: Final = "/services/authentication/current-context"
KEPT_S: Final = 10
LONGEST_NOTE: Final = 300
RISKY: Final = ("delete_by_keyword", "run_sendalert", "run_dump", "run_custom_command")
_SCHEMES: Final = {"bearer": "Bearer", "session": "Splunk"}


class Searches:
    """Splunk, asked with one token. Any number of threads may call; nothing is repeated."""

    def __init__(self, config: ServerConfig, token: Secret, context: ProviderContext) -> None:
        """Nothing is connected yet."""
        self._jobs = JOBS

        def authorise() -> Headers:
            return {"Authorization": f"{_SCHEMES[config.scheme]} {revealed(token, TOOL).strip()}"}

        self._http = HttpClient(
            config.base_url,
            tool=TOOL,
            agent=AGENT,
            clock=context.clock,
            authorise=authorise,
            explain=_explain,
            via=config.via(),
        )

    def search(
        self, text: str, since: datetime, until: datetime, most: int, deadline: Deadline
    ) -> Object:
        """What a search gives at once; `text` has been looked at.

        Raises:
            ProviderError: With Splunk's own words; `invalid` for a search that failed.
        """
        told = self._asked(_form(text, since, until, most, deadline), deadline).object()
        for kind, words in _messages(told):
            if kind == "FATAL":
                raise ProviderError("invalid", f"{TOOL} cannot run this: {words.rstrip('.')}.")
        return told

    def triggered(self, most: int, deadline: Deadline) -> list[Object]:
        """What searches have triggered, of any app and owner, the latest first.

        Raises:
            ProviderError: With its code.
        """
        latest: dict[str, Param] = {"sort_key": "trigger_time", "sort_mode": "num"}
        params = {"output_mode": "json", "count": most, "sort_dir": "desc", **latest}
        return objects_in(
            self._http.get(TRIGGERED, deadline=deadline, params=params).object().get("entry")
        )

    def results(self, sid: str, most: int, deadline: Deadline) -> list[Object]:
        """The first rows that a search found; [] where they are gone, or another's alone.

        Raises:
            ProviderError: With its code.
        """
        params: dict[str, Param] = {"output_mode": "json", "count": most}
        for jobs in dict.fromkeys((self._jobs, OLD_JOBS)):
            path = f"{jobs}/{segment(sid)}/results"
            try:
                answer = self._http.get(path, deadline=deadline, params=params)
                return results_of(answer.object()) if answer.status != 204 else []
            except ProviderError as error:
                if error.code not in ("not_found", "forbidden"):
                    raise
        return []

    def context(self, deadline: Deadline) -> Object:
        """Who asks: user, roles, capabilities. Raises ProviderError."""
        params: dict[str, Param] = {"output_mode": "json"}
        entries = objects_in(
            self._http.get(CONTEXT, deadline=deadline, params=params).object().get("entry")
        )
        content = entries[0].get("content") if entries else None
        return content if isinstance(content, dict) else {}

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _asked(self, form: Mapping[str, Param], deadline: Deadline) -> HttpAnswer:
        """The answer; servers before 9.0.2 know the older address alone."""
        try:
            return self._http.request("POST", self._jobs, deadline=deadline, form=form)
        except ProviderError as error:
            if error.code != "not_found" or self._jobs == OLD_JOBS:
                raise
        answer = self._http.request("POST", OLD_JOBS, deadline=deadline, form=form)
        self._jobs = OLD_JOBS
        return answer


def leased(config: ServerConfig, token: Secret, context: ProviderContext) -> Lease[Searches]:
    """The client that all sections of the team with this address and this token use together."""
    key = ("splunk", config.base_url, config.scheme, token.env, config.via())
    return context.shared.use(key, lambda: Searches(config, token, context))


def examined(searches: Searches, call: Call) -> tuple[Finding, ...]:
    """Who asks, whether a search runs, and what the role may do beyond it.

    Raises:
        ProviderError: It cannot be asked at all.
    """
    deadline = Deadline(call.deadline_s)
    content = searches.context(deadline)
    given = content.get("capabilities")
    may = {name for name in given if isinstance(name, str)} if isinstance(given, list) else set()
    name = one_line(text_at(content, "username"), 100) or "somebody"
    too_much = [capability for capability in RISKY if capability in may]
    said = f"It may {', '.join(too_much)}: take that away, nothing here needs it."
    one = "| makeresults count=1"
    return (
        Finding(what=f"asks as {name}", verdict="ok"),
        looked_at("a search runs", lambda: searches.search(one, call.at, call.at, 1, deadline)),
        Finding(
            what="the role only reads",
            verdict="warning" if too_much else "ok",
            detail=said if too_much else "",
        ),
    )


def warning_of(told: Object) -> str:
    """What Splunk warns of in an answer, or ""."""
    words = [
        words.rstrip(".") + "." for kind, words in _messages(told) if kind in ("WARN", "ERROR")
    ]
    return one_line(" ".join(dict.fromkeys(words)), LONGEST_NOTE)


def results_of(told: Object) -> list[Object]:
    """The rows of an answer."""
    return objects_in(told.get("results"))


def words_of(value: Json) -> str:
    """A value of a result: a text, or several of them."""
    if isinstance(value, list):
        return ", ".join(words_of(inner) for inner in value[:100] if not isinstance(inner, list))
    if isinstance(value, dict) or value is None:
        return ""
    return value if isinstance(value, str) else str(value)


def _form(
    text: str, since: datetime, until: datetime, most: int, deadline: Deadline
) -> Mapping[str, Param]:
    return {
        "search": whole(text),
        "exec_mode": "oneshot",
        "output_mode": "json",
        "earliest_time": f"{since.timestamp():.3f}",
        "latest_time": f"{until.timestamp():.3f}",
        "count": most,
        "max_time": max(1, int(deadline.left()) - 1),
        "timeout": KEPT_S,
        "segmentation": "none",
    }


def _messages(told: Object) -> list[tuple[str, str]]:
    every = objects_in(told.get("messages"))
    return [(text_at(one, "type").upper(), one_line(text_at(one, "text"))) for one in every]


def _explain(answer: HttpAnswer) -> str:
    if answer.status == 401:
        return "The token may be wrong, switched off or too old."
    if answer.status == 403:
        return "The role of this token may not do that."
    return " ".join(words for _, words in _messages(answer.object()))
