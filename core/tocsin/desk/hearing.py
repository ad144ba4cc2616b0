"""What a chat told us, as the line of a person; and the answer to what was kept of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from tocsin.chat.forms import filled
from tocsin.chat.heard import Heard, Pressed, Said, Submitted
from tocsin.chat.text import packed, text
from tocsin.desk.first_words import is_for_desk
from tocsin.desk.grammar import NOUNS, after_prefix
from tocsin.desk.handle import Desk
from tocsin.desk.plain import bare
from tocsin.desk.reply import Reply
from tocsin.engine.inbox import as_text
from tocsin.engine.replies import answer_to, reply_effect, reply_key
from tocsin.engine.speakers import Speakers
from tocsin.engine.spoken import Spoken, spoken_of
from tocsin.store.contract import ReadTx, Tx
from tocsin.store.heard import is_heard, read
from tocsin.wording.heard import too_late

LATE: Final = timedelta(minutes=10)


def line_of(heard: Heard, prefix: str) -> str:
    """The line it says, "" = it says none that is for us."""
    said = _words(heard)
    line = said if isinstance(heard, Said) else f"{prefix}{said.removeprefix(prefix)}"
    return line if said and is_ours(line, prefix) else ""


def is_ours(line: str, prefix: str) -> bool:
    """Whether a line begins with the bot's prefix and a word of ours."""
    text = after_prefix(line, prefix)
    if not text or not text.strip():
        return False
    return bare(text.split(maxsplit=1)[0]).lower() in NOUNS or is_for_desk(text)


def _words(heard: Heard) -> str:
    match heard:
        case Said():
            return heard.text
        case Pressed():
            return heard.command
        case Submitted():
            return filled(heard.command, heard.values)
        case _:
            return ""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Knows who speaks, and has the desk answer.

    Args:
        late: What was said longer ago is answered and not done.
    """

    desk: Desk
    speakers: Speakers
    clock: Callable[[], datetime]
    prefix: str
    late: timedelta = LATE

    def line(self, heard: Heard) -> str:
        """The line it says, "" = it says none that is for us."""
        return line_of(heard, self.prefix)

    def spoken(self, tx: ReadTx, heard: Heard) -> Spoken:
        """The line as the desk takes it, said by the person whose account it is."""
        room = heard.room
        thread = heard.thread if isinstance(heard, Said) else None
        return Spoken(
            platform=heard.platform,
            message_id=heard.event_id,
            speaker=self.speakers.speaker(tx, heard.account),
            room=f"#{room.name.removeprefix('#')}" if room is not None else "",
            text=line_of(heard, self.prefix),
            room_id=room.id if room is not None else "",
            account=heard.account.id,
            thread=thread.id if thread is not None else "",
            sent_at=heard.sent_at,
        )

    def overdue(self, said: Spoken) -> Reply | None:
        """The answer to what was said too long ago to be done now; None = it was not."""
        now = self.clock()
        if said.sent_at is None or now - said.sent_at <= self.late:
            return None
        zone = self.desk.timezone(said)
        return Reply(text=too_late(said.sent_at, now, zone), accepted=False)

    def handle(self, tx: Tx, body: str) -> str:
        """Answer what was kept of a chat; the result of its inbox row.

        The reply to what a chat told goes out by itself, queued in this very transaction. A line
        that somebody handed over who shows its reply themselves has none to go out.
        """
        facts: Mapping[str, object] = json.loads(body)
        if not is_heard(facts):
            return _result(self.desk.handle(tx, spoken_of(facts)))
        heard = read(facts)
        said = self.spoken(tx, heard)
        reply = self.overdue(said) or self.desk.handle(tx, said)
        key = reply_key(heard) if reply.text else ""
        if reply.text:
            tx.put_effects([reply_effect(answer_to(heard, reply.text), self.clock())])
        return _result(reply, {"key": key})


def _result(reply: Reply, more: Mapping[str, object] | None = None) -> str:
    answer: dict[str, object] = {
        "text": packed(text(reply.text)),
        "accepted": reply.accepted,
        **(more or {}),
    }
    if reply.refused is not None:
        answer["refused"] = asdict(reply.refused)
    return as_text(answer)
