"""Replies of `link-me`: accounts that people link themselves."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.chat import Code, Text, Words
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say

_MOST = 10


def _typed(prefix: str, words: str = "") -> Code:
    return Code(f"{prefix}incident link-me {words}".rstrip())


def how_to_link(account: str, prefix: str) -> Words:
    """To an account that is not known: what to do, and where."""
    return lines(
        f"Tocsin does not know this account yet: {clean(account)}.",
        say(
            "If you are in a team file, type this where Tocsin knows you (another chat, or ",
            Code("tocsin say"),
            " where it runs): ",
            _typed(prefix, clean(account)),
        ),
        "You are shown a code there. Type it here within 10 minutes.",
    )


def not_in_team_file(speaker: str) -> str:
    """To somebody in no team file, where people are known by their ids."""
    return f"{clean(speaker)} is in no team file: have yourself added to one."


def linked_accounts(person: str, accounts: Sequence[str], prefix: str) -> Words:
    """To somebody who is known: which accounts are linked, and how one more is."""
    shown = ", ".join(clean(account) for account in accounts[-_MOST:])
    away = (
        say(" To undo one: ", _typed(prefix, f"remove {clean(accounts[-1])}")) if accounts else ""
    )
    return lines(
        say(f"You are {person} here. Linked by yourself: {shown or 'no other account'}.", away),
        say("To link one more, type ", _typed(prefix), " as that account: it is told what to do."),
    )


def accounts_by_address(accounts: Sequence[str], prefix: str) -> Words:
    """To somebody who is known: accounts with their e-mail address that are nobody's yet."""
    if not accounts:
        return ""
    rows = (say("Is it yours? Type ", _typed(prefix, clean(account))) for account in accounts)
    return lines("With your e-mail address there is an account that is not linked yet.", *rows)


def code_text(account: str, name: str, code: str, prefix: str) -> Words:
    """The code, to whoever says that an account is theirs."""
    return lines(
        say(
            f"Is {clean(account)} yours? Then type this as it, within 10 minutes: ",
            _typed(prefix, code),
        ),
        f"It works once, for that account alone, which may then do all that {clean(name)} may. "
        "If somebody asked you to type this, do not.",
    )


def account_taken(account: str, owner: str, speaker: str) -> str:
    """Why no code is made: it is somebody's already."""
    whose = "yours" if owner == speaker else f"@{owner}'s"
    return f"{clean(account)} is {whose} already."


def known_already(person: str) -> str:
    """To somebody who types a code where they are known."""
    return f"You are {clean(person)} here already: type the code as the account you want to link."


def linked_reply(account: str, name: str, person: str, prefix: str) -> Text:
    """To the account that was linked."""
    undo = _typed(prefix, f"remove {clean(account)}")
    return say(
        f"This account, {clean(account)}, is {clean(name)} (@{person}) now. To undo it: ", undo
    )


def linked_message(account: str, prefix: str) -> Text:
    """To the person, where they are written to."""
    undo = _typed(prefix, f"remove {clean(account)}")
    return say(
        f"{clean(account)} was linked to you and may do all that you may. Not you? Type ", undo
    )


def unlinked_reply(account: str, owner: str) -> str:
    """To who undid it."""
    return f"{clean(account)} is not @{owner} any more."


def unlinked_message(account: str, by: str) -> str:
    """To the person, where somebody else undid it."""
    return f"@{by} undid that {clean(account)} is you."


def not_your_account(account: str, accounts: Sequence[str]) -> str:
    """To who would undo what is not theirs, or not linked."""
    listed = ", ".join(clean(account) for account in accounts[-_MOST:]) or "none"
    return f"{clean(account)} is not linked to you. Linked to you: {listed}."
