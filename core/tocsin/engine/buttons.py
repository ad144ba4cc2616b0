"""Buttons as a platform can show them. What it cannot show is typed."""

from __future__ import annotations

from dataclasses import replace

from tocsin.chat.forms import Action
from tocsin.chat.port import Chat


def fitting_buttons(chat: Chat, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Return the buttons that fit under one message; without forms a button only says its line."""
    if "buttons" not in chat.capabilities:
        return ()
    few = actions[: chat.limits.actions]
    return (
        few if "forms" in chat.capabilities else tuple(replace(action, form="") for action in few)
    )
