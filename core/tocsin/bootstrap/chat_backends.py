"""Makes the chat platforms that `config.py` names."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tocsin.chat import Backend, ChatContext
from tocsin.deadlines import run_once
from tocsin.error_location import error_location
from tocsin.plugin_manager import Plugins
from tocsin.providers import ProviderConfig

log = logging.getLogger(__name__)
MAKING_S: Final = 10.0
PARTS: Final = ("chat", "listen", "fitness", "doctor", "stop")


@dataclass(frozen=True, kw_only=True)
class MadeBackends:
    """Platform -> its backend, and a sentence for each that could not be made.

    Args:
        seated: The platform that hears who sits at this process, or None.
    """

    made: Mapping[str, Backend]
    faults: tuple[str, ...] = ()
    seated: str | None = None


def seat_of(settings: Mapping[str, ProviderConfig], plugins: Plugins) -> str | None:
    """Return the platform that reads the stdin of the bot: the first that wants it, or None."""
    return next((name for name in settings if plugins.chats[name].seated), None)


def make_backends(
    settings: Mapping[str, ProviderConfig], plugins: Plugins, context: ChatContext
) -> MadeBackends:
    """Make every platform, with the seat of `context` for the one that takes it.

    A factory that fails is a fault, never the end: people are paged without that platform.
    """
    made: dict[str, Backend] = {}
    faults: list[str] = []
    seated = seat_of(settings, plugins) if context.seat is not None else None
    for name, config in settings.items():
        own = replace(context, name=name, seat=context.seat if name == seated else None)
        work = partial(plugins.chats[name].factory, config, own)
        try:
            made[name] = _sound(run_once(work, MAKING_S, name))
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            log.error("chat.%s cannot be made: %s", name, error_location(error))
            why = str(error) if isinstance(error, _Unsound) else type(error).__name__
            faults.append(f"chat.{name} cannot be made: {why}; the log says where")
    return MadeBackends(made=made, faults=tuple(faults), seated=seated if seated in made else None)


class _Unsound(Exception):
    """What a factory returned is no backend."""


def _sound(backend: Backend) -> Backend:
    missing = [name for name in PARTS if not hasattr(backend, name)]
    if missing:
        raise _Unsound(f"its factory returned a {type(backend).__name__} without {missing[0]}")
    return backend
