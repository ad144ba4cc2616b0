"""What comes in on a bad day: texts and JSON that no sensible sender makes."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Always in the test run; TOCSIN_EXAMPLES has the last word, and scripts/fuzz.py looks for hours.
EXAMPLES = int(os.environ.get("TOCSIN_EXAMPLES", "100"))
LONG = "x" * 100_000

SPICES = (
    "\x00", "\x07", "\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\r", "\n", "\r\n", "\t", "\x0b",
    "\u2028", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u034f", "\u3164", "\ud800",
    "\udfff", "@here", "@channel", "@everyone", "@room", "<!here>", "<!channel|x>", "<@&1>",
    "<!subteam^S1>", "@\u200bhere", "＠here", "@HERE", "@he\u200bre", "@\u034fchannel", "|", "||||",
    "—", "--", "“", "”", '"', "`", "**", "<script>alert(1)</script>", "{{7*7}}", "{x}", "%s",
    "${x}", "../", "..\\", "'; DROP TABLE incidents; --", "é" * 40, "👩\u200d🚒", "a\u0301" * 60,
    "9" * 5000, "-1", "1e400", "0", "INC-1", "inc-999999999", "#INC-1", "@ana", "@bo", "@me",
    "@nobody", "p0", "p1", "P3", "unknown", "30m", "14:30", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "99999999d", "ic", "tl", "comms", "security", "rollback", "update",
)  # fmt: skip
spices = st.sampled_from(SPICES)
any_text = st.text(st.characters(exclude_categories=()), max_size=60)
spicy = st.lists(spices | any_text, max_size=6).map(" ".join) | st.lists(spices, max_size=4).map(
    "".join
)

numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from((2**63, -(2**63), 2**64, 10**30, 10**4000, 1e308, -0.0))
)
scalars = st.none() | st.booleans() | numbers | spicy
anything: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(any_text | spices, inner, max_size=4)
    ),
    max_leaves=12,
)

_MASS = re.compile(r"[@＠﹫](?:here|everyone|channel|room|all\b|group\b|&)|<!\w", re.IGNORECASE)


def bounded(examples: int = EXAMPLES) -> settings:
    """So many examples, however slow this machine is today."""
    return settings(
        max_examples=max(1, examples),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


_JOINED = re.compile(
    "(?<=[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f])\u200d(?=[\u2190-\u27bf\U0001f300-\U0001faff])"
)


def visible(text: str) -> str:
    """The text without what shows as nothing, as a platform that drops it would read it."""
    unseen = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    return "".join(c for c in text if unicodedata.category(c)[0] != "C" and c not in unseen)


def rings_for_many(text: str) -> bool:
    """Whether somebody's whole room would be called."""
    return any(_MASS.search(visible(line)) for line in text.split("\n"))


def assert_fit_to_say(text: str, *, lines: int, characters: int = 4000) -> None:
    """What the bot says is short, printable, and calls nobody in passing."""
    assert text.strip(), "something is said"
    assert len(text) <= characters, len(text)
    assert text.count("\n") < lines, text
    alone = _JOINED.sub("", text)  # one picture made of several is no hidden word
    odd = {c for c in alone if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Cf", "Co")}
    assert not odd, odd
    assert not set("\u2028\u2029\x85") & set(text), "a line that is none"
    assert not rings_for_many(text), text
    text.encode()
