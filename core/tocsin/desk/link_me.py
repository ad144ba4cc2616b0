"""`link-me`: whoever is known on one chat, or where Tocsin runs, says that an account is theirs."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tocsin.chat import Text, Words
from tocsin.chat.port import Account
from tocsin.desk.grammar import CommandLine, split_first_word
from tocsin.desk.message_context import ReadContext, WriteContext
from tocsin.desk.options import free, shape
from tocsin.desk.request import meant
from tocsin.desk.verb import LOOK, Verb, when_bare
from tocsin.domain.quoting import quoted
from tocsin.engine import account_linking
from tocsin.engine.account_linking import account_key, account_named, is_code
from tocsin.engine.oncall_overrides import queue_direct_messages
from tocsin.errors import Forbidden, InvalidValue, NotFound, RejectedCommand
from tocsin.wording import link_me as wording
from tocsin.wording.clean import clean

log = logging.getLogger(__name__)
AWAY: Final = frozenset({"remove", "unlink", "delete", "drop"})
LONGEST: Final = 420
MOST_ASKED: Final = 5


@dataclass(frozen=True, kw_only=True)
class AddressSearch:
    """Somebody of the team files whose accounts are looked for: by this address, on these chats."""

    email: str
    platforms: tuple[str, ...]


def address_search(message: ReadContext) -> AddressSearch | None:
    """Where the speaker, who is known and has an address, has no account yet; None = nowhere."""
    person = message.people.get(message.said.speaker)
    if person is None or not person.email:
        return None
    chats = (platform for platform, by_id in message.links.platforms.items() if not by_id)
    left = tuple(platform for platform in chats if platform not in person.accounts)[:MOST_ASKED]
    return AddressSearch(email=person.email, platforms=left) if left else None


def link_offers(message: ReadContext, found: Sequence[Account]) -> Words:
    """The command to type for each account that is nobody's yet; "" where there is none."""
    free = [account for account in found if not _is_taken(message, account)]
    return wording.accounts_by_address([account_key(account) for account in free], message.prefix)


def _is_taken(message: ReadContext, account: Account) -> bool:
    return (
        _filed(message, account) or account_linking.person_linked(message.tx, account)
    ) is not None


def linked(message: ReadContext, line: CommandLine) -> Words:
    """The reply to `link-me` alone: how an account is linked, and which are.

    Raises:
        Forbidden: Nobody is known by an account here.
    """
    speaker, account = message.said.speaker, own_account(message)
    if speaker in message.people:
        return wording.linked_accounts(speaker, _accounts(message, speaker), message.prefix)
    if account is None:
        raise Forbidden(wording.not_in_team_file(speaker))
    return wording.how_to_link(account, message.prefix)


def link_me(message: WriteContext, line: CommandLine) -> Words:
    """The reply to `link-me` with an account, a code or `remove`.

    Raises:
        RejectedCommand, InvalidValue, NotFound: With the sentence why not.
    """
    said = line.rest.strip()
    if len(said) > LONGEST:
        raise InvalidValue("That is too long to be an account or a code.")
    first, rest = split_first_word(said)
    if first.lower() in AWAY:
        return _unlink(message, account_named(rest.strip()))
    if ":" in said:
        return _offer(message, account_named(said))
    if not is_code(said):
        request = message.request_of(message.team(), line, LINK_ME)
        raise request.wrong(f"{quoted(clean(said))} is neither an account nor a code.")
    return _redeem(message, said)


def _offer(message: WriteContext, account: Account) -> Words:
    """A code for that account alone, shown to who is known and says that it is theirs."""
    person = message.people.get(message.said.speaker)
    if person is None:
        raise Forbidden("Type that where you are known: Tocsin does not know this account yet.")
    _must_be_linkable(account, message.links.platforms)
    owner = _filed(message, account) or account_linking.person_linked(message.tx, account)
    if owner is not None and owner in message.people:
        raise RejectedCommand(
            wording.account_taken(account_key(account), owner, message.said.speaker)
        )
    code = message.links.offer(message.tx, account, person.id, message.execute.now())
    return wording.code_text(account_key(account), person.name, code, message.prefix)


def _must_be_linkable(account: Account, platforms: Mapping[str, bool]) -> None:
    if account.platform not in platforms:
        near = meant(account.platform, platforms)
        listed = ", ".join(platforms)
        raise NotFound(f"There is no chat {quoted(account.platform)}.{near} Chats: {listed}.")
    if platforms[account.platform]:
        raise RejectedCommand(f"At {account.platform} people are known by their ids already.")


def _redeem(message: WriteContext, code: str) -> Text:
    account = own_account(message)
    if message.said.speaker in message.people or account is None:
        raise RejectedCommand(wording.known_already(message.said.speaker))
    found = Account(platform=message.said.platform, id=message.said.account)
    person = account_linking.redeem(message.tx, found, code, message.execute.now())
    if person not in message.people:
        raise RejectedCommand(f"@{person} is in no team file any more.")
    _hear_of_it(message, person, wording.linked_message(account, message.prefix))
    log.info("%s is linked to %s", account, person)
    return wording.linked_reply(account, message.people[person].name, person, message.prefix)


def _unlink(message: WriteContext, account: Account) -> str:
    """Their own, or anybody's where an admin types it."""
    owner = account_linking.person_linked(message.tx, account)
    speaker = message.said.speaker
    admins = message.execute.roster(message.tx, message.team().id).admins
    if owner is None or (speaker != owner and speaker not in admins):
        raise NotFound(wording.not_your_account(account_key(account), _accounts(message, speaker)))
    account_linking.unlink_account(message.tx, account)
    _hear_of_it(message, owner, wording.unlinked_message(account_key(account), speaker))
    log.info("%s is no longer linked to %s, as %s said", account_key(account), owner, speaker)
    return wording.unlinked_reply(account_key(account), owner)


def _hear_of_it(message: WriteContext, person: str, words: Words) -> None:
    """Whoever can now be acted for hears of it, where they are written to."""
    if person in message.people and person != message.said.speaker:
        roster = message.execute.roster(message.tx, message.team().id)
        queue_direct_messages(message.tx, message.said, roster, [(person, words)])


def own_account(message: ReadContext) -> str | None:
    """The account that speaks, as people type it; None where people are known by their ids."""
    said = message.said
    if not said.account or message.links.platforms.get(said.platform, True):
        return None
    return account_key(Account(platform=said.platform, id=said.account))


def _filed(message: ReadContext, account: Account) -> str | None:
    """Whose it is by a team file."""
    owners = (
        person.id
        for person in message.people.values()
        if person.accounts.get(account.platform) == account.id
    )
    return next(owners, None)


def _accounts(message: ReadContext, person: str) -> list[str]:
    return [account_key(account) for account in account_linking.linked_accounts(message.tx, person)]


LINK_ME: Final = Verb(
    usage="link-me [chat:account | code | remove chat:account]",
    help="another chat account is yours too",
    group=LOOK,
    reads=when_bare,
    alone=True,
    commands=(shape("{account}", free("account", "chat:account, or the code")),),
)
ROWS: Final[tuple[Verb, ...]] = (LINK_ME,)
