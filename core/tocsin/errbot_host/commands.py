"""The Errbot commands of Tocsin, one for each first word; they call the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from errbot import BotPlugin, botcmd
from errbot.backends.base import Message
from errbot.core_plugins.help import Help

from tocsin.wording.help import of_incidents

INCIDENT: Final = "incident"
"""The command that also takes what begins with a verb, so that its access list holds for both."""

FIRST_WORDS: Final[Mapping[str, str]] = {
    "incident": INCIDENT,
    "incidents": INCIDENT,
    "oncall": "oncall",
    "on-call": "oncall",
    "logs": "logs",
    "graph": "graph",
    "alerts": "alerts",
    "changes": "changes",
}
"""First word, as people write it in lower case -> the command that takes it."""


class Tocsin(BotPlugin):
    """Runs incidents: declare, page, update, resolve, learn."""

    # Nothing is kept in Errbot's history: it is one for all bots of a process, and repeats
    # commands at a word.

    @botcmd(historize=False)
    def incident(self, msg: Message, args: str) -> str:
        """Declare an incident and run it; `incident help` lists what you can say."""
        return self._ask(msg)

    @botcmd(historize=False)
    def oncall(self, msg: Message, args: str) -> str:
        """Who is on call, and who stands in for somebody until when."""
        return self._ask(msg)

    @botcmd(historize=False)
    def logs(self, msg: Message, args: str) -> str:
        """Log lines by preset or query."""
        return self._ask(msg)

    @botcmd(historize=False)
    def graph(self, msg: Message, args: str) -> str:
        """A graph of a service."""
        return self._ask(msg)

    @botcmd(historize=False)
    def alerts(self, msg: Message, args: str) -> str:
        """The alerts that fire now."""
        return self._ask(msg)

    @botcmd(historize=False)
    def changes(self, msg: Message, args: str) -> str:
        """What was deployed or changed lately."""
        return self._ask(msg)

    def _ask(self, msg: Message) -> str:
        answer: str = self._bot.take(msg)
        return answer


MOST = 80
"""Characters of what is said of one command."""


class Helps(Help):
    """Errbot's help plugin."""

    @botcmd(historize=False)
    def help(self, msg: Message, args: str) -> str:
        """List the commands, or explain those of one plugin."""
        if args:
            return str(super().help(msg, args)).replace("**", "").strip()
        lines = (*self._lines(msg, ours=True), *self._lines(msg, ours=False))
        return "\n".join([of_incidents(self._bot.prefix), *lines])

    def _lines(self, msg: Message, *, ours: bool) -> Iterator[str]:
        for name, command in sorted(self._bot.all_commands.items()):
            whose = command.__self__
            if whose is not self and isinstance(whose, Tocsin) is ours and self._shown(msg, name):
                yield f"{self._bot.prefix}{name.replace('_', ' ')}: {self._of(command)}"

    def _shown(self, msg: Message, name: str) -> bool:
        hidden = self._bot.all_commands[name]._err_command_hidden
        return not hidden and (
            not self.bot_config.HIDE_RESTRICTED_COMMANDS or self.may_access_command(msg, name)
        )

    def _of(self, command: Callable[..., object]) -> str:
        said = str(self._bot.get_doc(command)).strip().partition("\n")[0]
        return said if len(said) <= MOST else f"{said[: MOST - 1]}…"
