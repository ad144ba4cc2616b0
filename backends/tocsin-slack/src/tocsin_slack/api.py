"""One request of the Web API: bounded, tried once, and nothing of it in a log."""

from __future__ import annotations

import http.client
import json
import logging
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse, WebClient

from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_slack.errors import Answer, fault, lost

SECONDS: Final = 8
MOST_PAGES: Final = 30
"""Pages of a list that are read; who has more rooms or people than these hold finds the first."""
QUIET: Final = logging.Logger("tocsin_slack.quiet", level=logging.CRITICAL + 1)
"""The client logs requests and answers: for it, and for whoever uses it, this takes them."""
_BROKEN: Final = (
    OSError,
    http.client.HTTPException,
    SlackClientError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
)
"""What slack_sdk raises of a line that breaks, and of answers that are no JSON object."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whose token it is: ids of the workspace and of the bot, and what the token may do."""

    team: str
    user: str
    bot: str
    scopes: frozenset[str] = field(default_factory=frozenset)


class SlackApi:
    """Safe to call from any thread; the token is read from the environment at each call."""

    def __init__(self, token: Secret, base_url: str, *, seconds: float = SECONDS) -> None:
        self._token, self._base_url, self._seconds = token, base_url, seconds
        self._lock = threading.Lock()
        self._identity: Identity | None = None

    def call(self, method: str, **what: object) -> Answer:
        """The answer to one request; arguments that are None are left out.

        Raises:
            ProviderError: A `SlackFault`; ambiguous when it may have been done all the same.
        """
        return self._asked(method, what)[0]

    def pages(self, method: str, key: str, **what: object) -> Iterator[object]:
        """Each entry of the list `key` of every page."""
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            answer = self.call(method, cursor=cursor, **what)
            found = answer.get(key)
            yield from found if isinstance(found, list) else ()
            more = answer.get("response_metadata")
            cursor = str(more.get("next_cursor") or "") if isinstance(more, dict) else ""
            if not cursor:
                return

    def identity(self) -> Identity:
        """Who we are, asked once (`auth.test`)."""
        with self._lock:
            if self._identity is None:
                told, headers = self._asked("auth.test", {})
                team, user, bot = (str(told.get(k, "")) for k in ("team_id", "user_id", "bot_id"))
                scopes = frozenset(headers.get("x-oauth-scopes", "").replace(",", " ").split())
                self._identity = Identity(team=team, user=user, bot=bot, scopes=scopes)
            return self._identity

    def send(self, url: str, content: bytes) -> None:
        """Bytes to an address that Slack gave for them.

        Raises:
            ProviderError: As `call`.
        """
        failed: ProviderError
        try:
            asked = urllib.request.Request(url, data=content, method="POST")
            if not url.startswith(("https://", self._base_url.partition("/api")[0])):
                raise ValueError("no address of Slack")
            with urllib.request.urlopen(asked, timeout=self._seconds) as answer:
                answer.read(1000)
            return
        except _BROKEN as error:
            failed = lost("upload", error)
        raise failed

    def _asked(self, method: str, what: dict[str, object]) -> tuple[Answer, dict[str, str]]:
        """The answer, and its headers by their names in lower case."""
        client = WebClient(
            token=revealed(self._token, "Slack"), base_url=self._base_url, timeout=self._seconds,  # type: ignore[arg-type]  # a float does as well
            retry_handlers=[], logger=QUIET,
        )  # fmt: skip
        sent = {name: _form(value) for name, value in what.items() if value is not None}
        failed: ProviderError
        try:
            answer = client.api_call(method, params=sent)
            if isinstance(answer.data, dict):
                return answer.data, _headers(answer)
            failed = fault(method, None, answer.status_code)
        except SlackApiError as error:
            told = error.response
            wait = _headers(told).get("retry-after", "")
            seconds = float(wait) if wait.isdecimal() and len(wait) < 6 else None
            failed = fault(method, told.data, told.status_code, seconds)
        except _BROKEN as error:
            failed = lost(method, error)
        raise failed  # outside of `except`: what slack_sdk raised may hold the request


def _form(value: object) -> str:
    """A value as forms carry it; every method takes a form, not every one JSON."""
    told = value if isinstance(value, str) else json.dumps(value)
    return told.encode("utf-8", "replace").decode()


def _headers(answer: SlackResponse) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in (answer.headers or {}).items()}
