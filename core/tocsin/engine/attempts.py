"""One attempt for every kind of effect: data in, a result out. No retry lives here."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tocsin.domain.command import Base
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.engine.owners import is_no_incidents
from tocsin.engine.trouble import where
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.store.contract import EffectRow, Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Done:
    """It went out. `refs` are kept beside the incident; `provides` unparks what waited.

    Args:
        keeps: Keeps what depends on what is there by then, in the transaction that settles it.
        asked: Whether anybody was asked at all; some tools cannot do everything.
        through: The target that took it, where that may be another than the effect's.
    """

    signal: Base | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    keeps: Callable[[Tx], object] | None = None
    provides: tuple[str, ...] = ()
    asked: bool = True
    through: str = ""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """It did not, or we do not know.

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
    failed: Base | None = None
    refused: Base | None = None
    provides: tuple[str, ...] = ()
    progressed: bool = False
    lasting: bool = False


@dataclass(frozen=True, kw_only=True)
class Later:
    """Nothing went wrong: it goes on in so many `seconds`.

    Args:
        progressed: Whether some of it went out.
        ambiguous: Whether what goes on then may be out in part already.
    """

    seconds: float
    progressed: bool = False
    ambiguous: bool = False


Result = Done | Failed | Later


class Held(ProviderError):
    """Nothing may be sent for so many `seconds`. No failure: nobody was asked.

    Where it is `ambiguous`, some of the message is out.
    """

    def __init__(self, why: str, seconds: float, *, ambiguous: bool = False) -> None:
        super().__init__("rate_limited", why, retry_after=seconds, ambiguous=ambiguous)
        self.seconds = seconds


class Halfway(Exception):
    """Some of it went out and is known to have gone out; then came `cause`."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


def in_part(error: ProviderError) -> ProviderError:
    """The same of something that is out in part: whoever repeats it looks for what is there."""
    if isinstance(error, Held):
        return Held(str(error), error.seconds, ambiguous=True)
    return ProviderError(error.code, str(error), retry_after=error.retry_after, ambiguous=True)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """How one kind of effect is attempted.

    Args:
        limit: Bounds its attempts (None = by age).
        lasting: It is tried, at the pace of the first minutes, for as long as its incident is
            open, however often it fails.
    """

    make: Callable[[EffectRow], Done]
    on_failure: Callable[[EffectRow, ProviderError], Failed]
    limit: int | None = None
    lasting: bool = False


def plain_failure(_row: EffectRow, error: ProviderError) -> Failed:
    """A failure nobody but the effect log hears of until it is final."""
    return Failed(
        error=str(error),
        retryable=error.retryable,
        ambiguous=error.ambiguous,
        retry_after=error.retry_after,
    )


def passes(error: ProviderError) -> bool:
    """Whether a platform may take it later: by itself, or once it takes our token again."""
    return error.retryable or error.code == "auth"


def chat_failure(row: EffectRow, error: ProviderError) -> Failed:
    """As plain; what a platform did not take for our token is owed until that is mended."""
    return replace(plain_failure(row, error), retryable=passes(error))


class Attempts:
    """The table of all attempts, by op."""

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
        """How often this op is tried at most; None = bounded by age only."""
        return self._table[op].limit

    def lasts(self, op: str) -> bool:
        """Whether this op is tried for as long as its incident is open."""
        return self._table[op].lasting

    def make(self, row: EffectRow) -> Result:
        """Make one attempt. Whatever a provider does becomes a result.

        Raises:
            StoreUnavailable: Our own database is away; the lease runs out and it is made again.
        """
        attempt = self._table[row.op]
        try:
            return attempt.make(row)
        except StoreUnavailable:
            raise
        except Halfway as half:
            return replace(self._stopped(attempt, row, half.cause), progressed=True)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            return self._stopped(attempt, row, error)

    def _stopped(self, attempt: Attempt, row: EffectRow, error: BaseException) -> Failed | Later:
        if isinstance(error, Held):
            return Later(seconds=error.seconds, ambiguous=error.ambiguous)
        if isinstance(error, ProviderError):
            return attempt.on_failure(row, self._said(error))
        log.error("%s broke while doing %s: %s", row.target, row.op, where(error))
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
    """A page that was answered, or whose incident is over, is not sent any more."""
    if incident is None:
        return is_no_incidents(row)
    if row.op != "page":
        return True
    page = incident.pages.get(json.loads(row.payload)["page"])
    if page is None or page.state in ("acked", "skipped"):
        return False
    return incident.status in ACTIVE or incident.reopen_proposed
