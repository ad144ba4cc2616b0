"""Block Kit as Slack's reference describes it: what is refused, and what Slack fills in."""

from __future__ import annotations

import json
from typing import Any

from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.workspace import Refused


def checked(blocks: Any, surface: str) -> list[Json]:
    """The blocks, each with a `block_id`."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    return [{"block_id": f"b{number}", **one} for number, one in enumerate(blocks)]


def checked_view(view: Any, kind: str) -> Json:
    """The view, each of its blocks with a `block_id`."""
    found = json.loads(view) if isinstance(view, str) else view
    if not isinstance(found, dict):
        raise Refused("invalid_arguments")
    return {**found, "blocks": checked(found.get("blocks"), kind)}
