"""`link-me`: whoever is known on one chat, or where Tocsin runs, says that an account is theirs."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tocsin.chat import Text, Words
from tocsin.chat.port import Account
from tocsin.desk.ask import meant
from tocsin.desk.grammar import Line, cut
from tocsin.desk.here import ReadContext, WriteContext
from tocsin.desk.options import free, shape
from tocsin.desk.verb import LOOK, Verb, when_bare
from tocsin.domain.quoting import quoted
from tocsin.engine import linking
from tocsin.engine.linking import account_named, is_code, key_of
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


def sought(here: ReadContext) -> AddressSearch | None:
    """Where the speaker, who is known and has an address, has no account yet; None = nowhere."""
    person = here.people.get(here.said.speaker)
    if person is None or not person.email:
        return None
    chats = (platform for platform, by_id in here.links.platforms.items() if not by_id)
    left = tuple(platform for platform in chats if platform not in person.accounts)[:MOST_ASKED]
    return AddressSearch(email=person.email, platforms=left) if left else None


def offers(here: ReadContext, found: Sequence[Account]) -> Words:
    """What to type for each account that is nobody's yet; "" where there is none."""
    free = [account for account in found if not _is_taken(here, account)]
    return wording.by_address([key_of(account) for account in free], here.prefix)


def _is_taken(here: ReadContext, account: Account) -> bool:
    return (_filed(here, account) or linking.person_linked(here.tx, account)) is not None


def linked(here: ReadContext, line: Line) -> Words:
    """What `link-me` alone says: how an account is linked, and which are.

    Raises:
        Forbidden: Nobody is known by an account here.
    """
    speaker, account = here.said.speaker, own_account(here)
    if speaker in here.people:
        return wording.known(speaker, _accounts(here, speaker), here.prefix)
    if account is None:
        raise Forbidden(wording.nobody(speaker))
    return wording.how(account, here.prefix)


def link_me(here: WriteContext, line: Line) -> Words:
    """What `link-me` with an account, a code or `remove` says.

    Raises:
        RejectedCommand, InvalidValue, NotFound: With the sentence why not.
    """
    said = line.rest.strip()
    if len(said) > LONGEST:
        raise InvalidValue("That is too long to be an account or a code.")
    first, rest = cut(said)
    if first.lower() in AWAY:
        return _unlink(here, account_named(rest.strip()))
    if ":" in said:
        return _offer(here, account_named(said))
    if not is_code(said):
        ask = here.ask_of(here.team(), line, LINK_ME)
        raise ask.wrong(f"{quoted(clean(said))} is neither an account nor a code.")
    return _redeem(here, said)


def _offer(here: WriteContext, account: Account) -> Words:
    """A code for that account alone, shown to who is known and says that it is theirs."""
    person = here.people.get(here.said.speaker)
    if person is None:
        raise Forbidden("Type that where you are known: Tocsin does not know this account yet.")
    _must_be_linkable(account, here.links.platforms)
    owner = _filed(here, account) or linking.person_linked(here.tx, account)
    if owner is not None and owner in here.people:
        raise RejectedCommand(wording.taken(key_of(account), owner, here.said.speaker))
    code = here.links.offer(here.tx, account, person.id, here.execute.now())
    return wording.code(key_of(account), person.name, code, here.prefix)


def _must_be_linkable(account: Account, platforms: Mapping[str, bool]) -> None:
    if account.platform not in platforms:
        near = meant(account.platform, platforms)
        listed = ", ".join(platforms)
        raise NotFound(f"There is no chat {quoted(account.platform)}.{near} Chats: {listed}.")
    if platforms[account.platform]:
        raise RejectedCommand(f"At {account.platform} people are known by their ids already.")


def _redeem(here: WriteContext, code: str) -> Text:
    account = own_account(here)
    if here.said.speaker in here.people or account is None:
        raise RejectedCommand(wording.known_already(here.said.speaker))
    found = Account(platform=here.said.platform, id=here.said.account)
    person = linking.redeem(here.tx, found, code, here.execute.now())
    if person not in here.people:
        raise RejectedCommand(f"@{person} is in no team file any more.")
    _hear_of_it(here, person, wording.linked_now(account, here.prefix))
    log.info("%s is linked to %s", account, person)
    return wording.done(account, here.people[person].name, person, here.prefix)


def _unlink(here: WriteContext, account: Account) -> str:
    """Their own, or anybody's where an admin types it."""
    owner = linking.person_linked(here.tx, account)
    speaker = here.said.speaker
    admins = here.execute.roster(here.tx, here.team().id).admins
    if owner is None or (speaker != owner and speaker not in admins):
        raise NotFound(wording.not_yours(key_of(account), _accounts(here, speaker)))
    linking.unlink(here.tx, account)
    _hear_of_it(here, owner, wording.unlinked_now(key_of(account), speaker))
    log.info("%s is no longer linked to %s, as %s said", key_of(account), owner, speaker)
    return wording.away(key_of(account), owner)


def _hear_of_it(here: WriteContext, person: str, words: Words) -> None:
    """Whoever can now be acted for hears of it, where they are written to."""
    if person in here.people and person != here.said.speaker:
        roster = here.execute.roster(here.tx, here.team().id)
        queue_direct_messages(here.tx, here.said, roster, [(person, words)])


def own_account(here: ReadContext) -> str | None:
    """The account that speaks, as people type it; None where people are known by their ids."""
    said = here.said
    if not said.account or here.links.platforms.get(said.platform, True):
        return None
    return key_of(Account(platform=said.platform, id=said.account))


def _filed(here: ReadContext, account: Account) -> str | None:
    """Whose it is by a team file."""
    owners = (
        person.id
        for person in here.people.values()
        if person.accounts.get(account.platform) == account.id
    )
    return next(owners, None)


def _accounts(here: ReadContext, person: str) -> list[str]:
    return [key_of(account) for account in linking.linked_to(here.tx, person)]


LINK_ME: Final = Verb(
    usage="link-me [chat:account | code | remove chat:account]",
    help="another chat account is yours too",
    group=LOOK,
    reads=when_bare,
    alone=True,
    commands=(shape("{account}", free("account", "chat:account, or the code")),),
)
ROWS: Final[tuple[Verb, ...]] = (LINK_ME,)
