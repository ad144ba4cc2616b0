"""Puts a double that tells nobody in the place of every provider instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from tocsin.chat.port import Chat
from tocsin.config.values import Teams
from tocsin.engine.ports import Providers
from tocsin.providers.kinds import KINDS
from tocsin.simulate.tools import Part, Stage


def silent(real: Providers, chats: Mapping[str, Chat], stage: Stage, teams: Teams) -> Providers:
    """The doubles of these instances."""
    doubles = {
        place: _double(
            Part(
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


def _double(part: Part[object]) -> object:
    module, _, name = KINDS[part.kind].double.partition(":")
    if not module:
        return part.real
    made: Callable[[Part[object]], object] = getattr(import_module(module), name)
    return made(part)
