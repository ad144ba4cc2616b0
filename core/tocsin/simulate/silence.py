"""Replaces every provider instance by a double."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from tocsin.chat.port import Chat
from tocsin.config.values import Teams
from tocsin.engine.ports import Providers
from tocsin.providers.kinds import KINDS
from tocsin.simulate.tools import DoubleContext, DoubledInstance


def silent(
    real: Providers, chats: Mapping[str, Chat], stage: DoubleContext, teams: Teams
) -> Providers:
    """Return the doubles of these instances."""
    doubles = {
        place: _double(
            DoubledInstance(
                real=provider,
                kind=place[0],
                team=teams.teams[place[1]],
                instance=place[2],
                stage=stage,
            )
        )
        for place, provider in real.made.items()
    }
    return Providers(chats=chats, made=doubles, broken=real.broken)


def _double(part: DoubledInstance[object]) -> object:
    module, _, name = KINDS[part.kind].double.partition(":")
    if not module:
        return part.real
    made: Callable[[DoubledInstance[object]], object] = getattr(import_module(module), name)
    return made(part)
