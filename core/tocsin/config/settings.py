"""Reads the values of `config.py`; a wrong one becomes a `Problem`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tocsin.config.fields import is_person_id
from tocsin.config.problem_words import split_advice
from tocsin.config.pydantic_problems import problems_of
from tocsin.config.url_passwords import has_bare_password
from tocsin.errors import InvalidValue, Problem

T = TypeVar("T")
_SQLITE: Final = "sqlite:///"
_POSTGRES: Final = ("postgresql:", "postgresql+")
_DATABASES: Final = ("sqlite:", "sqlite+", *_POSTGRES)


@dataclass(frozen=True, kw_only=True)
class Web:
    """Where the web face listens, and the public address."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = "http://127.0.0.1:8080"

    def on_port(self, port: int) -> Web:
        """Return the same on another port; a written `public_url` stays."""
        derived = self.public_url == _own_address(self.host, self.port)
        url = _own_address(self.host, port) if derived else self.public_url
        return Web(host=self.host, port=port, public_url=url)


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://\S+", value):
        raise ValueError('this is no web address; write "https://tocsin.example.com"')
    return value


class _WebPart(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: Annotated[str, AfterValidator(_web_address)] | None = None


class ConfigNamespace:
    """The names of an executed `config.py`, and their faults."""

    def __init__(self, names: Mapping[str, object], *, file: str, folder: Path) -> None:
        """Keep the names; relative paths are meant from `folder`."""
        self._names = names
        self._file = file
        self._folder = folder
        self.problems: list[Problem] = []

    def take(self, name: str, read: Callable[[object, Path], T], default: T) -> T:
        """Return the value of a name, or its default where it is missing or wrong."""
        if name not in self._names:
            return default
        try:
            return read(self._names[name], self._folder)
        except InvalidValue as error:
            what, fix = split_advice(str(error))
        except Exception as error:  # noqa: BLE001 - a value of a file that may hold anything
            what, fix = f"Reading this stopped with {type(error).__name__}.", "Write a plain value."
        self.problems.append(Problem(file=self._file, key=name, what=what, fix=fix))
        return default

    def web(self, name: str) -> Web:
        """Return the settings of the web face."""
        written = self._names.get(name, {})
        if not isinstance(written, Mapping):
            what, fix = "This must be a dict.", 'Write {"host": "127.0.0.1", "port": 8080}.'
            self.problems.append(Problem(file=self._file, key=name, what=what, fix=fix))
            return Web()
        try:
            return _web(_WebPart.model_validate(dict(written)))
        except ValidationError as error:
            self.problems += problems_of(error, _WebPart, file=self._file, prefix=(name,))
            return Web()


def _web(part: _WebPart) -> Web:
    url = part.public_url or _own_address(part.host, part.port)
    return Web(host=part.host, port=part.port, public_url=url.rstrip("/"))


def _own_address(host: str, port: int) -> str:
    """How this machine reaches what listens there."""
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(host, host)
    address = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    return f"http://{address}:{port}"


def prefix(value: object, _: Path) -> str:
    """Return the prefix of commands: printable, without blanks before it.

    Raises:
        InvalidValue: It is something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue('this must be a text; write it in quotes, like "!"')
    if not value.isprintable() or value != value.lstrip():
        raise InvalidValue('nobody can type a command that begins like that; write "!"')
    return value


def admins(value: object, _: Path) -> tuple[str, ...]:
    """Return person ids, given with or without `@`.

    Raises:
        InvalidValue: It is no list of ids.
    """
    entries = list(value) if isinstance(value, list | tuple | set | frozenset) else [None]
    ids = tuple(entry.removeprefix("@") if isinstance(entry, str) else "" for entry in entries)
    if not all(is_person_id(account_id) for account_id in ids):
        raise InvalidValue('this must be a list of person ids; write ["ana", "bo"]')
    return ids


def folder(value: object, base: Path) -> Path:
    """Return an absolute path; a relative one starts at the folder of the file.

    Raises:
        InvalidValue: It is no path.
    """
    if not isinstance(value, str | Path) or not str(value) or "\0" in str(value):
        raise InvalidValue('this must be a path; write it in quotes, like "data"')
    try:
        return base / Path(value).expanduser()
    except RuntimeError:
        raise InvalidValue("nobody of that name has a home here; write the whole path") from None


def errbot_plugins(value: object, base: Path) -> Path | None:
    """Return the folder with plugins for Errbot, or None.

    Raises:
        InvalidValue: It is no path, or no folder is there.
    """
    if value is None:
        return None
    found = folder(value, base)
    if not found.is_dir():
        raise InvalidValue("there is no such folder; make it, or write None")
    return found


def database_url(value: object, base: Path) -> str:
    """Return a database URL; a relative SQLite file starts at the folder of the file.

    Raises:
        InvalidValue: It names no database that can be used. The URL is not repeated: it may
            hold a password.
    """
    if not isinstance(value, str) or not value.startswith(_DATABASES) or "\0" in value:
        raise InvalidValue(
            'this is no database URL; write "sqlite:///data/tocsin.db" or "postgresql://…"'
        )
    if value.startswith(_POSTGRES) and has_bare_password(value):
        raise InvalidValue(
            "the password of this URL has a character that means something in an address; "
            "percent-encode it: @ is %40, / is %2F, ? is %3F, # is %23"
        )
    if value.startswith(_POSTGRES) and not _is_postgres(value):
        raise InvalidValue(
            "this URL of PostgreSQL cannot be used; "
            'write "postgresql://user:password@host:5432/database", and percent-encode what is '
            "special in the password"
        )
    path = value.removeprefix(_SQLITE)
    if path == value or path.startswith(("/", ":")) or not path:
        return value
    return sqlite_url(base / path)


def _is_postgres(url: str) -> bool:
    """Whether scheme, port and name of the database can be meant."""
    try:
        parts = urlsplit(url)
        port_is_one = parts.port != 0
    except ValueError:
        return False
    schemes = ("postgresql", "postgresql+psycopg")
    return port_is_one and parts.scheme in schemes and len(parts.path) > 1


def sqlite_url(file: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"{_SQLITE}{file}"


def chats(value: object, _: Path) -> dict[str, dict[str, object]]:
    """Return settings by platform. Faults never quote a setting, since it may be a token.

    Raises:
        InvalidValue: It is no dict of dicts, or empty.
    """
    if not isinstance(value, Mapping) or not value:
        raise InvalidValue('this must be a dict with at least one chat; write {"console": {}}')
    return _named(value, 'each chat is a name with a dict of settings; write {"console": {}}')


def observers(value: object, _: Path) -> dict[str, dict[str, object]]:
    """Return settings by observer. Faults never quote a setting, since it may be a token.

    Raises:
        InvalidValue: It is no dict of dicts.
    """
    advice = 'each observer is a name with a dict of settings; write {"incident-log": {}}'
    if not isinstance(value, Mapping):
        raise InvalidValue(advice)
    return _named(value, advice)


def _named(value: Mapping[object, object], advice: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name, settings in value.items():
        if not isinstance(name, str) or not name or not isinstance(settings, Mapping):
            raise InvalidValue(advice)
        found[name] = dict(settings)
    return found
