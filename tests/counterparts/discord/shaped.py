"""What simcord answers, with the fields that Discord's document wants beside its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.counterparts.discord.world import Json

GUILD: Final[Json] = {
    "home_header": None, "region": "europe", "widget_enabled": False, "widget_channel_id": None,
    "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "nsfw": False,
    "nsfw_level": 0, "safety_alerts_channel_id": None, "incidents_data": None,
}  # fmt: skip
APP: Final[Json] = {
    "redirect_uris": [], "role_connections_verification_url": None, "approximate_guild_count": 1,
    "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
    "explicit_content_filter": 0, "team": None, "eligible_oauth2_scopes": [],
}  # fmt: skip


def whole(what: Any) -> Any:
    """An answer of REST, a copy."""
    if isinstance(what, list):
        return [whole(one) for one in what]
    if not isinstance(what, Mapping):
        return what
    told = {name: whole(one) for name, one in what.items()}
    for marks, work in _KINDS:
        if marks <= told.keys():
            work(told)
    return told


def _user(told: Json) -> None:
    told.setdefault("primary_guild", None)


def _message(told: Json) -> None:
    """REST tells no guild and, but of what is sent just now, no nonce."""
    told.pop("guild_id", None)
    if told.get("nonce") is None:
        told.pop("nonce", None)
    for one in told["embeds"]:
        one.setdefault("type", "rich")
    if told.get("message_reference"):
        told["message_reference"].setdefault("type", 0)


def _channel(told: Json) -> None:
    told.setdefault("flags", 0)


def _member(told: Json) -> None:
    told.setdefault("banner", None)


def _command(told: Json) -> None:
    told.setdefault("version", told["id"])
    for name in ("integration_types", "contexts"):
        if told.get(name, ()) is None:
            told.pop(name)


def _metadata(told: Json) -> None:
    if told.get("type") == 3:
        told.setdefault("interacted_message_id", told["id"])
    if told.get("type") == 5:
        told.setdefault("triggering_interaction_metadata", {**told, "type": 2})


def _callback(told: Json) -> None:
    for name in ("response_message_id", "activity_instance_id"):
        if told.get(name) is None:
            told.pop(name, None)


_KINDS: Final[tuple[tuple[frozenset[str], Callable[[Json], None]], ...]] = (
    (frozenset({"username", "discriminator"}), _user),
    (frozenset({"author", "content", "embeds"}), _message),
    (frozenset({"id", "permission_overwrites"}), _channel),
    (frozenset({"id", "recipients"}), _channel),
    (frozenset({"roles", "joined_at"}), _member),
    (frozenset({"application_id", "default_member_permissions"}), _command),
    (frozenset({"response_message_loading"}), _callback),
    (frozenset({"authorizing_integration_owners", "user"}), _metadata),
    (frozenset({"owner_id", "afk_timeout"}), lambda told: told.update(GUILD | told)),
    (frozenset({"verify_key", "flags"}), lambda told: told.update(APP | told)),
)
