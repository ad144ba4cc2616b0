"""Checks base URLs and joins them with the path of a request."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from tocsin.errors import ProviderError

# What stands for itself in a path. `%` too: what is quoted already stays as it is.
_PATH = "/:@!$&'()*+,;=~%-._"
Param = str | int | Sequence[str | int]


@dataclass(frozen=True, kw_only=True)
class Address:
    """A parsed URL as it is sent. `target` is its path with its query."""

    scheme: str
    host: bytes
    port: int | None
    netloc: bytes = field(repr=False)
    target: bytes = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def check_url(url: str) -> str:
    """Return the URL if requests can be sent to it.

    Raises:
        ValueError: They cannot; the sentence does not repeat the address.
    """
    from tocsin.providers.http.transport import parsed

    found = parsed(url)
    if found is None:
        raise ValueError("not a readable address")
    if found.scheme not in {"http", "https"} or not found.host:
        raise ValueError("write a whole address that begins with https:// or http://")
    return url


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def segment(text: str) -> str:
    """Return a text percent-encoded as one part of a path.

    Raises:
        ProviderError: `invalid`: it is empty, `.` or `..`, which would name another place.
    """
    if text in {"", ".", ".."}:
        raise ProviderError("invalid", f"{text!r} is no name of anything there.")
    return quote(text.encode("utf-8", "replace"), safe="")


def target(base: bytes, path: str, params: Mapping[str, Param]) -> bytes:
    """Return path and query of a request: the base's path, then the request's."""
    root, _, query = base.decode("ascii").partition("?")
    whole = root
    if path:
        quoted = quote(path.encode("utf-8", "replace"), safe=_PATH)
        whole = f"{root.rstrip('/')}/{quoted.lstrip('/')}"
    own = urlencode(params, doseq=True, encoding="utf-8", errors="replace") if params else ""
    both = "&".join(part for part in (query, own) if part)
    return f"{whole}?{both}".encode("ascii") if both else whole.encode("ascii")
