"""Whether everything is set up as the README says; what is not, is said with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Finding, Looked, looked_at, table_of
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption import is_cross_signed

SAY: Final[Mapping[str, str]] = table_of(__package__, "doctor.toml")


def findings(config: MatrixConfig, client: MatrixClient, chat: MatrixChat) -> tuple[Finding, ...]:
    """What there is to say, up to a fault that hides the rest; nothing is made or changed."""
    return looked_at((
        {"the homeserver": lambda: _server(client)},
        {"the access token": lambda: _account(client)},
        {"rooms": lambda: _rooms(client), "the space": lambda: _space(config, chat),
         "encryption": lambda: _encryption(config, client),
         "rate limits": lambda: [("", "warning", SAY["rates"])]},
    ))  # fmt: skip


def _server(client: MatrixClient) -> Looked:
    spoken = client.call("GET", "/client/versions")["versions"]
    yield "", "ok", f"speaks Matrix up to {max(map(str, spoken), default='nothing')}"


def _account(client: MatrixClient) -> Looked:
    me = client.me
    yield "", "ok", f"is that of {me.user}" + (f", device {me.device}" if me.device else "")


def _rooms(client: MatrixClient) -> Looked:
    count = len(client.joined())
    yield ("", "ok", f"the bot is in {count}") if count else ("", "warning", SAY["nowhere"])


def _space(config: MatrixConfig, chat: MatrixChat) -> Looked:
    name = chat.find_room(config.space).name if config.space else ""
    yield ("", "ok", f"rooms are open to those in {name}") if name else ("", "warning", SAY["open"])


def _encryption(config: MatrixConfig, client: MatrixClient) -> Looked:
    if config.encryption == "never":
        yield "", "ok", "no room is encrypted, by config.py"
    else:
        done = is_cross_signed(client, config.store_key)
        what = "is cross-signed" if done else "is published at the next start"
        yield "", "ok", f"of rooms: {config.encryption}; our device {what}"
