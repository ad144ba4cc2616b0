"""What a stranger may cost us: sizes in bytes, times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.providers.inbound import LARGEST_BODY


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of the web face; tests hand in shorter ones.

    Args:
        hook_bytes: The largest webhook body; one byte more is answered 413.
        small_bytes: So much of each webhook body is always taken.
        large_bytes: What all webhook bodies together may hold beyond that; further ones are
            answered 503.
        say_bytes: The largest body of `POST /say`.
        body_s: From the request's head to the last byte of its body; later is answered 408.
        head_s: From the first moment of a connection to the end of a request's head; later the
            connection is closed.
        linger_s: How long a sender may go on sending after an early answer, so that it reads it;
            also how long a connection that is closed may take to fetch what is left of it.
        unread_s: How long answers may stay unread before the connection is dropped.
        keep_alive_s: How long an idle connection is kept after an answer.
        head_bytes: The largest request head.
        busy: With this many webhooks being handled, further ones are answered 503.
        connections: With this many open, a further one displaces the one that has kept us waiting
            longest for its request; where none does, it is dropped itself.
        hook_threads: Webhooks handled at the same moment.
        door_threads: Webhooks whose heads are looked at in the same moment, before their bodies.
        desk_threads: Everything else that waits for the store, apart from webhooks.
        say_threads: Lines of other shells at the same moment; they may wait for a tool.
        stop_s: How long a stop waits for requests under way.
    """

    hook_bytes: int = LARGEST_BODY
    small_bytes: int = 64 * 1024
    large_bytes: int = 64 * 1024 * 1024
    say_bytes: int = 64 * 1024
    body_s: float = 10.0
    head_s: float = 10.0
    linger_s: float = 2.0
    unread_s: float = 10.0
    keep_alive_s: int = 5
    head_bytes: int = 16 * 1024
    busy: int = 200
    connections: int = 400
    hook_threads: int = 16
    door_threads: int = 4
    desk_threads: int = 8
    say_threads: int = 4
    stop_s: int = 5
