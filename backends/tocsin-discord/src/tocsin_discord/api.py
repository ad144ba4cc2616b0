"""One request of Discord's HTTP API: bounded, tried once, and nothing of it in a log."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import weakref
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from tocsin.chat import File, Refused
from tocsin.providers import Secret
from tocsin.providers.http import HttpClient, Param, Via, revealed
from tocsin_discord.errors import Answer, refusal

SECONDS: Final = 8.0
LIST: Final = "list"
"""The name under which an answer that is a list stands in it."""
AGENT: Final = "DiscordBot (tocsin-discord, 0.1)"


class Me(NamedTuple):
    """Whose token it is: the bot's account, its application, and its name."""

    id: str
    application: str
    name: str


class DiscordApi:
    """Safe to call from any thread; the token is read from the environment at each call."""

    def __init__(self, token: Secret, base_url: str, *, seconds: float = SECONDS) -> None:
        start = datetime.fromtimestamp(0, UTC)  # waits are told in seconds, never as a moment
        self._http = HttpClient(
            base_url, tool="Discord", agent=AGENT, clock=lambda: start, refused=refusal,
            via=Via(answer_bytes=2**25),
            authorise=lambda: {"Authorization": f"Bot {revealed(token, 'Discord')}"},
        )  # fmt: skip
        weakref.finalize(self, self._http.close)
        self._token, self._seconds, self._lock = token, seconds, threading.Lock()
        self._me: Me | None = None

    def call(self, method: str, path: str, body: object = None, fine: Collection[str] = (),
             /, *, seconds: float | None = None, files: Sequence[File] = (),
             **query: Param) -> Answer:  # fmt: skip
        """The answer to one request; of one that answers nothing, {}.

        A list is answered as {"list": list}.

        Args:
            path: Below `/api/v10`: `/channels/1/messages`.
            fine: Codes of Discord that are no failure here: then the answer is {}.
            seconds: Of the whole call.
            files: Sent with the body, each under its place in the list.

        Raises:
            ProviderError: Ambiguous when it may have been done all the same; a `Refused` when
                Discord itself refused it.
        """
        raw, kind = _form(body, files) if files else (b"", {})
        try:
            answer = self._http.request(
                method, path, deadline=seconds or self._seconds, params=query,
                json=None if files else body, body=raw, headers=kind,
            )  # fmt: skip
        except Refused as error:
            if error.word in fine:
                return {}
            raise
        if not answer.body:
            return {}
        return dict({LIST: answer.array()} if answer.body[:1] == b"[" else answer.object())

    def me(self) -> Me:
        """Who we are, asked once."""
        with self._lock:
            if self._me is None:
                told = self.call("GET", "/applications/@me")
                bot = told.get("bot") or told
                self._me = Me(str(bot["id"]), str(told["id"]), str(bot.get("username") or ""))
            return self._me

    def signed(self, words: str) -> str:
        """24 characters that nobody can make of these words without the token."""
        key = revealed(self._token, "Discord").encode()
        return hmac.new(key, words.encode("utf-8", "replace"), "sha256").hexdigest()[:24]


def digest(key: str) -> bytes:
    """An effect key as something short that tells nothing."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def _form(body: object, files: Sequence[File]) -> tuple[bytes, dict[str, str]]:
    """A body with files, as a form of several parts has them."""
    whole = json.dumps(body or {}).encode()
    parts = [('name="payload_json"', "application/json", whole)]
    parts += [(f'name="files[{n}]"; filename="{one.name}"', one.media_type, one.content)
              for n, one in enumerate(files)]  # fmt: skip
    sums = hashlib.sha256(b"".join(one for *_, one in parts)).hexdigest()
    line = f"tocsin-{sums[:32]}"
    lines = [f"--{line}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n"
             .encode() + content + b"\r\n" for name, kind, content in parts]  # fmt: skip
    content = b"".join((*lines, f"--{line}--\r\n".encode()))
    return content, {"Content-Type": f"multipart/form-data; boundary={line}"}
