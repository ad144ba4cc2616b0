"""SPL: which commands a search has, and whether all of them only read. Pure.

A search is read in each way that Splunk may read it (what a backslash and a single quote mean is
told nowhere), and must be harmless in all of them. What is not known to be harmless is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

READS: Final = frozenset(
    """accum addcoltotals addinfo addtotals anomalies append appendcols appendpipe autoregress
    bin bucket chart cluster concurrency convert dedup delta eval eventcount eventstats
    extract fieldformat fields fieldsummary filldown fillnull format gentimes head highlight
    inputlookup iplocation join kv lookup makecontinuous makemv makeresults metadata
    metasearch mstats multikv multisearch mvcombine mvexpand nomv outlier predict rangemap
    rare regex reltime rename replace return reverse rex search set sort spath stats strcat
    streamstats table tags tail timechart timewrap top transaction transpose trendline
    tstats typer uniq untable where xmlkv xyseries""".split()
)
"""Commands that read what the role may read, and change nothing."""
NEVER: Final = frozenset(
    """collect crawl dbxoutput delete deletemodel dump fit foreach map mcollect meventcollect
    outputcsv outputlookup outputtext run runshellscript script sendalert sendemail
    tscollect""".split()
)
"""Commands that no section can allow: they write, send, run, or make commands out of data."""
_NAME: Final = re.compile(r"\s*([A-Za-z_][\w.:-]*)")
_BEGINS: Final = re.compile(r"\s*(\||search\b)", re.IGNORECASE)
_MACRO: Final = re.compile(r"`\s*([A-Za-z_][\w-]*)\s*(?:\([\w\s.,=*:/-]*\))?\s*`")
_COMMENT: Final = re.compile(r"```([^`\"'|\[\]]*)```")
_HIDDEN: Final = re.compile(r"\bsavedsearch\s*:", re.IGNORECASE)
_NAMED: Final = re.compile(r"\bsaved(search|splunk)\s*[:=]", re.IGNORECASE)
"""How a search names another one among its terms."""
_A_MACRO: Final = "_macro_"
"""What stands for a macro that the section allows, also where a command is."""
_SAVED: Final = "A saved search is not asked from here: it may hide commands."
QUOTED_TEXT: Final = "write text with | [ ] or ` in quotes"


class _Unclear(Exception):
    """A search that cannot be told to be harmless; says why."""


@dataclass(frozen=True)
class _Way:
    """One way to read quotes.

    Args:
        pairs: Whether a backslash takes the one behind it away.
        single: Whether ' begins a quotation.
    """

    pairs: bool
    single: bool


WAYS: Final = tuple(_Way(*both) for both in product((True, False), repeat=2))


def whole(text: str) -> str:
    """The search as it is sent: with `search` in front unless it begins with a command."""
    return text.strip() if _BEGINS.match(text) else f"search {text.strip()}"


def fault(text: str, *, also: Collection[str] = (), macros: Collection[str] = ()) -> str:
    """Why a search is not sent, or "".

    Args:
        text: As a person typed it: hostile.
        also: Commands that the section allows besides.
        macros: Macros that the section allows.
    """
    if any(not char.isprintable() and char not in " \t\r\n" for char in text):
        return "A search has no control characters."
    allowed = {*READS, _A_MACRO} | {name.lower() for name in also} - NEVER
    try:
        for way in WAYS:
            for name in _commands(whole(text), way, macros):
                if name.lower() not in allowed:
                    return _refusal(name)
    except _Unclear as why:
        return str(why)
    return ""


def commands(text: str) -> tuple[str, ...]:
    """The commands of a search without a fault, in lower case, those of subsearches too."""
    every = frozenset(_MACRO.findall(text))
    return tuple(name.lower() for name in _commands(whole(text), WAYS[0], every))


def _refusal(name: str) -> str:
    if name.lower() in NEVER:
        return f"{name.lower()} is never asked from here: it can do more than read."
    return f"{name[:40]} is no command that is asked from here; {QUOTED_TEXT}."


def _commands(text: str, way: _Way, macros: Collection[str]) -> Iterator[str]:
    """The name behind each pipe and each bracket, and at the beginning."""
    bare = _bare(text, way, macros)
    if _HIDDEN.search(bare):
        raise _Unclear(_SAVED)
    depth = 0
    for at, char in enumerate(bare):
        depth += (char == "[") - (char == "]")
        if depth < 0:
            break
        if at == 0 or char in "|[":
            yield from _name_at(bare, at + (char in "|["))
    if _NAMED.search(bare):
        raise _Unclear(_SAVED)
    if depth:
        raise _Unclear(f"The brackets do not match; {QUOTED_TEXT}.")


def _name_at(bare: str, at: int) -> Iterator[str]:
    """The name of the command there; that of `[ | x` is found at its pipe."""
    opens = bare[:at].endswith("[")
    if opens and bare[at:].lstrip().startswith("|"):
        return
    found = _NAME.match(bare, at)
    if found is None:
        raise _Unclear(f"There is no command behind a pipe or bracket; {QUOTED_TEXT}.")
    yield found[1]


def _bare(text: str, way: _Way, macros: Collection[str]) -> str:
    """The search without comments, its quotations and macros each a blank mark of their own."""
    found: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "`":
            end, mark = _after_backtick(text, at, macros)
        elif char == '"' or (way.single and char == "'"):
            end, mark = _end_of(text, at, way), '"'
            if "`" in text[at:end]:
                raise _Unclear("A backtick in quotes is not asked from here: it may be a macro.")
        else:
            end, mark = at + 1, char
        found.append(mark)
        at = end
    return "".join(found)


def _after_backtick(text: str, at: int, macros: Collection[str]) -> tuple[int, str]:
    """Where a comment or an allowed macro ends, and what stands for it. Raises _Unclear."""
    if text.startswith("```", at):
        comment = _COMMENT.match(text, at)
        if comment is None:
            raise _Unclear("A comment ends with ```, and has no quotes, pipes, brackets in it.")
        return comment.end(), " "
    macro = _MACRO.match(text, at)
    name = macro[1] if macro is not None else ""
    if macro is None or name not in macros:
        known = f"The macro {name[:40]}" if name else "A macro like this"
        raise _Unclear(f"{known} is not asked from here: it may hide commands.")
    around = text[at - 1 : at] + text[macro.end() : macro.end() + 1]
    if re.search(r"[\w`]", around):
        raise _Unclear("A macro stands alone, with blanks around it.")
    return macro.end(), _A_MACRO


def _end_of(text: str, at: int, way: _Way) -> int:
    """Behind the quotation mark that ends one. Raises _Unclear where none does."""
    quote, place = text[at], at + 1
    while place < len(text):
        if text[place] == "\\" and way.pairs:
            place += 2
        elif text[place] == quote and (way.pairs or text[place - 1] != "\\"):
            return place + 1
        else:
            place += 1
    if quote == "'":
        return at + 1  # an apostrophe
    raise _Unclear(
        "It is not clear where a quotation ends: a mark is missing, or has \\ before it."
    )
