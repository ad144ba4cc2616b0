"""Finds the passwords in a database URL without a library.

A password may hold what means something in an address (`@`, `/`, `?`, `#`). Whoever reads it then
takes a part of the password for a host or a file, and says so in its errors: such an address is
refused here, before anybody tries it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, unquote_plus

SECRET_SETTINGS: Final = ("password", "sslpassword")
SPECIAL: Final = frozenset("@/?#[] \t\r\n")
# host:5432/database?setting=value; several hosts are joined by commas, a socket has none.
_PLACE: Final = re.compile(r"[^@/?#]*/[^@/?#]+(?:\?[^#]*)?")
_CREDENTIALS: Final = re.compile(r"[^:/?#@]*(?::(?P<password>.*))?", re.DOTALL)


def has_bare_password(url: str) -> bool:
    """Return whether a character of the password should have been percent-encoded."""
    credentials = _credentials(url.partition("://")[2])
    found = _CREDENTIALS.fullmatch(credentials)
    password = found["password"] or "" if found else credentials
    return bool(SPECIAL & set(password))


def _credentials(rest: str) -> str:
    """What stands before the last `@` behind which there is a place; "" without one."""
    at = len(rest)
    while (at := rest.rfind("@", 0, at)) >= 0:
        if _PLACE.fullmatch(rest[at + 1 :]):
            return rest[:at]
    return ""


def passwords_in(url: str) -> Iterator[str]:
    """Return every text in a URL that is or may be a password, encoded and decoded."""
    rest = url.partition("://")[2]
    for text in (_credentials(rest), rest.partition("@")[0] if "@" in rest else ""):
        password = text.partition(":")[2]
        yield from (password, unquote(password))
    for setting in rest.partition("?")[2].split("&"):
        name, _, value = setting.partition("=")
        if unquote(name) in SECRET_SETTINGS:
            yield from (value, unquote(value), unquote_plus(value))
