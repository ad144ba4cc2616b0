"""What a tool answered, bounded and inert, with what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from tocsin.chat import Block, Code, Link, Words
from tocsin.domain.calendar import local_text, zone
from tocsin.domain.plurals import plural
from tocsin.wording.clean import clean, title
from tocsin.wording.composing import lines, say
from tocsin.wording.tool_output import MaskText, newest_rows, safe_link, safe_rows

ALT: Final = 400
NOTE: Final = 400


def keep_hint(key: str, prefix: str) -> Words:
    """How what matters of an answer is kept; nothing of it is kept by itself."""
    keep = Code(f"{prefix}incident {key} finding <text>")
    return say("To keep what matters: ", keep) if key else ""


def meant_hint(preset: str, key: str, prefix: str) -> Words:
    """What was perhaps meant, where nothing was found."""
    verb = f"incident {key} logs" if key else "logs"
    meant = Code(f"{prefix}{verb} {preset}")
    return say("Did you mean the preset ", meant, "?") if preset else ""


def struck_text(count: int) -> str:
    """How much was left out because it looks like a secret or an address, or ""."""
    places = f"{plural(count, 'place')} that {'look' if count > 1 else 'looks'}"
    return f"Struck out: {places} like a secret or an e-mail address." if count else ""


def stamped(at: datetime | None, timezone: str, text: str, *, now: datetime) -> str:
    """`10:44:12 text`, with the date where it is another day's."""
    if at is None:
        return text
    try:
        local = at.astimezone(zone(timezone))
    except OverflowError:  # the first or the last day there is, which not every zone has whole
        local = at
    same = local.date() == now.astimezone(local.tzinfo).date()
    return f"{local:%H:%M:%S} {text}" if same else f"{local:%Y-%m-%d %H:%M:%S} {text}"


def since_text(since: datetime, until: datetime, timezone: str) -> str:
    """`since 10:15 CET`."""
    return f"since {local_text(since, timezone, now=until)}"


def rows_text(
    heading: str, rows: Sequence[tuple[datetime | None, str]], *, timezone: str, until: datetime,
    mask: MaskText, truncated: bool, address: str, hint: Words, none: Words = "", note: str = "",
) -> Words:  # fmt: skip
    """Rows of a log, the newest last.

    Args:
        heading: What was asked, of which tool and since when.
        truncated: Whether the tool has more than it gave.
        address: Where all of it stands, or "".
        hint: How it is kept, or "".
        none: What is said where nothing was found, or "".
        note: What the tool itself warns of, or "".
    """
    safe = safe_rows((text for _, text in rows), mask)
    told = [
        stamped(at, timezone, text, now=until)
        for (at, _), text in zip(rows, safe.rows, strict=True)
    ]
    kept = newest_rows(told)
    warned = safe_rows((note,), mask, longest=NOTE).rows[0]
    if not kept:
        return lines(f"{heading}: no row.", warned, none, _all_of_it(address, mask))
    more = truncated or len(kept) < len(told)
    count = f"the newest {len(kept)} rows" if more else plural(len(kept), "row")
    return lines(
        f"{heading}: {count}",
        Block(kept),
        warned,
        struck_text(safe.struck),
        _all_of_it(address, mask),
        hint,
    )


def graph_text(
    heading: str, alt: str, *, mask: MaskText, address: str, shown: bool, why: str
) -> Words:
    """What stands beside a picture, or in its place.

    Args:
        alt: What it shows.
        shown: Whether the picture is in the room.
        why: Why it is not, where it is not.
    """
    words = safe_rows((alt,), mask, longest=ALT).rows[0] or "no words for what it shows"
    return lines(f"{heading}: {words}", "" if shown else why, _all_of_it(address, mask))


def list_text(heading: str, rows: Sequence[Words], none: str, notes: Iterable[str]) -> Words:
    """A list with its number, and what there is to say about it."""
    kept = newest_rows(rows)
    left = len(rows) - len(kept)
    more = f" (the last {len(kept)} of them)" if left else ""
    head = f"{heading}: {len(rows)}{more}" if rows else f"{heading}: {none}"
    return lines(head, *kept, *notes)


def alert_text(
    name: str, since: datetime | None, *, where: str, severity: str, address: str,
    timezone: str, now: datetime, mask: MaskText,
) -> Words:  # fmt: skip
    """`INC-7 P1 checkout errors, since 10:12 CET`."""
    shown = title(safe_rows((name,), mask).rows[0])
    began = f", {since_text(since, now, timezone)}" if since is not None else ""
    head = " ".join(part for part in (where, severity, shown) if part)
    return _with_link(f"{head}{began}", address, mask)


def change_text(
    at: datetime, *, what: str, name: str, service: str, person: str, address: str,
    timezone: str, now: datetime, mask: MaskText,
) -> Words:  # fmt: skip
    """`10:02:11 deploy checkout: 4.2 → 4.3 (kim) https://…`."""
    told = safe_rows((name, service, person), mask).rows
    of = f" {clean(told[1], 60)}" if told[1] else ""
    by = f" ({clean(told[2], 60)})" if told[2] else ""
    head = stamped(at, timezone, f"{what}{of}: {title(told[0])}{by}", now=now)
    return _with_link(head, address, mask)


def _with_link(words: str, address: str, mask: MaskText) -> Words:
    shown = safe_link(address, mask)
    return say(words, " ", Link(shown)) if shown else words


def _all_of_it(address: str, mask: MaskText) -> Words:
    shown = safe_link(address, mask)
    return say("All of it: ", Link(shown)) if shown else ""


NONE_KNOWN: Final = "none that we know of"
PICTURE_NOT_POSTED: Final = "The picture cannot be posted here."


def no_picture(tool: str) -> str:
    """Why there is no picture, where the tool gave none."""
    return f"{tool} gave no picture that can be posted."


def alerts_heading(whose: str) -> str:
    """What stands above the alerts of an incident or a team."""
    return f"Alerts of {whose} that fire"


def of_other_services(count: int) -> str:
    """How many changes were left out."""
    return f"{count} more of other services."
