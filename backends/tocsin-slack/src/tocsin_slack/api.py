"""One request of the Web API: bounded, tried once, and nothing of it in a log."""

from __future__ import annotations

import json
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from tocsin.chat import Answer, entries
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import HttpClient, Via, revealed
from tocsin_slack.errors import fault

SECONDS: Final = 8.0
MOST_PAGES: Final = 30
"""Pages of a list that are read; who has more rooms or people than these hold finds the first."""

Told = tuple[Answer, Mapping[str, str]]


class Identity(NamedTuple):
    """Whose token it is: ids of the workspace and of the bot, and what the token may do."""

    team: str
    user: str
    bot: str
    scopes: frozenset[str]


class _Whole(Answer):
    """An answer as JSON has it; what must be there and is not makes it no answer of Slack."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as Answer has it
        if (found := self.get(name)) is None:
            raise fault(name, {})
        return found


class SlackApi:
    """Safe to call from any thread; the token is read from the environment at each call."""

    def __init__(self, token: Secret, base_url: str, *, seconds: float = SECONDS) -> None:
        self._base_url, self._seconds = base_url, seconds
        self._client = _client(
            base_url, via=Via(answer_bytes=2**25),
            authorise=lambda: {"Authorization": f"Bearer {revealed(token, 'Slack')}"},
        )  # fmt: skip
        weakref.finalize(self, self._client.close)
        self._identity: Identity | None = None

    def call(self, method: str, fine: Collection[str] = (), /, **what: object) -> Answer:
        """The answer to one request; arguments that are None are left out.

        Args:
            fine: Words of Slack that are no failure here: then the answer is {}.

        Raises:
            ProviderError: Ambiguous when it may have been done all the same; a `Refused` when
                Slack itself refused it.
        """
        return self._asked(method, what, fine)[0]

    def pages(self, method: str, key: str, **what: object) -> Iterator[Any]:
        """Each entry of the list `key` of every page."""

        def page(cursor: str) -> tuple[Iterable[Any], str]:
            answer = self.call(method, cursor=cursor or None, **what)
            more = (answer.get("response_metadata") or {}).get("next_cursor")
            return answer.get(key) or (), more or ""

        return entries(page, MOST_PAGES)

    def identity(self) -> Identity:
        """Who we are (`auth.test`), remembered."""
        if self._identity is None:
            told, headers = self._asked("auth.test", {})
            scopes = frozenset(headers.get("x-oauth-scopes", "").replace(",", " ").split())
            team, user, bot = (str(told.get(k, "")) for k in ("team_id", "user_id", "bot_id"))
            self._identity = Identity(team, user, bot, scopes)
        return self._identity

    def send(self, url: str, content: bytes) -> None:
        """Bytes to an address that Slack gave for them.

        Raises:
            ProviderError: As `call`.
        """
        if not url.startswith(("https://", self._base_url.partition("/api")[0])):
            raise ProviderError("invalid", "Slack named no address of its own for a file.")
        kind = {"Content-Type": "application/octet-stream"}
        with closing(_client(url)) as line:
            line.post(deadline=self._seconds, body=content, headers=kind)

    def _asked(self, method: str, what: Answer, fine: Collection[str] = ()) -> Told:
        """The answer, and its headers by their names in lower case."""
        sent = {name: _form(value) for name, value in what.items() if value is not None}
        answer = self._client.post(f"/{method}", deadline=self._seconds, form=sent)
        told: Answer = json.loads(json.dumps(answer.object()), object_hook=_Whole)
        if told.get("ok") is True:
            return told, answer.headers
        if (found := fault(method, told)).word in fine:
            return {}, answer.headers
        raise found


def _client(url: str, **more: Any) -> HttpClient:  # noqa: ANN401 - as HttpClient takes them
    """Slack tells waits in seconds and never as a moment, so its clock stands still."""
    start = datetime.fromtimestamp(0, UTC)
    return HttpClient(url, tool="Slack", agent="tocsin-slack/0.1", clock=lambda: start, **more)


def _form(one: object) -> str:
    """A value as forms carry it; every method takes a form, not every one JSON."""
    return (one if isinstance(one, str) else json.dumps(one)).encode("utf-8", "replace").decode()
