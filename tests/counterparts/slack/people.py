"""People with a Slack client, for the conformance suites of `tocsin.testing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.counterparts.slack.emulator import BOT_ID, Json
from tests.counterparts.slack.mrkdwn import Names
from tests.counterparts.slack.persons import Person
from tests.counterparts.slack.seen import buttons, drawn
from tests.counterparts.slack.slack import Slack
from tocsin.chat import Account, RoomRef
from tocsin.testing import Seen


class SlackPeople:
    """The `Onlookers` of a conversation: people are meant by the names they have in `slack`.

    Nobody says anything before the bot listens: it would only hear it a minute later.
    """

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def say(self, who: str, room: str, line: str) -> None:
        self._slack.until(lambda: self._slack.sockets() > 0)
        self._slack.say(self._who(who), self._room(room), line)

    def press(self, who: str, room: str, label: str) -> None:
        person, place = self._who(who), self._room(room)
        under = [one for one in self._slack.messages(person, place) if label in buttons(one)]
        self._slack.press(person, place, under[-1]["ts"], label)

    def form(self, who: str, room: str) -> Sequence[str]:
        return self._slack.fields(self._who(who))

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        answer = self._slack.submit(self._who(who), values)
        assert answer is not None, "the form was not acknowledged in time"

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        person, place = self._who(who), self._room(room)
        names = self._slack.names()
        every = self._slack.messages(person, place)
        meant = [one["ts"] for one in every if words in drawn(one, names).text]
        self._slack.react(person, place, meant[-1], emoji)

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        place = self._room(room)
        return seen_by(self._slack, self._who(who), place) if place or not room else ()

    def _who(self, name: str) -> Person:
        return self._slack.person(name)

    def _room(self, room: str) -> str:
        return (self._slack.channel(room) or "") if room else ""


def seen_by(slack: Slack, who: Person, channel: str) -> Sequence[Seen]:
    """What somebody sees in a channel; "" = what the bot wrote to them."""
    names = slack.names()
    every = slack.messages(who, channel)
    place = channel or slack.direct(who)
    pinned = slack.pinned(place) if every else frozenset()
    return tuple(_seen(one, names, pinned) for one in every)


def _seen(message: Json, names: Names, pinned: frozenset[str]) -> Seen:
    read = drawn(message, names)
    return Seen(
        text=read.text,
        does=read.does,
        buttons=buttons(message),
        pinned=message["ts"] in pinned,
        ours=message.get("bot_id") == BOT_ID,
    )


class SlackSees:
    """What an account sees, for `ChatContract`: in a room, or (None) written to it."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def __call__(self, room: RoomRef | None, account: Account) -> Sequence[Seen]:
        who = self._slack.somebody(account.id)
        return seen_by(self._slack, who, room.id if room else "")
