"""What an HTTP answer means for the page: taken, worth another try, or in vain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from tocsin.errors import ProviderError, ProviderFault

LONGEST_WAIT_S = 3600.0
_WAIT_STATUSES = frozenset({429, 503})
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The part of an HTTP answer that counts. `retry_after` is the header as it came, or ""."""

    status: int
    retry_after: str = ""


_FAULTS: Mapping[int, tuple[ProviderFault, str]] = MappingProxyType(
    {
        401: ("auth", "Check the secret on both sides."),
        403: ("forbidden", "Check the secret and what the receiver allows."),
        404: ("not_found", "Check the url."),
        408: ("timeout", ""),
        409: ("conflict", ""),
        410: ("not_found", "The receiver is gone for good: check the url."),
        429: ("rate_limited", ""),
    }
)
_BY_HUNDRED: Mapping[int, tuple[ProviderFault, str]] = MappingProxyType(
    {
        3: ("invalid", "Redirects are not followed: write the final address into the url."),
        4: ("invalid", "The receiver does not take this page."),
        5: ("unavailable", ""),
    }
)
_STRANGE: tuple[ProviderFault, str] = ("invalid", "That is no answer to a page.")


def judge(answer: Answer, tool: str, now: datetime) -> None:
    """Return if the page was taken (2xx).

    Args:
        answer: What came back.
        tool: How people call the receiver.
        now: For a `Retry-After` that names a moment.

    Raises:
        ProviderError: Retryable for 408, 429 and 5xx; permanent for everything else.
    """
    hundred = answer.status // 100
    if hundred == 2:
        return
    code, hint = _FAULTS.get(answer.status) or _BY_HUNDRED.get(hundred, _STRANGE)
    wait = read_retry_after(answer.retry_after, now) if answer.status in _WAIT_STATUSES else None
    asks = "" if wait is None else f" and asks to wait {wait:.0f} s"
    sentence = f"{tool} answered {answer.status}{asks}. {hint}".rstrip()
    raise ProviderError(code, sentence, retry_after=wait)


def read_retry_after(text: str, now: datetime) -> float | None:
    """Seconds to wait, from 0 to `LONGEST_WAIT_S`; None if the header says nothing readable."""
    plain = text.strip()
    if _SECONDS.fullmatch(plain):
        return min(float(plain), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(plain)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max((zoned - now).total_seconds(), 0.0), LONGEST_WAIT_S)
    except (IndexError, OverflowError, TypeError, ValueError):
        return None
