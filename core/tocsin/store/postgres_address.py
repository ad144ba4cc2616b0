"""Takes a PostgreSQL URL apart and hides its secrets."""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tocsin.errors import InvalidValue

DRIVER: Final = "postgresql+psycopg"
SECRETS: Final = ("password", "sslpassword")
_SCHEMES: Final = ("postgresql", DRIVER)


def postgres_url(url: str) -> URL:
    """Return the parts of a URL.

    Raises:
        InvalidValue: It names no database of PostgreSQL. The URL is not repeated: it may hold a
            password.
    """
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        made = None
    if made is None or made.drivername not in _SCHEMES or not made.database:
        raise InvalidValue(
            'This database cannot be used; write "postgresql://user:password@host/database", '
            "and percent-encode what is special in the password (@ as %40, / as %2F, # as %23)."
        )
    return made.set(drivername=DRIVER)


def password_of(address: URL) -> str:
    """Return the password of a URL; the query goes before the user part, as for the driver."""
    return _text(address.query.get("password")) or str(address.password or "")


def key_password_of(address: URL) -> str:
    """Return the password of the client's key."""
    return _text(address.query.get("sslpassword"))


def without_secrets(address: URL) -> URL:
    """Return the URL without passwords, to be shown or given to other programs."""
    return URL.create(
        "postgresql",
        username=address.username,
        host=address.host,
        port=address.port,
        database=address.database,
        query={name: value for name, value in address.query.items() if name not in SECRETS},
    )


def shown_address(url: str) -> str:
    """Return `postgresql://host:5432/database`: no user, no password, no settings.

    Raises:
        InvalidValue: As `postgres_url`.
    """
    address = postgres_url(url)
    host = address.host or _text(address.query.get("host"))
    port = f":{address.port}" if address.port else ""
    return f"postgresql://{host}{port}/{address.database}"


def _text(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else "".join((value or ("",))[-1:])
