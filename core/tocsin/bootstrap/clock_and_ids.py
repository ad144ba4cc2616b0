"""The real clock, real chance and real ids."""

from __future__ import annotations

import random
import secrets
from datetime import UTC, datetime

import uuid_utils


def utc_now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock everybody is given


def chance() -> float:
    """Return a uniform number in [0, 1), for the jitter of retries."""
    return random.random()


class RealIds:
    """Time-ordered UUIDs and unguessable tokens."""

    def incident(self) -> str:
        """Return a UUID of version 7."""
        return str(uuid_utils.uuid7())

    def token(self) -> str:
        """Return 256 bits, URL-safe."""
        return secrets.token_urlsafe(32)
