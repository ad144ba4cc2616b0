"""Presets: named queries of the team file, in which `{service}` may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from tocsin.providers.base import ProviderConfig

PLACE: Final = "{service}"
LONGEST: Final = 1000
MOST: Final = 50
_NAME: Final = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
_PLACE: Final = re.compile(r"(?<!\{)\{([A-Za-z_]+)\}(?!\})")


class AskedConfig(ProviderConfig):
    """Base config of instances that people query.

    The core reads their table `presets` by itself; `check` asks this model about each of them.

    Attributes:
        has_braces: Whether a word in braces, such as `{host}`, means something in the tool's own
            language. If so, `{service}` is filled in, and no other word is taken for a mistake.
    """

    has_braces: ClassVar[bool] = False

    def query_fault(self, text: str) -> str:
        """Return what is wrong with a query, as far as its text tells, or ""."""
        return ""


def needs_service(preset: str) -> bool:
    """Return whether a preset contains `{service}`."""
    return PLACE in preset


def filled(preset: str, service: str) -> str:
    """Return the query of a preset for a service of the team file.

    Args:
        service: The name of a service as the team file has it; never what an alert calls one.
    """
    return preset.replace(PLACE, service)


def preset_fault(name: str, text: object) -> str:
    """Return what is wrong with the text of a preset, or ""."""
    if _NAME.fullmatch(name) is None:
        return "This name does not fit: write lower-case letters, digits, - or _."
    if not isinstance(text, str) or not text.strip():
        return "A preset is a query in quotes."
    if len(text) > LONGEST or any(not character.isprintable() for character in text):
        return f"A preset is one line of at most {LONGEST} characters."
    return ""


def query_fault(config: ProviderConfig, text: str) -> str:
    """Return what the instance's own config finds wrong with a preset, or ""."""
    if not isinstance(config, AskedConfig):
        return ""
    try:
        return str(config.query_fault(filled(text, "service")))
    except Exception as error:  # noqa: BLE001 - a plugin's own check may raise anything
        return f"the check of its type itself failed ({type(error).__name__})"


Presets = Mapping[str, str]
"""Preset name -> its query, in file order."""


def word_fault(text: str) -> str:
    """What is wrong with the words in braces of a preset: `{service}` alone is filled in; or ""."""
    wrong = [word for word in _PLACE.findall(text) if word != "service"]
    return f"{{{wrong[0][:40]}}} is not known here; only {PLACE} is filled in." if wrong else ""
