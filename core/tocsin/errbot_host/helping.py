"""The command `help`, as plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from errbot import botcmd
from errbot.backends.base import Message
from errbot.core_plugins.help import Help

from tocsin.errbot_host.commands import Tocsin

MOST = 80
"""Characters of what is said of one command."""


class Helps(Help):
    """Errbot's help plugin."""

    @botcmd(historize=False)
    def help(self, msg: Message, args: str) -> str:
        """List the commands, or explain those of one plugin."""
        if args:
            return str(super().help(msg, args)).replace("**", "").strip()
        prefix = self._bot.prefix
        first = (
            f"Incidents: {prefix}incident help lists the verbs, {prefix}incident help <verb> shows "
            "how one is typed."
        )
        return "\n".join([first, *self._lines(msg, ours=True), *self._lines(msg, ours=False)])

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
