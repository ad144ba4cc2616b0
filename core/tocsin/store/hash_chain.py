"""The hashes of event bodies and of the chain."""

from __future__ import annotations

from hashlib import sha256

from tocsin.errors import InvalidValue


def chain_start(incident_id: str) -> str:
    """Return h0 = sha256("tocsin:" + incident id), as lower-case hex."""
    return sha256(f"tocsin:{incident_id}".encode()).hexdigest()


def body_hash(body: str) -> str:
    """Return the sha256 of a body's UTF-8, as lower-case hex.

    Raises:
        InvalidValue: The text has half a character (a lone surrogate) and is no UTF-8.
    """
    try:
        return sha256(body.encode()).hexdigest()
    except UnicodeEncodeError:
        raise InvalidValue("The text has a broken character; send it again without it.") from None


def chain_link(previous: str, body_sha256: str) -> str:
    """Return h(n) = sha256 of the raw 32 bytes of h(n-1) and of the body's hash."""
    return sha256(bytes.fromhex(previous) + bytes.fromhex(body_sha256)).hexdigest()


def chain_next(previous: str, body: str) -> tuple[str, str]:
    """Return `(body_sha256, chain)` of the next event, given the chain before it.

    Raises:
        InvalidValue: The body is not UTF-8.
    """
    hashed = body_hash(body)
    return hashed, chain_link(previous, hashed)
