"""The API as all kinds call it: one client for sections with one key, and requests confirmed."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, repeat
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Lease, ProviderContext, Secret, one_line
from tocsin.providers.http import (
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Object,
    Param,
    Via,
    revealed,
    segment,
    text_at,
)

AGENT: Final = f"tocsin-opsgenie/{version('tocsin-opsgenie')}"
Params = Mapping[str, Param]
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
_RIGHTS: Final = "The key needs the rights to read, create and update"
_MORE: Final = "; to read schedules and people, configuration access"
_EU: Final = '; for an account kept in the EU, write region = "eu"'
_NO_TOKEN: Final = "Check cloud_id, email, the token in key, and what that account may read."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a request that was taken: the alert it is about, and what is said of it."""

    is_done: bool
    alert: str
    said: str


class Api:
    """One account with one key. Any number of threads may call.

    Every method raises ProviderError with its code; none repeats what changes something.
    """

    def __init__(self, http: HttpClient, tool: str, authorise: Callable[[], Headers]) -> None:
        """Nothing is connected yet."""
        self.http = http
        self._tool = tool
        self._authorise = authorise

    def one(self, path: str, until: Deadline, params: Params) -> Object:
        """The object that is there: what `data` holds, or the whole where there is no `data`."""
        told = self.http.get(path, deadline=until, params=params).object()
        data = told.get("data")
        return data if isinstance(data, dict) else told

    def found(self, path: str, until: Deadline, params: Params) -> Object | None:
        """As `one`; None = there is none."""
        try:
            return self.one(path, until, params)
        except ProviderError as error:
            if error.code != "not_found":
                raise
        return None

    def done(self, path: str, body: Object, until: Deadline, params: Params) -> Outcome:
        """Have something done, and wait for what becomes of it."""
        return self.confirmed(self.ask(path, body, until, params), until)

    def ask(self, path: str, body: Object, until: Deadline, params: Params) -> str:
        """Have something done; the id of the request, which is only taken yet."""
        answer = self.http.request("POST", path, deadline=until, json=body, params=params)
        request = text_at(answer.object(), "requestId")
        if not request:
            raise answer.strange("there is no requestId in it")
        return request

    def outcome(self, request: str, until: Deadline) -> Outcome | None:
        """What became of a request; None = nothing yet: it is not known before it is worked on."""
        told = self.found(f"/alerts/requests/{segment(request)}", until, {})
        if told is None:
            return None
        said = one_line(self._masked(text_at(told, "status"))).rstrip(".")
        is_done, alert = told.get("isSuccess") is True, text_at(told, "alertId")
        return Outcome(is_done=is_done, alert=alert, said=said)

    def confirmed(self, request: str, until: Deadline) -> Outcome:
        """What became of a request, waited for as long as the call may last.

        Raises:
            ProviderError: Ambiguous: it was taken, and nobody says what became of it.
        """
        try:
            for pause in chain(_PAUSES, repeat(1.0)):
                if until.left() <= pause:
                    break
                time.sleep(pause)
                found = self.outcome(request, until)
                if found is not None:
                    return found
        except ProviderError as error:
            if error.code != "timeout":
                error.ambiguous = True
                raise
        said = f"{self._tool} took the request and did not say in time what became of it."
        raise ProviderError("timeout", said, ambiguous=True)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self.http.close()

    def _masked(self, said: str) -> str:
        """The text without what lets us in."""
        for word in " ".join(self._authorise().values()).split():
            said = said.replace(word, "…")
        return said


def leased(
    url: str, tool: str, key: Secret, context: ProviderContext, via: Via, *, email: str = ""
) -> Lease[Api]:
    """The client that all sections of the team with this address and key use together.

    Args:
        email: Whose token `key` is; "" where it is the key of an integration.
    """

    def authorise() -> Headers:
        secret = revealed(key, tool)
        if not email:
            return {"Authorization": f"GenieKey {secret}"}
        return {"Authorization": f"Basic {b64encode(f'{email}:{secret}'.encode()).decode()}"}

    def make() -> Api:
        http = HttpClient(
            url,
            tool=tool,
            agent=AGENT,
            clock=context.clock,
            authorise=authorise,
            statuses={402: "unsupported"},
            explain=lambda answer: _explain(answer, _NO_TOKEN if email else _fix(answer)),
            refused=_refused,
            via=via,
        )
        return Api(http, tool, authorise)

    return context.shared.use(("opsgenie", url, key.env, email, via), make)


def _explain(answer: HttpAnswer, fix: str) -> str:
    if answer.status in (401, 403):
        return fix
    told = answer.object()
    errors = told.get("errors")
    more = errors.values() if isinstance(errors, dict) else ()
    reasons = (text_at(told, "message"), *(one for one in more if isinstance(one, str)))
    return "; ".join(reason.rstrip(".") for reason in reasons if reason)


def _fix(answer: HttpAnswer) -> str:
    """What to do about a key that is refused, the most likely first."""
    may_not, more = answer.status == 403, answer.tool == "Opsgenie"
    said = _RIGHTS + _MORE * more if may_not else "Take the key of an API integration"
    return f"{said}{_EU * more}."


def _refused(answer: HttpAnswer) -> ProviderError | None:
    """What no status tells: a key that is none is refused as a body that is none."""
    if answer.status == 422 and "key format" in text_at(answer.object(), "message").lower():
        return ProviderError("auth", f"{answer.tool} says that this is no key. {_fix(answer)}")
    return None
