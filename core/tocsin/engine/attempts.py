"""The table of attempts: one function a kind of effect, data in, a result out, no retries."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tocsin.domain.command import Command
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.engine.effect_owners import is_no_incidents
from tocsin.error_location import error_location, without_frames
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.store.contract import EffectRow, Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Succeeded:
    """The attempt succeeded. `refs` are kept beside the incident; `provides` lets effects go.

    Args:
        keeps: Keeps what depends on what is there by then, in the transaction that settles it.
        asked: Whether anybody was asked at all; some tools cannot do everything.
        through: The target that took it, where that may be another than the effect's.
    """

    signal: Command | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    keeps: Callable[[Tx], object] | None = None
    provides: tuple[str, ...] = ()
    asked: bool = True
    through: str = ""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The attempt failed, or nobody knows whether it succeeded.

    Args:
        failed: What the incident hears when it will be tried again.
        refused: What the incident hears when it will not (instead of a dead effect).
        progressed: Whether some of it went out before: then it counts as a first failure.
        lasting: It is tried again, slowly, for as long as its incident is open, and the incident
            hears of it once: somebody has to do something about it.
        provides: What waited for it need wait no longer, though it is tried again.
    """

    error: str
    retryable: bool
    ambiguous: bool = False
    retry_after: float | None = None
    failed: Command | None = None
    refused: Command | None = None
    provides: tuple[str, ...] = ()
    progressed: bool = False
    lasting: bool = False


@dataclass(frozen=True, kw_only=True)
class Postponed:
    """The attempt did no harm and goes on after so many `seconds`.

    Args:
        progressed: Whether some of it went out.
        ambiguous: Whether what goes on then may be out in part already.
    """

    seconds: float
    progressed: bool = False
    ambiguous: bool = False


Result = Succeeded | Failed | Postponed


class BudgetExhausted(ProviderError):
    """Raised where the platform's budget allows no post for so many `seconds`; nothing was sent.

    Where it is `ambiguous`, some of the message is out.
    """

    def __init__(self, why: str, seconds: float, *, ambiguous: bool = False) -> None:
        super().__init__("rate_limited", why, retry_after=seconds, ambiguous=ambiguous)
        self.seconds = seconds


class PartlyPosted(Exception):
    """Raised where part of a message was posted before `cause` was raised."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


def as_partly_posted(error: ProviderError) -> ProviderError:
    """Return the same error for a message that is partly out: a repeat has to look for it."""
    if isinstance(error, BudgetExhausted):
        return BudgetExhausted(str(error), error.seconds, ambiguous=True)
    return ProviderError(error.code, str(error), retry_after=error.retry_after, ambiguous=True)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Protocol of the function that makes one attempt of one kind of effect.

    Args:
        limit: Bounds its attempts (None = by age).
        lasting: It is tried, at the pace of the first minutes, for as long as its incident is
            open, however often it fails.
    """

    make: Callable[[EffectRow], Succeeded]
    on_failure: Callable[[EffectRow, ProviderError], Failed]
    limit: int | None = None
    lasting: bool = False


def plain_failure(_row: EffectRow, error: ProviderError) -> Failed:
    """Return a `Failed` without an event: only the effect log has it until it is final."""
    return Failed(
        error=str(error),
        retryable=error.retryable,
        ambiguous=error.ambiguous,
        retry_after=error.retry_after,
    )


def may_succeed_later(error: ProviderError) -> bool:
    """Return whether a later attempt may succeed: by itself, or once our token is accepted."""
    return error.retryable or error.code == "auth"


def chat_failure(row: EffectRow, error: ProviderError) -> Failed:
    """Return a chat error as a `Failed`; a refused token can be retried, when it is mended."""
    return replace(plain_failure(row, error), retryable=may_succeed_later(error))


class Attempts:
    """The attempts by the op of their effect."""

    def __init__(
        self, table: Mapping[str, Attempt], mask: Callable[[str], str] = lambda text: text
    ) -> None:
        """One row for every op of the domain's effects.

        Args:
            mask: Strikes out secrets: what a provider says goes into events and rooms.
        """
        self._table = table
        self._mask = mask

    def limit(self, op: str) -> int | None:
        """Return how often this op is tried at most; None = bounded by age alone."""
        return self._table[op].limit

    def lasts(self, op: str) -> bool:
        """Return whether this op is tried for as long as its incident is open."""
        return self._table[op].lasting

    def make(self, row: EffectRow) -> Result:
        """Make one attempt and return its result, whatever the provider does or raises.

        Raises:
            StoreUnavailable: Our own database is away; the lease runs out and it is made again.
        """
        attempt = self._table[row.op]
        try:
            return attempt.make(row)
        except StoreUnavailable:
            raise
        except PartlyPosted as half:
            return replace(self._stopped(attempt, row, half.cause), progressed=True)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            stopped = self._stopped(attempt, row, error)
            without_frames(error)
            return stopped

    def _stopped(
        self, attempt: Attempt, row: EffectRow, error: BaseException
    ) -> Failed | Postponed:
        if isinstance(error, BudgetExhausted):
            return Postponed(seconds=error.seconds, ambiguous=error.ambiguous)
        if isinstance(error, ProviderError):
            return attempt.on_failure(row, self._said(error))
        log.error("%s broke while doing %s: %s", row.target, row.op, error_location(error))
        broken = ProviderError("unavailable", f"{row.target} broke; the log says how")
        # It may have broken after the request went out: whether it rings is not known.
        return replace(attempt.on_failure(row, broken), ambiguous=True)

    def _said(self, error: ProviderError) -> ProviderError:
        """The same without secrets. After a time-out nobody knows either whether it was done."""
        return ProviderError(
            error.code,
            self._mask(str(error)),
            retry_after=error.retry_after,
            ambiguous=error.ambiguous or error.code == "timeout",
        )


def still_wanted(row: EffectRow, incident: Incident | None) -> bool:
    """Return False for a page that was answered or whose incident is over."""
    if incident is None:
        return is_no_incidents(row)
    if row.op != "page":
        return True
    page = incident.pages.get(json.loads(row.payload)["page"])
    if page is None or page.state in ("acked", "skipped"):
        return False
    return incident.status in ACTIVE or incident.reopen_proposed
