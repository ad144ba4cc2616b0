"""PagerDuty's REST API as all kinds call it: one client for sections with one token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Lease, Person, ProviderContext, Secret
from tocsin.providers.http import (
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Json,
    Object,
    Param,
    Via,
    objects_in,
    revealed,
    segment,
    text_at,
)

TOOL: Final = "PagerDuty"
AGENT: Final = f"tocsin-pagerduty/{version('tocsin-pagerduty')}"
TRIAL: Final = "tocsin-check"
PAGE: Final = 100
MOST_PAGES: Final = 5
MOST_KNOWN: Final = 1000
_ACCEPT: Final = "application/vnd.pagerduty+json;version=2"
_NOBODY_WRITES: Final = frozenset({1008, 1028, 2016})
_HINTS: Final = {403: "this token may not do that", 404: "check the id"}
EU: Final = 'for an account kept in the EU, write region = "eu"'


class Rest:
    """The REST API with one token. Any number of threads may call.

    Every method raises ProviderError with its code; none repeats anything.
    """

    def __init__(self, url: str, token: Secret, context: ProviderContext, via: Via) -> None:
        """Nothing is connected yet."""

        def authorise() -> Headers:
            key = revealed(token, TOOL)
            return {"Authorization": f"Token token={key}", "Accept": _ACCEPT}

        self.http = HttpClient(
            url,
            tool=TOOL,
            agent=AGENT,
            clock=context.clock,
            authorise=authorise,
            statuses={402: "unsupported"},
            explain=_explain,
            refused=_refused,
            via=via,
        )
        self._users: dict[str, str] = {}

    def one(self, what: str, key: str, until: Deadline, *, polite: bool = False) -> Object:
        """The object at `/<what>/<key>`. Raises ProviderError, `not_found` when it is not there."""
        return _inner(self.http.get(f"/{what}/{segment(key)}", deadline=until, polite=polite))

    def many(
        self, path: str, name: str, until: Deadline, params: Mapping[str, Param], *, pages: int = 1
    ) -> list[Object]:
        """The objects of a list, at most so many pages of a hundred."""
        found: list[Object] = []
        for page in range(min(pages, MOST_PAGES)):
            asked = {**params, "limit": PAGE, "offset": page * PAGE}
            answer = self.http.get(path, deadline=until, params=asked, polite=pages > 1)
            told = answer.object()
            listed = told.get(name)
            if not isinstance(listed, list):
                raise answer.strange(f"there is no list of {name} in it")
            found += objects_in(listed)
            if told.get("more") is not True:
                break
        return found

    def write(
        self, method: str, path: str, body: Mapping[str, object], until: Deadline, *, by: str = ""
    ) -> Object:
        """What was made or changed; `by` is the address of the user in whose name it is done."""
        headers = {"From": by} if by else {}
        return _inner(self.http.request(method, path, deadline=until, json=body, headers=headers))

    def user_of(self, person: Person, names: tuple[str, ...], until: Deadline) -> str:
        """The id of a person's PagerDuty user: as the team file has it, else by their address.

        Raises:
            ProviderError: `not_found`: there is none; the sentence says what to write where.
        """
        told = next((person.accounts[name] for name in names if person.accounts.get(name)), "")
        found = told or (self.user_with(person.email, until) if person.email else "")
        if found:
            return found
        fix = f'write accounts = {{ pagerduty = "P…" }} under [people.{person.id}]'
        raise ProviderError("not_found", f"{TOOL} has no user for {person.name}: {fix}.")

    def user_with(self, email: str, until: Deadline) -> str:
        """The id of the user with that address, "" when there is none."""
        wanted = email.casefold()
        if known := self._users.get(wanted, ""):
            return known
        every = self.many("/users", "users", until, {"query": email})
        same = (text_at(one, "id") for one in every if text_at(one, "email").casefold() == wanted)
        found = next(same, "")
        if found and len(self._users) < MOST_KNOWN:
            self._users[wanted] = found
        return found

    def close(self) -> None:
        """Close the connections that are kept open."""
        self.http.close()


def leased(url: str, token: Secret, context: ProviderContext, via: Via) -> Lease[Rest]:
    """The client that all sections of the team with this address and token use together."""
    key = ("pagerduty", url, token.env, via)
    return context.shared.use(key, lambda: Rest(url, token, context, via))


class EventsApi:
    """The Events API, whose keys stand in the bodies. Any number of threads may call."""

    def __init__(self, url: str, context: ProviderContext, via: Via) -> None:
        """Nothing is connected yet."""
        self.http = HttpClient(
            url, tool=TOOL, agent=AGENT, clock=context.clock, explain=_why, via=via
        )

    def send(self, place: str, key: Secret | None, event: Object, until: Deadline) -> None:
        """Send an event by an integration key. Raises ProviderError."""
        if key is None:
            raise ProviderError("unsupported", "The section has no routing_key.")
        body = {"routing_key": revealed(key, TOOL), **event}
        # What stands before PagerDuty may answer 200 with a page for people: it took nothing then.
        self.http.post(place, json=body, deadline=until).object()

    def try_key(self, key: Secret, until: Deadline) -> None:
        """Resolve an alert that never was: the key is looked at, and nothing comes of it."""
        self.send("/enqueue", key, {"event_action": "resolve", "dedup_key": TRIAL}, until)


def texts(value: Json) -> Iterator[str]:
    """The texts of a list."""
    return (one for one in value if isinstance(one, str)) if isinstance(value, list) else iter(())


def _inner(answer: HttpAnswer) -> Object:
    """The only object of an answer, without its name."""
    for value in answer.object().values():
        if isinstance(value, dict):
            return value
    raise answer.strange("there is no object in it")


def _error(answer: HttpAnswer) -> Object:
    error = answer.object().get("error")
    return error if isinstance(error, dict) else {}


def _explain(answer: HttpAnswer) -> str:
    if answer.status == 401:
        return f"Check the token; {EU}"
    said = _reasons(_error(answer))
    return ": ".join(part for part in (said, _HINTS.get(answer.status, "")) if part)


def _why(answer: HttpAnswer) -> str:
    said = _reasons(answer.object())
    return (
        f"It does not know the integration key in routing_key; {EU}"
        if "routing_key" in said
        else said
    )


def _reasons(told: Object) -> str:
    reasons = [text_at(told, "message"), *texts(told.get("errors"))]
    return "; ".join(reason.rstrip(".") for reason in reasons if reason)


def _refused(answer: HttpAnswer) -> ProviderError | None:
    code = _error(answer).get("code")
    if answer.status == 400 and code in _NOBODY_WRITES:
        fix = "from_email has to be the address of a user there who may answer incidents"
        return ProviderError("invalid", f"{TOOL} does not know who writes: {fix}.")
    return None
