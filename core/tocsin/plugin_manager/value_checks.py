"""Checks the values that hooks return."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tocsin.chat import ChatType
from tocsin.plugin_manager.guarded_calls import PluginBroken
from tocsin.providers import ObserverType, ProviderConfig, ProviderType
from tocsin.providers.kinds import KINDS

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def provider_type(value: object) -> ProviderType[ProviderConfig]:
    """Return the value if it is a valid provider type.

    Raises:
        PluginBroken: It cannot be a provider type; the sentence says why.
    """
    if not isinstance(value, ProviderType):
        raise PluginBroken(_other("tocsin_providers", value, "ProviderType"))
    given: dict[str, object] = vars(value)
    known = isinstance(given["kind"], str) and given["kind"] in KINDS
    if not known or not isinstance(given["name"], str):
        raise PluginBroken(
            f"there is no kind {given['kind']!r} of providers, or its type has no name"
        )
    model = given["config"]
    if not (isinstance(model, type) and issubclass(model, ProviderConfig)):
        raise PluginBroken(f"the config of {value.kind}.{value.name} is no ProviderConfig")
    if not callable(given["factory"]):
        raise PluginBroken(f"the factory of {value.kind}.{value.name} cannot be called")
    return value


def chat_type(value: object) -> ChatType[ProviderConfig]:
    """Return the value if it is a valid chat type.

    Raises:
        PluginBroken: It cannot be a chat type; the sentence says why.
    """
    if not isinstance(value, ChatType):
        raise PluginBroken(_other("tocsin_chats", value, "ChatType"))
    _check_parts(vars(value), "chat")
    return value


def errbot_plugin(value: object) -> type[object] | Path:
    """Return the value if it is a class or a folder; only the bot knows Errbot's classes.

    Raises:
        PluginBroken: It is neither a class nor a folder that is there.
    """
    if isinstance(value, Path) and not value.is_dir():
        raise PluginBroken("its hook tocsin_errbot_plugins returned a folder that is not there")
    if not isinstance(value, type | Path):
        raise PluginBroken(_other("tocsin_errbot_plugins", value, "BotPlugin classes or Path"))
    return value


def observer_type(value: object) -> ObserverType[ProviderConfig]:
    """Return the value if it is a valid observer type.

    Raises:
        PluginBroken: It cannot be an observer type; the sentence says why.
    """
    if not isinstance(value, ObserverType):
        raise PluginBroken(_other("tocsin_observers", value, "ObserverType"))
    _check_parts(vars(value), "observer")
    return value


def _other(hook: str, value: object, wanted: str) -> str:
    given = type(value).__name__
    return f"its hook {hook} returned a {given} among its values; return {wanted} values"


def _check_parts(given: Mapping[str, object], what: str) -> None:
    """A name people can write, a model for its settings, a factory. Raises Broken."""
    name, model = given["name"], given["config"]
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise PluginBroken(f"its {what} has no name as in incident-log (letters, digits, - and _)")
    if not (isinstance(model, type) and issubclass(model, ProviderConfig)):
        raise PluginBroken(f"the config of its {what} {name} is no ProviderConfig")
    if not callable(given["factory"]):
        raise PluginBroken(f"the factory of its {what} {name} cannot be called")
