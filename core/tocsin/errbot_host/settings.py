"""The settings Errbot gets, all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Final

from tocsin.config.errbot import INSTEAD

MESSAGE_SIZE: Final = 1 << 30
"""No reply is ever cut in two by Errbot; a backend that must cut does so itself."""


def errbot_settings(
    *,
    data_dir: Path,
    prefix: str = "!",
    admins: tuple[str, ...] = (),
    given: Mapping[str, object] | None = None,
) -> SimpleNamespace:
    """Return the settings for one bot.

    Args:
        data_dir: where other people's Errbot plugins may keep files.
        prefix: what a command begins with.
        admins: the ids Errbot itself calls admins; no command of ours asks for one.
        given: further settings of `config.py`; those of Errbot that are honoured, and those that
            plugins look up themselves.
    """
    others = {name: value for name, value in (given or {}).items() if name not in INSTEAD}
    return SimpleNamespace(
        **{**_ours(data_dir, prefix, admins), **others},
    )


def _ours(data_dir: Path, prefix: str, admins: tuple[str, ...]) -> dict[str, object]:
    return dict(
        BOT_PREFIX=prefix,
        BOT_ADMINS=admins,
        BOT_ADMINS_NOTIFICATIONS=(),
        BOT_DATA_DIR=str(data_dir),
        BOT_IDENTITY={},
        BOT_ASYNC=False,
        BOT_ASYNC_POOLSIZE=1,
        MESSAGE_SIZE_LIMIT=MESSAGE_SIZE,
        ACCESS_CONTROLS={},
        ACCESS_CONTROLS_DEFAULT={},
        AUTOINSTALL_DEPS=False,
        CHATROOM_FN="tocsin",
        **_OFF,
        **dict.fromkeys(_NONE, ()),
    )


_OFF: Final = dict.fromkeys(
    (
        "BOT_ALT_PREFIX_CASEINSENSITIVE",
        "BOT_PREFIX_OPTIONAL_ON_CHAT",
        "GROUPCHAT_NICK_PREFIXED",
        "HIDE_RESTRICTED_ACCESS",
        "HIDE_RESTRICTED_COMMANDS",
        "SUPPRESS_CMD_NOT_FOUND",
    ),
    False,
)
_NONE: Final[Iterable[str]] = (
    "BOT_ALT_PREFIXES",
    "BOT_ALT_PREFIX_SEPARATORS",
    "CHATROOM_PRESENCE",
    "CHATROOM_RELAY",
    "DIVERT_TO_PRIVATE",
    "DIVERT_TO_THREAD",
    "REVERSE_CHATROOM_RELAY",
)
