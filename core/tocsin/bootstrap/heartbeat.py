"""The heartbeat: a sign of life for somebody outside, sent only while calls would be made.

Whoever gets it calls you when it stops: a dead machine cannot page anybody. Its address is a
secret; no line of the log has it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing

from tocsin.config.operations import Heartbeat
from tocsin.errors import ProviderError
from tocsin.providers.http import Via

log = logging.getLogger(__name__)
WHOLE_S = 10.0


class HeartbeatRefused(Exception):
    """The other side answered, and not with 2xx."""


def send(url: str) -> None:
    """Send one GET; no redirect is followed, nothing of the answer is read but its status.

    Raises:
        HeartbeatRefused: The answer was not 2xx.
        ProviderError: There was none.
        ValueError: That is no address.
    """
    from tocsin.providers.http.transport import Outgoing, Transport, parsed

    address = parsed(url)
    if address is None:
        raise ValueError("not a readable address")
    headers = ((b"Host", address.netloc), (b"User-Agent", b"tocsin"))
    request = Outgoing(method="GET", target=address.target, headers=headers, body=b"", read=False)
    with closing(Transport(address, via=Via(), tool="it")) as transport:
        status = transport.exchange(request, WHOLE_S).status
    if status // 100 != 2:
        raise HeartbeatRefused(f"it answered {status}")


class HeartbeatSender:
    """Beats. `step` is called by a loop of its own, which may hang without harm."""

    def __init__(
        self,
        settings: Heartbeat,
        trouble: Callable[[], str],
        *,
        steady: Callable[[], float] = time.monotonic,
        sending: Callable[[str], None] = send,
    ) -> None:
        """The first beat is due at once.

        Args:
            trouble: Why nobody may rely on this process now, or "".
        """
        self._settings = settings
        self._trouble = trouble
        self._steady = steady
        self._sending = sending
        self._next = steady()
        self._last = ""

    def step(self) -> int:
        """Send a beat if it is time and all is well; a reason not to is told when it changes."""
        if self._steady() < self._next:
            return 0
        self._next = self._steady() + self._settings.every.total_seconds()
        trouble = self._trouble()
        failure = "" if trouble else self._beat()
        self._tell(f"is withheld: {trouble}" if trouble else failure)
        return 0

    def _beat(self) -> str:
        try:
            self._sending(self._settings.url)
        except HeartbeatRefused as error:
            return f"is not taken: {error}"
        except ProviderError as error:
            return f"cannot be sent: {error}"
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot itself goes on
            return f"cannot be sent: {type(error).__name__}"
        return ""

    def _tell(self, said: str) -> None:
        kind, last = said.partition(":")[0], self._last.partition(":")[0]
        if said and kind != last:
            log.error("the heartbeat %s", said)
        elif last and not said:
            log.warning("the heartbeat goes out again")
        self._last = said
