"""Foreign text becomes one harmless line."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.people import Person
from tocsin.wording.clean import UNSEEN, clean, link, title
from tocsin.wording.composing import comma_list
from tocsin.wording.names import names_of


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("plain words", "plain words"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("@here now", "(at)here now"),
        ("<!0 or <!date^1>", "(at)0 or (at)date^1>"),
        ("@EVERYONE", "(at)EVERYONE"),
        ("<!channel>", "(at)channel>"),
        ("@\u200broom", "(at)room"),
        ("\u202e@here", "(at)here"),
        ("@@here", "@(at)here"),
        ("＠here", "(at)here"),
        ("<@&42> and <!subteam^S1>", "<(at)&42> and (at)subteam^S1>"),
        ("@\u034fhere, @\u3164here", "(at)here, (at)here"),
        ("@ana please, and @allen", "@ana please, and @allen"),
        ("red \x1b[31m", "red [31m"),
        ("Größe 検索 ✅", "Größe 検索 ✅"),
        ("", ""),
    ],
)
def test_foreign_text_is_flattened_and_rings_for_nobody(foreign: str, shown: str) -> None:
    assert clean(foreign) == shown


def test_every_letter_that_can_be_seen_is_kept() -> None:
    printable = filter(str.isprintable, map(chr, range(sys.maxunicode + 1)))
    seen = "".join(one for one in printable if not one.isspace() and one not in UNSEEN)

    assert clean(seen, len(seen)) == clean(f"{seen}\n", len(seen)) == seen


def test_what_is_too_long_ends_with_an_ellipsis() -> None:
    assert clean("a" * 20, 10) == "a" * 9 + "…"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_cleaned_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    found = clean(text, limit)
    assert len(found) <= limit
    assert len(found.splitlines()) <= 1


@given(st.text(alphabet="@<!here everyonchalm\u200b\n＠", max_size=40))
def test_no_spelling_of_a_mass_mention_survives(text: str) -> None:
    found = clean(text).lower()
    assert not any(word in found for word in ("@here", "@everyone", "@channel", "@room", "＠here"))


def test_only_a_web_address_is_a_link() -> None:
    assert link("https://prom.example/graph?g0=1") == "https://prom.example/graph?g0=1"
    assert not any(link(bad) for bad in ("javascript:alert(1)", "https://a b", "https://a\nx", ""))


def test_an_address_is_shown_whole_or_not_at_all() -> None:
    longest = "https://a.example/".ljust(1000, "x")
    assert link(longest) == longest
    assert link(longest + "x") == ""


@pytest.mark.parametrize("hidden", ["\x1b[8m", "\u202e", "\u200b", "\x00", "\ud800", "@here"])
def test_an_address_that_hides_something_is_not_shown(hidden: str) -> None:
    assert link(f"https://a.example/{hidden}") == ""


def test_a_title_of_nothing_says_so() -> None:
    assert title("checkout returns 500s") == "checkout returns 500s"
    assert [title(nothing) for nothing in ("", " \n", "\u200b", "\u3164", "\ud800")] == [
        "(no title)"
    ] * 5


def test_machines_guests_and_people_have_names() -> None:
    names = names_of({"ana": Person(id="ana", name="Ana")})
    asked = ("ana", "engine", "alerts.prom", "guest-kim", "nobody")
    assert [names(one) for one in asked] == [
        "Ana", "Tocsin", "monitoring (prom)", "kim (guest)", "nobody",
    ]  # fmt: skip


def test_names_are_joined_as_people_say_them() -> None:
    assert [comma_list(()), comma_list("a"), comma_list("ab"), comma_list("abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
