"""The draft of each kind: what is written for it, as `drafts.toml` has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

CHAT: Final = "chat"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is written for one kind.

    Attributes:
        made: The class that is the kind's provider.
        base: The class of `tocsin.providers` that its section inherits from.
        summary: What `tocsin plugins` says.
        section: What a team file says besides the type, a chat's `config.py`; `${name}` is the
            plugin.
        fields: The section's fields besides its address and token.
        reached: Whether it is called at an address, with a token.
        beside: Further modules that it needs.
    """

    made: str
    base: str
    summary: str
    section: str
    fields: str = ""
    reached: bool = True
    beside: Sequence[str] = ()

    @property
    def parents(self) -> tuple[str, ...]:
        """The classes that its section inherits from."""
        if not self.reached:
            return (self.base,)
        return ("Access",) if self.base == "ProviderConfig" else ("Access", self.base)


@cache
def drafts() -> Mapping[str, Draft]:
    """Return the draft of each kind, by the kind; `chat` is the last."""
    text = (files(__package__) / "drafts.toml").read_text(encoding="utf-8")
    return {kind: Draft(**draft) for kind, draft in tomllib.loads(text).items()}


def is_reached(kinds: Sequence[str]) -> bool:
    """Return whether something of it is called, at an address and with a token."""
    return any(drafts()[kind].reached for kind in kinds)
