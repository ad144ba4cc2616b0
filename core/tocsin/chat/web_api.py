"""The HTTP API of a platform: each request bounded, tried once, and nothing of it in a log."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from tocsin.chat.port import File
from tocsin.chat.refusals import Refused
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import HttpAnswer, HttpClient, Param, Via, revealed

T = TypeVar("T")
DEEPEST: Final = 60
"""Lists and objects within each other; no platform has half as many."""
_NESTS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[][{}]', re.DOTALL)
LIST: Final = "list"
"""The name under which an answer that is a list stands in it."""
Answer = dict[str, Any]
"""Any: an answer as JSON has it; its values are checked where they are used."""


def digest(words: str) -> str:
    """64 characters that are the same for the same words, and tell nothing of them."""
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def entries(page: Callable[[str], tuple[Iterable[T], str]], most: int) -> Iterator[T]:
    """The entries of the first so many pages of a list, each page fetched when it is reached.

    Args:
        page: A cursor -> what the page there holds, and the cursor of the next one, "" = there is
            none. The first cursor is "".
    """
    cursor = ""
    for _ in range(most):
        found, cursor = page(cursor)
        yield from found
        if not cursor:
            return


class WebApi:
    """Safe to call from any thread; the token is read from the environment at each call.

    Args:
        who: The platform as people call it.
        agent: What we call ourselves there: `tocsin-paper/0.1`.
        refused: The error that an answer stands for, as `HttpClient` has it.
        scheme: How the token is introduced.
        seconds: Of a whole call.
        answer_bytes: The largest answer.
        always: Added to the query of each call.
    """

    def __init__(
        self,
        who: str,
        base_url: str,
        token: Secret,
        *,
        agent: str,
        refused: Callable[[HttpAnswer], Refused | None],
        scheme: str = "Bearer",
        seconds: float = 8.0,
        answer_bytes: int = 2**25,
        always: Mapping[str, Param] = MappingProxyType({}),
    ) -> None:
        start = datetime.fromtimestamp(0, UTC)  # platforms tell waits in seconds, not as a moment
        self._who, self._token, self._seconds, self._always = who, token, seconds, always
        self._http = HttpClient(
            base_url,
            tool=who,
            agent=agent,
            clock=lambda: start,
            refused=refused,
            via=Via(answer_bytes=answer_bytes),
            authorise=lambda: {"Authorization": f"{scheme} {revealed(token, who)}"},
        )
        weakref.finalize(self, self._http.close)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        fine: Collection[str] = (),
        /,
        *,
        seconds: float | None = None,
        media: str = "",
        files: Sequence[File] = (),
        **query: Param,
    ) -> Answer:
        """The answer to one request; {} where there is none, and a list as {LIST: list}.

        Args:
            path: Below the base address; parts from outside go through `segment`.
            body: Sent as JSON, or bytes as they stand.
            fine: The platform's words for refusals that are no failure here: then it is {}.
            seconds: Of this call.
            media: What bytes are: `image/png`.
            files: Sent with the body, as a form whose part `payload_json` it is; each as
                `files[0]` under its place among them.

        Raises:
            ProviderError: Ambiguous when it may have been done all the same; a `Refused` when the
                platform itself refused it.
        """
        if files:
            body, media = _form(body, files)
        raw = body if isinstance(body, bytes) else b""
        try:
            answer = self._http.request(
                method,
                path,
                deadline=seconds or self._seconds,
                params={**query, **self._always},
                json=None if raw else body,
                body=raw,
                headers={"Content-Type": media} if media else {},
            )
        except Refused as error:
            if error.word in fine:
                return {}
            raise
        return self._read(answer)

    def signed(self, words: str) -> str:
        """64 characters that nobody can make of these words without the token."""
        key = revealed(self._token, self._who).encode()
        return hmac.new(key, words.encode("utf-8", "replace"), "sha256").hexdigest()

    def _read(self, answer: HttpAnswer) -> Answer:
        """What it says; a platform whose answers need more than JSON overrides this."""
        if not answer.body:
            return {}
        try:
            found = answer.json()
        except ProviderError:  # what somebody nests without end takes nothing else with it
            answer = replace(answer, body=_shallow(answer.body))
            found = answer.json()
        return {LIST: found} if isinstance(found, list) else dict(answer.object())


def _shallow(raw: bytes) -> bytes:
    """JSON with null in the place of what nests deeper than `DEEPEST`."""
    kept, depth, start = list[bytes](), 0, 0
    for found in _NESTS.finditer(raw):
        if found[0] in b"[{":
            depth += 1
            kept += [raw[start : found.start()], b"null"] if depth == DEEPEST else []
        elif found[0] in b"]}":
            depth -= 1
            start = found.end() if depth == DEEPEST - 1 else start
    return b"".join([*kept, raw[start:]])


def _form(body: object, files: Sequence[File]) -> tuple[bytes, str]:
    """A body with files as a form of several parts, and what that is."""
    parts = [('name="payload_json"', "application/json", json.dumps(body or {}).encode())]
    parts += [
        (f'name="files[{place}]"; filename="{file.name}"', file.media_type, file.content)
        for place, file in enumerate(files)
    ]
    sums = hashlib.sha256(b"".join(content for *_, content in parts)).hexdigest()
    between = f"tocsin-{sums[:32]}"
    form = b"".join(
        f"--{between}\r\nContent-Disposition: form-data; {name}\r\n"
        f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, kind, content in parts
    )
    return form + f"--{between}--\r\n".encode(), f"multipart/form-data; boundary={between}"
