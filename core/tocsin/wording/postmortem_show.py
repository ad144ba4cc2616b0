"""What is shown when somebody asks for the post-mortem or its action items."""

from __future__ import annotations

from typing import Final

from tocsin.domain.incident import ActionItem
from tocsin.domain.obligations import owed
from tocsin.domain.postmortem import NEVER, SECTIONS, open_actions, required
from tocsin.domain.postmortem_draft import Kept
from tocsin.wording.clean import clean
from tocsin.wording.owed import due_text, label, typed
from tocsin.wording.postmortem import document
from tocsin.wording.postmortem_state import state
from tocsin.wording.scene import Scene, lines

_CLOCKS: Final = (
    "postmortem-draft",
    "postmortem-review",
    "postmortem-publish",
    "public-postmortem",
)


def postmortem_text(scene: Scene, kept: Kept, *, rows: int) -> str:
    """Where it stands, what to type next, and the document as it reads now."""
    incident = scene.incident
    if incident.status in NEVER:
        return f"{incident.key} is {incident.status}; it has no post-mortem."
    need = "required" if required(incident) else "not required"
    return (
        lines(
            f"Post-mortem of {incident.key}: {state(scene)} ({need}).",
            *(_clock(name, scene) for name in _CLOCKS),
            how_to_write(scene),
            "",
        )
        + f"\n\n{document(scene, kept, rows=rows)}".rstrip()
    )


def _clock(name: str, scene: Scene) -> str:
    one = owed(scene.incident, name)
    if one is None:
        return ""
    type_it = scene.here(typed(name, scene.incident))
    return f"{label(name)} {due_text(one.due, scene)}: {type_it}"


def how_to_write(scene: Scene) -> str:
    """How a section is filled, and which there are."""
    return f"Write: {scene.here('postmortem <section> <text>')}; sections: {', '.join(SECTIONS)}."


def actions_text(scene: Scene) -> str:
    """Action items, the open ones first, the earliest due first."""
    items = scene.incident.actions.values()
    if not items:
        how = scene.anywhere("action add <text> @who <due>")
        return f"{scene.incident.key} has no action items. To add one: {how}"
    done = tuple(one for one in items if one.done)
    return lines(
        *(_item(one, scene) for one in (*open_actions(scene.incident), *done)),
        f"Done: {scene.anywhere('action done <n>')}",
    )


def _item(item: ActionItem, scene: Scene) -> str:
    box = "[x]" if item.done else "[ ]"
    return f"{box} {item.n} {clean(item.text)} ({scene.name(item.owner)}, {item.due})"
