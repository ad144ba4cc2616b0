"""The token that lets a webhook in, in each place where its sender can put it."""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import parse_qs

from tocsin.errors import Unauthorised
from tocsin.providers.base import RawRequest, Secret

MOST_PARAMETERS: Final = 10
"""An address with more of them brings no token."""


def require_token(
    request: RawRequest,
    tokens: Iterable[Secret],
    *,
    user: str = "",
    header: str = "",
    parameter: str = "",
) -> None:
    """Let a request in that brings one of the tokens, as `Authorization: Bearer <token>` or below.

    What came is compared with each token, as bytes and in constant time. Blanks and line breaks
    around a token do not count. A token that is not set, or is blank, lets nobody in.

    Args:
        request: Its body is not looked at.
        tokens: Those that are good at the same time.
        user: The token may also come as the password of this user (Basic authentication).
        header: It may also come as the value of this header; upper and lower case are the same.
        parameter: It may also come as this parameter of the address, named there once.

    Raises:
        Unauthorised: None of them came. The sentence says why, and shows nothing that came.
    """
    known = tuple(tokens)
    wanted = [value for token in known if (value := _value(token))]
    if not wanted:
        names = ", ".join(token.env for token in known)
        raise Unauthorised(f"No token is set here ({names}), so nobody comes in.")
    sent = [*_authorised(request, user), *_named(request, header), *_asked(request, parameter)]
    if not sent:
        raise Unauthorised(f"No token came; it is awaited {_places(user, header, parameter)}.")
    same = [hmac.compare_digest(given, value) for given in sent for value in wanted]
    if not any(same):
        raise Unauthorised("The token that came is not ours.")


def _value(token: Secret) -> bytes:
    """Our token without the line break that a file of secrets likes to end in."""
    return (token.reveal() if token.is_set else "").strip().encode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    """What was decoded as Latin-1 on its way in, as HTTP says; anything else never raises."""
    return text.strip().encode("latin-1", "backslashreplace")


def _authorised(request: RawRequest, user: str) -> Iterator[bytes]:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        yield _bytes(given)
    if scheme.lower() == "basic" and user:
        yield from _password(_bytes(given), user.encode())


def _password(pair: bytes, user: bytes) -> Iterator[bytes]:
    try:
        name, _, password = b64decode(pair, validate=True).partition(b":")
    except ValueError:
        return
    if name == user:
        yield password


def _named(request: RawRequest, header: str) -> Iterator[bytes]:
    if header and (given := request.headers.get(header.lower(), "").strip()):
        yield _bytes(given)


def _asked(request: RawRequest, parameter: str) -> Iterator[bytes]:
    query = request.path.partition("?")[2] if parameter else ""
    try:
        asked = parse_qs(query, max_num_fields=MOST_PARAMETERS, encoding="latin-1")
    except ValueError:
        return
    given = asked.get(parameter, [])
    if len(given) == 1:
        yield _bytes(given[0])


def _places(user: str, header: str, parameter: str) -> str:
    places: Sequence[str] = (
        "as a bearer token in the header Authorization",
        f"as the password of the user {user}" if user else "",
        f"in the header {header}" if header else "",
        f"as the parameter {parameter} of the address" if parameter else "",
    )
    return " or ".join(place for place in places if place)
