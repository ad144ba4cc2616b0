"""The values and Protocols that every kind of provider shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Generic, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from tocsin.providers.shared import Shared

if TYPE_CHECKING:
    from tocsin.domain.people import Person
    from tocsin.providers.kinds import Kind


class Secret:
    """A secret that is read from the environment when used and never shown.

    In a team file it is written `{ env = "PD_KEY" }`; a literal there is an error.
    """

    __slots__ = ("_env",)

    def __init__(self, env: str) -> None:
        """Remember the variable's name, not its value."""
        self._env = env

    def reveal(self) -> str:
        """Return the value, read from the environment now.

        Raises:
            KeyError: The variable is not set (`tocsin check` finds that beforehand).
        """
        return os.environ[self._env]

    @property
    def env(self) -> str:
        """The name of the environment variable."""
        return self._env

    @property
    def is_set(self) -> bool:
        """Whether the variable has a value that is not empty."""
        return bool(os.environ.get(self._env))

    def __repr__(self) -> str:
        """Return the variable's name, never the value."""
        return f"Secret(env={self._env!r})"


def _read_secret(value: object) -> Secret:
    if isinstance(value, Secret):
        return value
    if isinstance(value, Mapping) and set(value) == {"env"} and isinstance(value["env"], str):
        return Secret(value["env"])
    raise ValueError('a secret is written { env = "NAME" } and its value lives in the environment')


SecretField = Annotated[Secret, BeforeValidator(_read_secret)]


@dataclass(frozen=True, kw_only=True)
class Concern:
    """Something in a section that works today and will not always.

    Args:
        key: The key it is about, "" = the section itself.
        what: What will happen, and when: a whole sentence.
        fix: What to change: whole sentences.
    """

    key: str
    what: str
    fix: str


class ProviderConfig(BaseModel):
    """Base of every provider's section of a team file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def concerns(self) -> Iterator[Concern]:
        """What `tocsin check` warns of, though the section can be used; nothing is asked."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class Call:
    """One attempt of a call: deadline in seconds, keys, and number from 1.

    `effect_key` is one call (the `Idempotency-Key` header); `object_key` is shared by create,
    acknowledge, resolve and find of one object and has at most 64 ASCII characters.
    """

    effect_key: str
    object_key: str
    deadline_s: float
    attempt: int
    correlation: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Ref:
    """A provider's reference to an object: id, link, and data of its own."""

    id: str = ""
    url: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PageRef(Ref):
    """What a status page gives back that reads what stands there before it writes.

    Args:
        by_hand: What somebody else had changed there since the last `put`, in a few words, as
            `it said resolved`; by now it is put right. "" = nothing.
    """

    by_hand: str = ""


@dataclass(frozen=True, kw_only=True)
class RawRequest:
    """One inbound HTTP request, exactly as it came. Header names are lower case.

    The value of a header is whatever a stranger wrote: what becomes bytes for a signature is
    encoded with `"surrogateescape"`; a time is looked at by `SignedConfig.is_now` first.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    received: datetime


class KeyValue(Protocol):
    """A small store for one provider instance."""

    def get(self, key: str) -> str | None:
        """Return the value, or None."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep the value; it is committed on return."""
        ...


class Direct(Protocol):
    """Protocol of the function that sends a direct message to a person."""

    def __call__(self, person: Person, text: str, key: str, /, *, link: str = "") -> None:
        """Send the message; `link` is a web address shown as a link.

        An address within the text is shown and cannot be followed, as it may be a stranger's.

        Raises:
            ProviderError: No chat took it.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class ProviderContext:
    """What a provider's factory gets besides its config.

    Args:
        team: Team id whose file holds the section.
        instance: Name of the section, e.g. `hook` for `[paging.hook]`.
        data_dir: A folder of this instance's own.
        clock: Returns the present moment, aware, UTC.
        direct: Sends a direct message to a person on their chat; raises ProviderError.
        shared: What the sections of one team use together: with one key `[paging.pd]` and
            `[schedules.pd]` have one client, and so one limit and one set of connections.
        components: The components on the status page that services of the team stand for.
    """

    team: str
    instance: str
    data_dir: Path
    clock: Callable[[], datetime]
    store: KeyValue
    direct: Direct
    shared: Shared = field(default_factory=Shared)
    components: tuple[str, ...] = ()


C = TypeVar("C", bound=ProviderConfig)


@dataclass(frozen=True, kw_only=True)
class ProviderType(Generic[C]):
    """A type of provider a plugin adds: name, config model and factory.

    `factory(config, context)` returns an object that fulfils the Protocol of `kind`.
    """

    kind: Kind
    name: str
    summary: str
    config: type[C]
    factory: Callable[[C, ProviderContext], object]
