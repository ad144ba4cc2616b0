"""Tables and names that backends share: refusals, looks of a doctor, names of rooms, forms."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tocsin.chat import (
    Card,
    Code,
    Field,
    Finding,
    Form,
    Looked,
    Meanings,
    Refused,
    Strong,
    Tolerated,
    first_free,
    free_names,
    incident_in,
    looked_at,
    teams_seen,
    text,
)
from tocsin.errors import InvalidValue, ProviderError

TABLE = """
[[meaning]]
kind = "rate_limited"
words = \"\"\"
slow_down
too_many\"\"\"
told = \"\"\"
It takes no more
just now: wait.\"\"\"

[[meaning]]
kind = "unavailable"
words = "broken unreadable"
ambiguous = true
told = "It has trouble of its own."

[[meaning]]
kind = "forbidden"
words = "no_scope"
told = "Add the scope {scope}."

[[meaning]]
kind = "invalid"
words = "unknown"
told = "It does not take this."

[closed]
no_scope = true
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Meanings]]:
    """The meanings that a package `paper_words` with this table has."""
    folder = tmp_path / "paper_words"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))

    def read(words: str) -> Meanings:
        (folder / "errors.toml").write_text(words)
        return Meanings("paper_words")

    yield read
    sys.modules.pop("paper_words", None)


def test_a_word_means_a_kind_of_failure_and_a_sentence(table: Callable[[str], Meanings]) -> None:
    found = table(TABLE)
    assert found.of("too_many") == ("rate_limited", "It takes no more just now: wait.")
    assert found["slow_down"] == found.of("too_many")
    assert [*found] == ["slow_down", "too_many", "broken", "unreadable", "no_scope", "unknown"]
    assert len(found) == 6
    assert found.table["closed"] == {"no_scope": True}


def test_a_word_that_stands_nowhere_means_what_unknown_does(
    table: Callable[[str], Meanings],
) -> None:
    found = table(TABLE)
    assert found.of("something_new") == ("invalid", "It does not take this.")
    assert "something_new" not in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [('"invalid"', '"odd"', "odd is no kind"), ('"unknown"', '"other"', "`unknown`")],
)
def test_a_table_that_lacks_something_is_not_taken(
    table: Callable[[str], Meanings], old: str, new: str, words: str
) -> None:
    with pytest.raises(InvalidValue, match=words):
        table(TABLE.replace(old, new))


def test_a_refusal_says_who_what_which_word_and_what_to_do(
    table: Callable[[str], Meanings],
) -> None:
    found = table(TABLE).refused("Paper", "no_scope", "sheets.make", scope="`write`")
    assert str(found) == "Paper (sheets.make, no_scope): Add the scope `write`."
    assert (found.code, found.word, found.ambiguous, found.retry_after) == (
        "forbidden", "no_scope", False, None,
    )  # fmt: skip


def test_a_refusal_for_a_while_says_how_long(table: Callable[[str], Meanings]) -> None:
    assert table(TABLE).refused("Paper", "slow_down").retry_after == 30.0


@pytest.mark.parametrize(("told", "kept"), [
    (17.0, 17.0), (0.0, 0.1), (9e9, 3600.0), (10**400, 3600.0), (float("inf"), 3600.0), (-7, 0.1),
    ("1.5", 1.5), (float("nan"), 30.0), ("nan", 30.0), ("soon", 30.0), ("", 30.0), (True, 30.0),
    (None, 30.0), ([1], 30.0),
])  # fmt: skip
def test_a_wait_that_is_told_is_kept_within_bounds(
    table: Callable[[str], Meanings], told: object, kept: float
) -> None:
    assert table(TABLE).refused("Paper", "slow_down", wait=told).retry_after == kept
    assert table(TABLE).refused("Paper", "no_scope", wait=told).retry_after is None


def test_what_may_have_been_done_all_the_same_is_ambiguous(
    table: Callable[[str], Meanings],
) -> None:
    assert table(TABLE).refused("Paper", "broken").ambiguous


@pytest.mark.parametrize("said", [None, 7, "", "a token\n<!all>", "x" * 61, ["broken"]])
def test_what_is_no_word_is_not_told(table: Callable[[str], Meanings], said: object) -> None:
    found = table(TABLE).refused("Paper", said, "sheets.make")
    assert str(found) == "Paper (sheets.make, ?): It has trouble of its own."
    assert (found.code, found.word, found.ambiguous) == ("unavailable", "", True)


def well() -> Looked:
    yield "", "ok", "as it must be"
    yield "ink", "warning", "nearly empty"


def broken() -> Looked:
    yield "", "ok", "said before it was asked"
    raise ProviderError("auth", "Paper takes no token.")


def test_looks_are_told_by_their_own_name_or_by_that_of_the_stage() -> None:
    assert looked_at([{"paper": well}]) == (
        Finding(what="paper", verdict="ok", detail="as it must be"),
        Finding(what="ink", verdict="warning", detail="nearly empty"),
    )


