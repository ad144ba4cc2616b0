"""Room names as platforms take them (`-2` where one is taken), and the incident in a command."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from tocsin.chat.port import Account
from tocsin.errors import ProviderError

T = TypeVar("T")
_INCIDENT: Final = re.compile(r"\bINC-\d{1,9}\b", re.ASCII)
_KEY: Final = re.compile(r"(?:INC-|#)?(\d{1,9})", re.ASCII | re.IGNORECASE)


def free_names(name: str, mark: str, most: int) -> tuple[str, ...]:
    """The name as platforms take it, and what it becomes where it is taken: `-2`, `-3`, `-4`.

    Small letters a to z, digits, `_` and `-`, at most `most` characters. The last one ends with six
    digits of the `mark`, the same for the same mark: nobody else takes it.
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9_]+", "-", letters).strip("-_") or "incident"
    endings = ("", "-2", "-3", "-4", f"-{hashlib.sha256(mark.encode()).hexdigest()[:6]}")
    return tuple(f"{plain[: most - len(ending)].rstrip('-_')}{ending}" for ending in endings)


def first_free(who: str, names: Iterable[str], ask: Callable[[str], T]) -> T:
    """The result for the first name that is not taken: an empty result means "taken".

    Raises:
        ProviderError: `conflict`: they are all taken at `who`, the platform as people call it.
    """
    for name in names:
        if found := ask(name):
            return found
    told = f"{who} has rooms of that name already: choose another, or archive some."
    raise ProviderError("conflict", told)


def one_by_one(accounts: Iterable[Account], do: Callable[[Account], object]) -> None:
    """Do it with each: who is refused, or is none the platform knows, keeps nobody else out.

    Nor does who has to wait alone (`unavailable`, with a time).

    Raises:
        ProviderError: The last such refusal, when all were tried, and rather one that may be
            repeated; any other at once.
    """
    refused: ProviderError | None = None
    for account in accounts:
        try:
            do(account)
        except ProviderError as error:
            waits = error.code == "unavailable" and error.retry_after is not None
            if error.code not in ("forbidden", "invalid") and not waits:
                raise
            refused = error if refused is None or error.retryable else refused
    if refused is not None:
        raise refused


def incident_in(command: str) -> str:
    """The first `INC-` number that a command names, "" = none."""
    found = _INCIDENT.search(command)
    return found[0] if found else ""


def key_of(said: str) -> str:
    """`INC-4` for `INC-4`, `inc-4`, `#4` or `4`, and "" for whatever names no incident."""
    found = _KEY.fullmatch(said.strip())
    return f"INC-{int(found[1])}" if found else ""
