"""Links accounts to people, proved by a code that is shown on one and typed on the other.

Somebody who is known names the account and is shown a code; the account, and no other, says it.
So whoever links holds both: a code that others read is of no use to them, and an account that is
not known can start nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tocsin.chat.port import Account
from tocsin.errors import InvalidValue, RejectedCommand
from tocsin.store.contract import ReadTx, Tx

LINKED: Final = "account"
"""Space of facts: `<platform>:<account>` -> whose it is, since when, and by whom it was linked."""
WRITTEN_TO: Final = "account-of"
"""Space of facts: `<person>:<platform>` -> the account they are written to there."""
CODES: Final = "link-code"
"""Space of facts: `<platform>:<account>` -> whose it is to be, the code's digest, until when."""
WITHIN: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
_LETTERS: Final = 8


@dataclass(frozen=True, kw_only=True)
class Linking:
    """What the linking functions need: people, clock and codes.

    Args:
        platforms: Those that are used -> whether the ids of their accounts are those of people.
        token: Makes a new unguessable text.
    """

    platforms: Mapping[str, bool]
    token: Callable[[], str]

    def offer(self, tx: Tx, account: Account, person: str, now: datetime) -> str:
        """Return a new code for an account; an earlier one becomes void."""
        digest = hashlib.sha256(self.token().encode()).digest()
        code = b32encode(digest).decode()[:_LETTERS]
        offered = {
            "person": person,
            "digest": _digest(code),
            "until": _at(now + WITHIN),
            "tries": 0,
        }
        tx.set_fact(CODES, account_key(account), json.dumps(offered))
        return f"{code[:4]}-{code[4:]}"


def redeem(tx: Tx, account: Account, code: str, now: datetime) -> str:
    """Link an account to the person its code was made for; return the person's id.

    Raises:
        RejectedCommand: The code is not this account's, was used, or is over ten minutes old.
    """
    kept = tx.fact(CODES, account_key(account))
    offered = json.loads(kept) if kept is not None else {}
    if not offered or now > datetime.fromisoformat(offered["until"]):
        raise RejectedCommand(
            "No code waits for this account: one works once, for 10 minutes. Begin: `link-me`."
        )
    if not hmac.compare_digest(_digest(code), offered["digest"]):
        left = MOST_TRIES - offered["tries"] - 1
        again = json.dumps({**offered, "tries": offered["tries"] + 1}) if left > 0 else None
        tx.set_fact(CODES, account_key(account), again)
        more = f"{left} more tries" if left > 0 else "It is void now; begin anew: `link-me`"
        raise RejectedCommand(f"That is not the code for {account_key(account)}. {more}.")
    tx.set_fact(CODES, account_key(account), None)
    person = str(offered["person"])
    link_account(tx, account, person, now)
    return person


def link_account(tx: Tx, account: Account, person: str, now: datetime) -> None:
    """Link an account to a person."""
    tx.set_fact(LINKED, account_key(account), json.dumps({"person": person, "at": _at(now)}))
    tx.set_fact(WRITTEN_TO, f"{person}:{account.platform}", account.id)


def unlink_account(tx: Tx, account: Account) -> None:
    """Unlink an account, and make any code for it void."""
    person = person_linked(tx, account)
    tx.set_fact(LINKED, account_key(account), None)
    tx.set_fact(CODES, account_key(account), None)
    if person is None or account_linked(tx, person, account.platform) != account.id:
        return
    others = [
        linked.id for linked in linked_accounts(tx, person) if linked.platform == account.platform
    ]
    tx.set_fact(WRITTEN_TO, f"{person}:{account.platform}", others[-1] if others else None)


def person_linked(tx: ReadTx, account: Account) -> str | None:
    """Return the id of the person an account is linked to, or None."""
    kept = tx.fact(LINKED, account_key(account))
    return str(json.loads(kept)["person"]) if kept is not None else None


def account_linked(tx: ReadTx, person: str, platform: str) -> str | None:
    """Return the linked account of a person on a platform, or None."""
    return tx.fact(WRITTEN_TO, f"{person}:{platform}")


def linked_accounts(tx: ReadTx, person: str) -> tuple[Account, ...]:
    """Return every linked account of a person, in the order they were linked."""
    return tuple(account for _, account in sorted(_of(tx, person), key=lambda row: row[0]))


def _of(tx: ReadTx, person: str) -> Iterator[tuple[str, Account]]:
    for key, kept in tx.facts(LINKED).items():
        facts = json.loads(kept)
        if facts["person"] == person:
            yield facts["at"], account_named(key)


def account_key(account: Account) -> str:
    """Return `irc:U-7`: an account as people type it."""
    return f"{account.platform}:{account.id}"


def account_named(typed: str) -> Account:
    """Return the account of `irc:U-7`.

    Raises:
        InvalidValue: It is none.
    """
    platform, colon, id = typed.partition(":")
    if not (platform and colon and id):
        raise InvalidValue("An account is written as in `irc:U-7`: the chat, then its id there.")
    return Account(platform=platform, id=id)


def is_code(typed: str) -> bool:
    """Return whether the text may be a code: `k7qf-2mxp`, in any spelling."""
    return len(_plain(typed)) == _LETTERS and len(typed) <= 2 * _LETTERS


def _plain(code: str) -> str:
    """The letters and digits alone, in upper case."""
    return "".join(char for char in code.upper() if char.isascii() and char.isalnum())


def _digest(code: str) -> str:
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _at(moment: datetime) -> str:
    return moment.isoformat()
