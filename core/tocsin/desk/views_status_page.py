"""What the status page shows, and what `publish` would say."""

from __future__ import annotations

from tocsin.chat import Words
from tocsin.desk.queries import Sight
from tocsin.domain.status_page import to_publish
from tocsin.wording.status_page import shown_text


def status_page(sight: Sight) -> Words:
    """The last entries, the draft, which pages fell behind, and what comes next."""
    incident, scene = sight.incident, sight.scene
    entry, words = to_publish(incident), ""
    if entry is not None and not incident.status_draft:
        words = sight.ask.roster().words(entry.template, incident, scene.now)
    return shown_text(scene, words)
