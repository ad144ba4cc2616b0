"""Turns the buttons, forms and reactions of a scenario into the lines that they say."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bootstrap import System
from tocsin.chat.events import Heard, Pressed, Reacted, Submitted
from tocsin.chat.forms import Action
from tocsin.chat.port import Account, MessageRef, RoomRef
from tocsin.engine.spoken_line import SpokenLine
from tocsin.simulate.chat_doubles import PostedMessage, RecordingChat
from tocsin.simulate.scenario import Say, filled_in


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """A button pressed, a form filled in, or a reaction.

    Args:
        room: Where, with `#`.
        id: Of what they do, as a platform would give it.
    """

    say: Say
    system: System
    chat: RecordingChat
    room: str
    id: str

    @property
    def speaker(self) -> str:
        """Return the person id of whoever does it."""
        return self.say.speech.speaker or ""

    def spoken(self) -> SpokenLine | str:
        """Return the line it says, or a sentence about what is missing; "" says nothing."""
        typed = self.say.speech.text
        if self.say.how == "said":
            self.chat.show(self.room, PostedMessage(id=self.id, text=typed, by=self.speaker))
            return SpokenLine(
                platform=self.chat.platform,
                message_id=self.id,
                speaker=self.speaker,
                room=self.room,
                text=typed,
            )
        heard = {"pressed": self._pressed, "submitted": self._submitted, "reacted": self._reacted}
        found = heard[self.say.how](typed)
        if isinstance(found, str):
            return found
        hearing = self.system.ears.hearing
        return self.system.store.read(lambda tx: hearing.spoken(tx, found))

    def _pressed(self, label: str) -> Heard | str:
        """A label is looked for in the room; without a room, in what is written to them too."""
        known = self._buttons()
        action = next(
            (candidate for candidate in reversed(known) if candidate.label == label), None
        )
        line = action.command if action else label
        prefix = self.system.ears.hearing.prefix
        if action is None and not line.removeprefix(prefix).startswith("incident "):
            labels = ", ".join(dict.fromkeys(candidate.label for candidate in known)) or "none"
            return f"There is no button {label!r} for @{self.speaker} here; there are: {labels}"
        return Pressed(event_id=self.id, account=self._account, room=self._ref, command=line)

    def _buttons(self) -> list[Action]:
        own = () if self.say.speech.room else (f"@{self.speaker}",)
        return [action for shown in self.chat.shown(self.room, *own) for action in shown.actions]

    def _submitted(self, typed: str) -> Heard | str:
        name, values = filled_in(typed)
        form = self.system.ears.form(name, self._account, self._ref, "")
        if form is None:
            return f"There is no form {name!r} for @{self.speaker} here and now"
        unknown = set(values) - {field.name for field in form.fields}
        if unknown:
            fields = ", ".join(field.name for field in form.fields)
            return f"The form {name} has no field {', '.join(sorted(unknown))}; it has: {fields}"
        return Submitted(
            event_id=self.id,
            account=self._account,
            room=self._ref,
            command=form.command,
            values=values,
        )

    def _reacted(self, typed: str) -> Heard | str:
        emoji, *words = typed.split(maxsplit=1)
        here = [shown for shown in self.chat.shown(self.room) if "".join(words) in shown.text]
        if not here:
            return f"There is no message with {''.join(words)!r} in {self.room}"
        to = here[-1]
        author = Account(platform=self.chat.platform, id=to.by) if to.by else None
        return Reacted(
            event_id=self.id,
            account=self._account,
            room=self._ref,
            emoji=emoji,
            message=MessageRef(platform=self.chat.platform, room=self._ref.id, id=to.id),
            text=to.text,
            author=author,
        )

    @property
    def _account(self) -> Account:
        return Account(platform=self.chat.platform, id=self.speaker)

    @property
    def _ref(self) -> RoomRef:
        id = self.room.removeprefix("#")
        return RoomRef(platform=self.chat.platform, id=id, name=self.room)
