"""One voice: a command typed in its incident's own room is answered there by one message.

It says what the room hears of what was done, in the room's own words, and behind them what the
speaker needs and those words do not hold. The feed of that room then says it no more; other rooms
of the incident hear it from their feed.
"""

from __future__ import annotations

from tocsin.chat import EMPTY, Words
from tocsin.desk.here import Here
from tocsin.desk.which import room_incident
from tocsin.domain.commands import Base
from tocsin.domain.incident import Incident
from tocsin.engine.voiced import feed_name, voice
from tocsin.wording import feed
from tocsin.wording.nouns import BESIDE
from tocsin.wording.parts import lines, marked
from tocsin.wording.replies import reply_to
from tocsin.wording.told import Told


def answer(here: Here, told: Told, command: Base) -> Words:
    """The reply to a command that was done; in its incident's room it is what the room hears."""
    reply = reply_to(told, command)
    if not _is_said_to_the_room(here, told.incident):
        return reply
    says = BESIDE.get(type(command))
    beside = lines(says(told, command) if says is not None else reply, told.remark)
    first = _first_post(here, told, most=feed.LONGEST - feed.height(beside))
    if not first.words:
        return reply
    seqs = range(told.outcome.before.version + 1, first.last + 1)
    voice(here.tx, told.incident.id, feed_name(told.incident, here.said.platform), seqs)
    return marked(lines(first.words, beside), told.incident)


def _is_said_to_the_room(here: Here, incident: Incident) -> bool:
    """Whether the reply stands where the feed does: neither aside nor in a thread."""
    own = incident.rooms.get(here.said.platform)
    if own is None or own.thread or here.said.thread or here.said.alone:
        return False
    meant = room_incident(here.tx, here.said)
    return meant is not None and meant.id == incident.id and own.id == here.said.room_id


def _first_post(here: Here, told: Told, *, most: int) -> feed.Post:
    """What the room hears of it in one message; what does not fit is left to the feed."""
    outcome, scene = told.outcome, told.scene
    rows = enumerate(outcome.events, start=outcome.before.version + 1)
    posts = feed.posts(
        rows, outcome.before, scene.people, scene.now, prefix=scene.prefix, most=most
    )
    return posts[0] if posts else feed.Post(last=0, words=EMPTY)
