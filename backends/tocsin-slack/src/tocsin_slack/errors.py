"""What Slack's refusals mean, and what whoever reads them does about it.

`not_found` is kept for rooms and messages alone: the core takes it for a room that is gone.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Mapping
from typing import Any, Final

from tocsin.errors import ProviderError, ProviderFault

Answer = dict[str, Any]
"""Any: an answer as JSON has it; its values are checked where they are used."""
PAGE: Final = "api.slack.com/apps, the app's page"
_RETRY_S: Final = 30.0
_CODE: Final = re.compile(r"[a-z0-9_.:-]{1,60}")
_MEANINGS: Final[tuple[tuple[str, ProviderFault, str], ...]] = (
    ("invalid_auth not_authed", "auth",
     f"Slack does not know this token: copy it anew from {PAGE}s `OAuth & Permissions` (xoxb-) "
     "and `Basic Information` (xapp-), and restart."),
    ("token_revoked token_expired account_inactive org_login_required team_access_not_granted "
     "app_uninstalled", "auth",
     f"Slack no longer takes this token: install the app again ({PAGE} `Install App`), set the new "
     "token, and restart."),
    ("not_allowed_token_type", "auth",
     "That is the wrong kind of token: bot_token begins with xoxb-, app_token with xapp-."),
    ("missing_scope no_permission", "forbidden",
     f"The app may not do that: add the scope {{needed}} ({PAGE} `OAuth & Permissions`, `Bot Token "
     "Scopes`), then `Install App`, `Reinstall`."),
    ("restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel "
     "restricted_action_non_threadable_channel user_is_restricted not_authorized access_denied "
     "ekm_access_denied enterprise_is_restricted permission_denied cant_kick_from_general "
     "cant_kick_from_last_channel cant_invite ura_max_channels user_is_ultra_restricted "
     "method_not_supported_for_channel_type no_external_invite_permission", "forbidden",
     "The workspace does not allow it: a workspace admin allows the app to make channels, invite "
     "and post (Slack's `Settings & permissions`)."),
    ("edit_window_closed cant_edit_message", "forbidden",
     "Messages may not be edited any more: a workspace admin lets them be edited `any time`."),
    ("is_archived channel_is_archived is_inactive", "not_found", "The channel is archived."),
    ("channel_not_found not_in_channel invalid_channel", "not_found",
     "There is no such channel that the app may see; a private one needs `/invite @tocsin`."),
    ("message_not_found cant_update_message no_item_specified bad_timestamp", "not_found",
     "The message is not there any more."),
    ("user_not_found users_not_found user_not_visible user_disabled user_not_in_channel "
     "cannot_dm_bot cannot_find_user user_team_not_in_channel", "invalid",
     "Slack cannot reach that person: correct their account in the team file (their profile, `Copy "
     "member ID`, as in U024BE7LH)."),
    ("messages_tab_disabled", "forbidden",
     f"People cannot be written to: switch on the `Messages Tab` ({PAGE} `App Home`)."),
    ("name_taken", "conflict", "A channel of that name is there already, maybe an archived one."),
    ("too_many_pins pin_limit_reached", "conflict", "100 messages are pinned: unpin some."),
    ("link_disabled", "forbidden", f"Socket Mode is off: switch it on ({PAGE} `Socket Mode`)."),
    ("too_many_websockets", "rate_limited",
     "The app has 10 connections already: end other processes that run with the same app token."),
    ("ratelimited rate_limited message_limit_exceeded team_quota_exceeded", "rate_limited",
     "Slack asks us to wait."),
    ("request_timeout", "timeout", "Slack took too long."),
    ("internal_error fatal_error service_unavailable team_added_to_org", "unavailable",
     "Slack has trouble of its own: see status.slack.com."),
    ("msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format no_text", "invalid",
     "Slack does not take a message like this."),
)  # fmt: skip
MEANINGS: Final[Mapping[str, tuple[ProviderFault, str]]] = {
    code: (kind, sentence) for codes, kind, sentence in _MEANINGS for code in codes.split()
}
_UNREADABLE: Final[tuple[ProviderFault, str]] = ("unavailable", "That is no answer of Slack.")
_UNKNOWN: Final[tuple[ProviderFault, str]] = ("invalid", "Its documents say what that means.")
_AMBIGUOUS: Final = frozenset({"internal_error", "fatal_error", "request_timeout"})


class SlackFault(ProviderError):
    """A refusal, with Slack's own word for it (`slack`) and the answer it stands in."""

    def __init__(
        self,
        code: ProviderFault,
        message: str,
        *,
        slack: str,
        answer: Answer | None = None,
        retry_after: float | None = None,
        ambiguous: bool = False,
    ) -> None:
        super().__init__(code, message, retry_after=retry_after, ambiguous=ambiguous)
        self.slack: Final = slack
        self.answer: Final[Answer] = answer or {}


def fault(
    method: str, answer: object, status: int = 200, retry_after: float | None = None
) -> SlackFault:
    """The error that an answer stands for; of the answer itself only Slack's word is told."""
    known: Answer = answer if isinstance(answer, dict) else {}
    said = str(known.get("error", ""))
    word = "ratelimited" if status == 429 else said if _CODE.fullmatch(said) else ""
    strange = not word or (status >= 500 and word not in MEANINGS)
    kind, sentence = _UNREADABLE if strange else MEANINGS.get(word, _UNKNOWN)
    told = f"Slack ({method}, {word or status}): {sentence.replace('{needed}', _needed(known))}"
    if kind == "rate_limited" and retry_after is None:
        retry_after = _RETRY_S
    unclear = strange or status >= 500 or word in _AMBIGUOUS
    return SlackFault(
        kind, told, slack=word, answer=known, retry_after=retry_after, ambiguous=unclear
    )


def lost(method: str, error: Exception) -> SlackFault:
    """The error of a request without an answer; it tells the kind of failure, never its words."""
    reason = getattr(error, "reason", error)
    kind: ProviderFault = "timeout" if isinstance(reason, TimeoutError) else "unavailable"
    why = "did not answer in time" if kind == "timeout" else "cannot be reached"
    told = f"Slack ({method}) {why}: {type(reason).__name__}."
    return SlackFault(kind, told, slack="", ambiguous=not _unsent(error))


def _unsent(error: Exception) -> bool:
    """Whether it is certain that nothing arrived: no connection was made."""
    return isinstance(
        getattr(error, "reason", None), ConnectionRefusedError | socket.gaierror | ssl.SSLError
    )


def _needed(answer: Answer) -> str:
    needed = str(answer.get("needed", ""))
    return f"`{needed}`" if re.fullmatch(r"[a-z:.,_ ]{1,200}", needed) else "of the README"
