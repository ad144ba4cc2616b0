"""An HTTP answer, and what its status means for a retry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers.http.json_body import Json, read_json
from tocsin.providers.http.waits import asked_wait


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """An HTTP answer. Header names are lower case; `tool` is the far end's name for people."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    tool: str = "The far end"

    def json(self) -> Json:
        """Return the body as JSON.

        Raises:
            ProviderError: `unavailable` (a repeat may help) and ambiguous: it is none.
        """
        try:
            return read_json(self.body)
        except ValueError:
            pass
        if self.body.lstrip()[:1] == b"<":
            raise self._unavailable(f"{self.tool} {_FOR_PEOPLE}")
        raise self.strange("what it answered is no JSON")

    def object(self) -> dict[str, Json]:
        """Return the body as a JSON object.

        Raises:
            ProviderError: As `json`, also when it is another value.
        """
        value = self.json()
        if isinstance(value, dict):
            return value
        raise self.strange("its answer is no JSON object")

    def array(self) -> list[Json]:
        """Return the body as a JSON array.

        Raises:
            ProviderError: As `json`, also when it is another value.
        """
        value = self.json()
        if isinstance(value, list):
            return value
        raise self.strange("its answer is no JSON array")

    def text(self) -> str:
        """Return the body as UTF-8; invalid bytes become `�`."""
        return self.body.decode("utf-8", "replace")

    def strange(self, what: str) -> ProviderError:
        """Return the error of an answer that is not as documented, for the caller to raise."""
        return self._unavailable(f"{self.tool} answered {self.status}, but {what}.")

    def _unavailable(self, sentence: str) -> ProviderError:
        return ProviderError("unavailable", sentence, ambiguous=True)


_FOR_PEOPLE = (
    "answered with a page for people, not with data: it is in maintenance, or the address is wrong."
)
Meaning = tuple[ProviderFault, str]
STATUSES: Mapping[int, Meaning] = MappingProxyType(
    {
        401: ("auth", "Check the secret on both sides."),
        403: ("forbidden", "Check the secret and what it may do there."),
        404: ("not_found", "Check the address."),
        408: ("timeout", ""),
        409: ("conflict", ""),
        410: ("not_found", "It is gone for good: check the address."),
        420: ("rate_limited", ""),
        429: ("rate_limited", ""),
    }
)
_BY_HUNDRED: Mapping[int, Meaning] = MappingProxyType(
    {
        3: ("invalid", "Redirects are not followed: write the final address into the team file."),
        4: ("invalid", "It does not take this request."),
        5: ("unavailable", ""),
    }
)
_STRANGE: Meaning = ("invalid", "That is no answer to a request.")


def judge(
    answer: HttpAnswer,
    now: datetime,
    *,
    own: Mapping[int, ProviderFault] = MappingProxyType({}),
    said: str = "",
) -> None:
    """Raise the `ProviderError` of a status that is no 2xx.

    Args:
        answer: What came back.
        now: For a wait that is told as a moment.
        own: What single statuses mean at this vendor, where it is something else.
        said: The vendor's own reason, without secrets, or "".

    Raises:
        ProviderError: Retryable for 408, 420, 429 and 5xx; permanent for everything else.
    """
    status, hundred = answer.status, answer.status // 100
    if hundred == 2:
        return
    code, hint = STATUSES.get(status) or _BY_HUNDRED.get(hundred, _STRANGE)
    code = _limited(answer) or own.get(status, code)
    wait = _wait(answer, code, now)
    asks = "" if wait is None else f" and asks to wait {wait:.0f} s"
    sentence = f"{answer.tool} answered {status}{asks}. {said or hint}".rstrip()
    raise ProviderError(code, sentence, retry_after=wait, ambiguous=hundred == 5)


def _limited(answer: HttpAnswer) -> ProviderFault | None:
    """A refusal that says itself that only the limit is used up."""
    spent = answer.headers.get("x-ratelimit-remaining", "").strip() == "0"
    return "rate_limited" if answer.status == 403 and spent else None


def _wait(answer: HttpAnswer, code: ProviderFault, now: datetime) -> float | None:
    limited = code == "rate_limited"
    if not limited and answer.status != 503:
        return None
    return asked_wait(answer.headers, now, resets=limited)
