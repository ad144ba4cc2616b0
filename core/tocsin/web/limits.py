"""The limits of the web face: sizes in bytes, times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.providers.inbound import LARGEST_BODY


@dataclass(frozen=True, kw_only=True)
class WebLimits:
    """Sizes, times and counts that a request may take; tests hand in smaller ones.

    Args:
        hook_bytes: The largest webhook body; one byte more is answered 413.
        say_bytes: The largest body of `POST /say`.
        body_s: From the request's head to the last byte of its body; later is answered 408.
        head_s: From the first moment of a connection to the end of a request's head; later the
            connection is closed.
        drain_s: How long after an answer that came before the end of the body the rest is read and
            dropped, so that the sender reads the answer.
        keep_alive_s: How long an idle connection is kept after an answer.
        head_bytes: The largest request head.
        busy: With this many webhooks under way, from the head to the answer, further ones are
            answered 503. Fewer than `connections`, so that acknowledge links still get in.
        connections: With this many open, a further one closes one that waits for a request; where
            none does, it is closed itself.
        hook_threads: Webhooks handled at the same moment.
        door_threads: Webhooks whose heads are looked at in the same moment, before their bodies.
        desk_threads: Everything else that waits for the store, apart from webhooks.
        say_threads: Lines of other shells at the same moment; they may wait for a tool.
        stop_s: How long a stop waits for requests under way.
    """

    hook_bytes: int = LARGEST_BODY
    say_bytes: int = 64 * 1024
    body_s: float = 10.0
    head_s: float = 10.0
    drain_s: float = 2.0
    keep_alive_s: int = 5
    head_bytes: int = 16 * 1024
    busy: int = 200
    connections: int = 400
    hook_threads: int = 16
    door_threads: int = 4
    desk_threads: int = 8
    say_threads: int = 4
    stop_s: int = 5
