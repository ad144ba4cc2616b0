"""The app as Slack is to make it: its scopes, events, command and shortcut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

MANIFEST_FILE: Final = Path(__file__).with_name("manifest.json")


def manifest() -> str:
    """The manifest as it is pasted into Slack: JSON, ended by a new line."""
    return MANIFEST_FILE.read_text(encoding="utf-8")


def scopes() -> frozenset[str]:
    """What the bot token must be allowed."""
    return frozenset(json.loads(manifest())["oauth_config"]["scopes"]["bot"])
