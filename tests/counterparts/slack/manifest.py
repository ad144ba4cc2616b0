"""What an app asks for in its manifest; what it does not ask for it is not told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.counterparts.slack.scopes import EVENTS, EVERY


@dataclass
class Manifest:
    """An app's settings. As it stands: all there is.

    Args:
        commands: Slash command -> whether names in it come as ids; None = any, and they do.
        shortcuts: Their callback ids; None = any.
    """

    scopes: set[str] = field(default_factory=lambda: set(EVERY))
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: dict[str, bool] | None = None
    shortcuts: set[str] | None = None
    interactive: bool = True
    home: bool = True

    def hears(self, event: str) -> bool:
        """Whether an event is subscribed, with the scope it needs."""
        needed = EVENTS.get(event, "")
        return event in self.events and (not needed or needed in self.scopes)

    def escapes(self, command: str) -> bool:
        """Whether names in a slash command come as ids.

        Raises:
            AssertionError: The app has no such command: Slack would say so to who types it.
        """
        known = (self.commands is None or command in self.commands) and "commands" in self.scopes
        assert known, f"{command} is no command of this app"
        return self.commands is None or self.commands[command]


def read(path: Path) -> Manifest:
    """The manifest of a file."""
    found = json.loads(path.read_text(encoding="utf-8"))
    settings, features = found.get("settings", {}), found.get("features", {})
    assert settings.get("socket_mode_enabled"), "the app does not listen over Socket Mode"
    return Manifest(
        scopes=set(found["oauth_config"]["scopes"]["bot"]),
        events=set(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands={
            one["command"]: bool(one.get("should_escape"))
            for one in features.get("slash_commands", ())
        },
        shortcuts={one["callback_id"] for one in features.get("shortcuts", ())},
        interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        home=bool(features.get("app_home", {}).get("home_tab_enabled")),
    )