def test_a_fault_hides_the_stages_behind_it_and_nothing_beside_it() -> None:
    found = looked_at([{"token": broken, "paper": well}, {"sheets": well}])
    assert [(one.what, one.verdict) for one in found] == [
        ("token", "fault"),
        ("paper", "ok"),
        ("ink", "warning"),
    ]
    assert found[0].detail == "Paper takes no token."


def test_a_look_at_what_cannot_be_read_is_a_fault() -> None:
    def strange() -> Looked:
        nothing: dict[str, str] = {}
        yield "", "ok", nothing["versions"]

    (found,) = looked_at([{"the server": strange}])
    assert (found.verdict, found.detail) == ("fault", "the answer cannot be read (KeyError)")


def test_a_name_becomes_one_that_platforms_take() -> None:
    assert free_names("Ünïcode  & Co/4", "INC-4", 80)[0] == "unicode-co-4"
    assert free_names("日本", "INC-4", 80)[0] == "incident"


def test_where_a_name_is_taken_there_are_others_and_the_last_is_of_the_mark() -> None:
    names = free_names("inc-4-checkout", "INC-4", 80)
    assert names[:4] == (
        "inc-4-checkout",
        "inc-4-checkout-2",
        "inc-4-checkout-3",
        "inc-4-checkout-4",
    )
    assert names[4] == free_names("inc-4-checkout", "INC-4", 80)[4]
    assert names[4] != free_names("inc-4-checkout", "INC-5", 80)[4]


def test_the_first_name_that_is_free_is_taken() -> None:
    asked: list[str] = []

    def ask(name: str) -> dict[str, str]:
        asked.append(name)
        return {"id": name} if name == "inc-4-2" else {}

    assert first_free("Paper", ("inc-4", "inc-4-2", "inc-4-3"), ask) == {"id": "inc-4-2"}
    assert asked == ["inc-4", "inc-4-2"]
    with pytest.raises(ProviderError, match="Paper has rooms of that name already") as refused:
        first_free("Paper", ("inc-4",), ask)
    assert refused.value.code == "conflict"


def test_no_name_is_longer_than_it_may_be() -> None:
    for names in (free_names("x" * 200, "INC-4", 32), free_names("x-" * 100, "INC-4", 32)):
        assert max(map(len, names)) <= 32
        assert len(set(names)) == 5
        assert not [one for one in names if one.endswith("-")]


@pytest.mark.parametrize(
    ("command", "incident"),
    [
        ("incident INC-4 ack", "INC-4"),
        ("incident INC-4 link INC-5", "INC-4"),
        ("incident list", ""),
        ("incident XINC-4 INC-4x", ""),
        ("", ""),
    ],
)
def test_the_incident_that_a_command_names(command: str, incident: str) -> None:
    assert incident_in(command) == incident


def form(*fields: Field) -> Form:
    return Form(name="declare", title="Declare", command="incident declare", fields=fields)


WORDS = "Checkout is down\n  since ten"
LEVEL = Field(name="level", label="Level", kind="choice", choices=(("P0", "P0"),), value="P0")
TITLE = Field(name="title", label="Title", most=16)
MORE = Field(name="more", label="More", kind="lines")


def test_the_words_of_a_message_go_into_the_first_field_that_takes_text() -> None:
    filled = form(LEVEL, TITLE, MORE).prefilled(WORDS)
    assert [one.value for one in filled.fields] == ["P0", "Checkout is down", ""]
    assert form(MORE).prefilled(WORDS).fields[0].value == WORDS


@pytest.mark.parametrize("words", ["", WORDS])
def test_where_there_are_no_words_or_no_such_field_a_form_stays_as_it_is(words: str) -> None:
    there = form(TITLE) if not words else form(LEVEL)
    assert there.prefilled(words) == there


def test_a_card_is_drawn_with_its_heading_in_bold_and_its_lines_below() -> None:
    card = Card(heading=text("INC-4 ", Code("P1")), lines=(text("IC Ana"), text("next: ack")))
    assert card.drawn() == text(Strong("INC-4 "), Code("P1"), "\nIC Ana", "\nnext: ack")
    assert Card(heading=text("Nothing is owed."), lines=()).drawn() == text(
        Strong("Nothing is owed.")
    )


def test_a_group_of_people_that_is_not_there_is_a_fault() -> None:
    teams = {"sre": "platform", "dba": "data"}
    assert [*teams_seen("group {}", teams, {"sre"}, "no group {}: make it")] == [
        ("group dba", "fault", "no group dba: make it"),
        ("group sre", "ok", "team platform"),
    ]


def test_what_is_refused_by_one_of_the_words_is_no_failure() -> None:
    gone = Refused("not_found", "Paper has no such sheet.")
    gone.word = "no_sheet"
    with Tolerated("no_sheet", "torn"):
        raise gone
    with pytest.raises(Refused), Tolerated("torn"):
        raise gone
