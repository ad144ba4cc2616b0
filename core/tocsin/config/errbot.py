"""Checks the settings of Errbot in `config.py`: which apply, and what replaces the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.config.problem_words import did_you_mean, either_of
from tocsin.errors import Problem

SUPPORTED_SETTINGS: Final = frozenset(
    {
        "ACCESS_CONTROLS",
        "ACCESS_CONTROLS_DEFAULT",
        "DIVERT_TO_PRIVATE",
        "HIDE_RESTRICTED_ACCESS",
        "HIDE_RESTRICTED_COMMANDS",
        "SUPPRESS_CMD_NOT_FOUND",
    }
)
"""Taken as Errbot takes them, besides those that Tocsin reads itself (BOT_PREFIX and so on)."""

_PREFIX: Final = "Commands begin with BOT_PREFIX alone."
_LOG: Final = "Set TOCSIN_LOG; the log goes to stderr."
_PLATFORM: Final = "Name the platform with its settings in TOCSIN_CHATS."
_ROOMS: Final = "The bot is where the platform's people invite it, and makes the rooms it needs."
_THREADS: Final = "Leave it out: plugins run in threads of their own."
_STORAGE: Final = "What a plugin keeps is gone after a restart; let it keep files in BOT_DATA_DIR."
_AS_TYPED: Final = "Leave it out: what a plugin says is posted as it stands."
_INSTALL: Final = "Install plugins and what they need with pip, or name BOT_EXTRA_PLUGIN_DIR."

INSTEAD: Final[Mapping[str, str]] = {
    "AUTOINSTALL_DEPS": _INSTALL,
    "BACKEND": _PLATFORM,
    "BOT_ADMINS_NOTIFICATIONS": "Read the log, or set TOCSIN_HEARTBEAT: nothing is sent to admins.",
    "BOT_ALT_PREFIXES": _PREFIX,
    "BOT_ALT_PREFIX_CASEINSENSITIVE": _PREFIX,
    "BOT_ALT_PREFIX_SEPARATORS": _PREFIX,
    "BOT_ASYNC": _THREADS,
    "BOT_ASYNC_POOLSIZE": _THREADS,
    "BOT_EXTRA_BACKEND_DIR": "Install a plugin with a chat platform; see docs/hooks.md.",
    "BOT_EXTRA_STORAGE_PLUGINS_DIR": _STORAGE,
    "BOT_IDENTITY": _PLATFORM,
    "BOT_LOG_FILE": _LOG,
    "BOT_LOG_FORMATTER": _LOG,
    "BOT_LOG_LEVEL": _LOG,
    "BOT_LOG_SENTRY": _LOG,
    "BOT_LOG_SENTRY_FLASK": _LOG,
    "BOT_PLUGIN_INDEXES": _INSTALL,
    "BOT_PREFIX_OPTIONAL_ON_CHAT": _PREFIX,
    "CHATROOM_FN": _PLATFORM,
    "CHATROOM_PRESENCE": _ROOMS,
    "CHATROOM_RELAY": "Leave it out: rooms are not mirrored into others.",
    "COMPACT_OUTPUT": _AS_TYPED,
    "CORE_PLUGINS": "Leave it out: of Errbot's own plugins help and access rules are there.",
    "DIVERT_TO_THREAD": "Leave it out: a reply goes to the thread it was asked in.",
    "GROUPCHAT_NICK_PREFIXED": _AS_TYPED,
    "MESSAGE_SIZE_LIMIT": "Leave it out: long messages are split as the platform needs it.",
    "PLUGINS_CALLBACK_ORDER": "Leave it out: plugins must not rely on who is asked first.",
    "REVERSE_CHATROOM_RELAY": "Leave it out: rooms are not mirrored into others.",
    "SENTRY_DSN": _LOG,
    "SENTRY_EVENTLEVEL": _LOG,
    "SENTRY_LOGLEVEL": _LOG,
    "SENTRY_OPTIONS": _LOG,
    "SENTRY_TRANSPORT": _LOG,
    "STORAGE": _STORAGE,
    "STORAGE_CONFIG": _STORAGE,
    "TEXT_COLOR_THEME": _AS_TYPED,
    "TEXT_DEMO_MODE": _PLATFORM,
}
"""Errbot's settings that change nothing here -> what to do instead."""
OWN: Final = ("BOT_ADMINS", "BOT_DATA_DIR", "BOT_EXTRA_PLUGIN_DIR", "BOT_PREFIX")
_OF_BACKENDS: Final = ("IRC_", "XMPP_")
RULES: Final = (
    "allowargs", "allowmuc", "allowprivate", "allowrooms", "allowusers", "denyargs", "denyrooms",
    "denyusers",
)  # fmt: skip


def errbot_problems(others: Mapping[str, object], *, file: str) -> Iterator[Problem]:
    """Return what is wrong with Errbot's settings, and a warning for each without effect.

    A setting that is empty or off is as good as none. No value is repeated.
    """
    yield from _access(others, file=file)
    known = (*SUPPORTED_SETTINGS, *INSTEAD)
    for name, value in others.items():
        instead = INSTEAD.get(name, _PLATFORM if name.startswith(_OF_BACKENDS) else "")
        if instead and value:
            what = "This setting of Errbot changes nothing here."
            yield Problem(file=file, key=name, what=what, fix=instead, warning=True)
        elif name.startswith("BOT_") and name not in known:
            fix = did_you_mean(name, (*OWN, *known)) or "Leave it out."
            what = "Neither Tocsin nor Errbot has such a setting."
            yield Problem(file=file, key=name, what=what, fix=fix, warning=True)


def _access(others: Mapping[str, object], *, file: str) -> Iterator[Problem]:
    """Access rules that say something else than was meant would open what should be closed."""
    rules = others.get("ACCESS_CONTROLS", {})
    every = {"ACCESS_CONTROLS_DEFAULT": others.get("ACCESS_CONTROLS_DEFAULT", {})}
    if isinstance(rules, Mapping):
        every |= {f"ACCESS_CONTROLS.{str(name)[:60]}": rule for name, rule in rules.items()}
    else:
        every["ACCESS_CONTROLS"] = rules
    for key, rule in every.items():
        if not isinstance(rule, Mapping):
            fix = 'Write {"Plugin:command": {"allowusers": ("ana",)}}.'
            yield Problem(file=file, key=key, what="This must be a dict.", fix=fix)
            continue
        for word in rule:
            if word not in RULES:
                fix = did_you_mean(str(word), RULES) or f"The rules are {either_of(RULES)}."
                what = "There is no such rule of access."
                yield Problem(file=file, key=f"{key}.{str(word)[:60]}", what=what, fix=fix)
