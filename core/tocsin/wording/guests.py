"""Refusals for guests who report or type too much."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.chat import Code, Text
from tocsin.wording.clean import clean
from tocsin.wording.composing import say


def too_many_reports(most: int, team: str, on_call: Sequence[str], prefix: str) -> Text:
    """The refusal of one more report, and who can open an incident."""
    who = f" On call now: {', '.join(clean(person, 60) for person in on_call)}." if on_call else ""
    return say(
        f"Not opened: {most} reports came from your account within the hour, and no more are taken "
        f"from an account that is in no team file. Is this something new? Anybody of "
        f"{clean(team, 60)} can open it: ",
        Code(f"{prefix}incident declare <title>"),
        f".{who}",
    )


def too_many_lines(most: int, prefix: str) -> Text:
    """The notice that nothing more is answered for now, and what is taken all the same."""
    return say(
        f"That is a lot at once: an account that is in no team file is answered {most} times a "
        "minute. Wait a minute. A new report is heard all the same: ",
        Code(f"{prefix}incident report <what you see>"),
        ".",
    )
