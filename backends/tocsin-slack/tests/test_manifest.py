"""The app's manifest is one that Slack takes, and it asks for what the README says, no more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tocsin_slack.doctor import MANIFEST, scopes

README: Final = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
ROW: Final = re.compile(r"^\| `([a-z_.:]+)` \| (.+) \|$", re.MULTILINE)
Manifest = dict[str, Any]  # Any: JSON as Slack's page of manifests describes it

KEYS: Final = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands"},
    "oauth_config": {"scopes"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
}
LENGTHS: Final = {
    ("display_information", "name"): range(1, 36),
    ("display_information", "description"): range(1, 141),
    ("display_information", "long_description"): range(174, 4001),
    ("features", "bot_user", "display_name"): range(1, 81),
    ("features", "shortcuts", 0, "name"): range(1, 25),
    ("features", "shortcuts", 0, "callback_id"): range(1, 256),
    ("features", "shortcuts", 0, "description"): range(1, 151),
    ("features", "slash_commands", 0, "command"): range(2, 33),
    ("features", "slash_commands", 0, "description"): range(1, 2001),
    ("features", "slash_commands", 0, "usage_hint"): range(1, 1001),
    ("oauth_config", "scopes", "bot"): range(1, 256),
    ("settings", "event_subscriptions", "bot_events"): range(1, 101),
}


@pytest.fixture(scope="module")
def made() -> Manifest:
    read: Manifest = json.loads(MANIFEST.read_text())
    return read


def at(made: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path of keys."""
    for step in path:
        made = made[step]
    return made


def reasons(heading: str) -> dict[str, str]:
    """The table below one heading of the README: what is asked for -> why."""
    text = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(ROW.findall(text))


@pytest.mark.parametrize(("where", "keys"), KEYS.items())
def test_it_has_the_keys_that_slack_knows(made: Manifest, where: str, keys: set[str]) -> None:
    assert set(made[where] if where else made) <= keys


@pytest.mark.parametrize(("path", "lengths"), LENGTHS.items())
def test_every_text_and_list_is_as_long_as_slack_takes(
    made: Manifest, path: tuple[str | int, ...], lengths: range
) -> None:
    assert len(at(made, path)) in lengths


def test_names_are_written_as_slack_takes_them(made: Manifest) -> None:
    assert re.fullmatch(r"[a-z0-9_.-]+", made["features"]["bot_user"]["display_name"])
    assert re.fullmatch(r"#[0-9a-f]{6}", made["display_information"]["background_color"])
    assert made["features"]["shortcuts"][0]["type"] == "message"


def test_everything_comes_over_the_socket_and_tokens_do_not_change(made: Manifest) -> None:
    """A token that rotates must be refreshed every 12 hours, and there is no way back."""
    settings = made["settings"]

    assert settings["socket_mode_enabled"]
    assert settings["interactivity"] == {"is_enabled": True}
    assert not settings["token_rotation_enabled"]
    assert "url" not in MANIFEST.read_text().replace("background", "")


def test_whoever_is_named_in_a_command_arrives_as_an_id(made: Manifest) -> None:
    command = made["features"]["slash_commands"][0]

    assert command["command"] == "/incident"
    assert command["should_escape"]


def test_people_can_write_to_the_bot_and_see_what_they_owe(made: Manifest) -> None:
    home = made["features"]["app_home"]

    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_every_scope_has_its_reason_in_the_readme() -> None:
    assert set(reasons("What it may do, and why")) == scopes() | {"connections:write"}


def test_every_event_has_its_reason_in_the_readme(made: Manifest) -> None:
    told = set(made["settings"]["event_subscriptions"]["bot_events"])

    assert set(reasons("What it hears")) == told


def test_a_command_prints_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tocsin_slack"], capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == json.loads(MANIFEST.read_text())
