"""The public name, title and phrase of an incident for outsiders, from names in the team file."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list

# What people write where they know nothing.
NOTHING: Final = frozenset(
    {"", "unknown", "unclear", "none", "tbd", "tba", "n/a", "na", "-", "–", "—", "not known"}
)
_DOTS: Final = re.compile(r"\.{2,}")
LONGEST: Final = 1000
SOME: Final = "some of our services"
LONGEST_NAME: Final = 60
LONGEST_TITLE: Final = 120


def components(incident: Incident) -> tuple[str, ...]:
    """The components on the status page that the service in trouble stands for."""
    info = None if "private" in incident.flags else incident.service_info
    named = info.components if info is not None else ()
    return tuple(shown for part in named if (shown := phrase(part, LONGEST_NAME)))


def service(incident: Incident) -> str:
    """The service in trouble as customers know it, else `some of our services`.

    It is the `public` name of the team file, or the components; never a word somebody typed.
    """
    info = None if "private" in incident.flags else incident.service_info
    given = phrase(info.public, LONGEST_NAME) if info is not None else ""
    return given or comma_list(components(incident)) or SOME


def issue(incident: Incident) -> str:
    """`problems with Checkout`; the same words whatever kind of incident it is."""
    return f"problems with {service(incident)}"


def title(incident: Incident) -> str:
    """The title outsiders read: what was given for the public, else `Problem with Checkout`."""
    given = phrase(incident.public_title, LONGEST_TITLE)
    return f"{given[:1].upper()}{given[1:]}" if given else f"Problem with {service(incident)}"


def phrase(text: str, limit: int = LONGEST) -> str:
    """Somebody's words as a part of a sentence of ours, "" where they say that nothing is known.

    They stand on one line, and no punctuation at their ends meets ours.
    """
    said = _DOTS.sub("…", clean(text, limit)).strip(" .,;:!?…")
    return "" if said.lower() in NOTHING else said


def page_key(incident: Incident) -> str:
    """Return the public id of an incident: a hash, so that outsiders cannot count incidents."""
    return hashlib.sha256(f"status page {incident.id}".encode()).hexdigest()[:16]
