"""A search from chat only reads, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counterparts.splunk.head import NOON, SearchHead
from tests.counterparts.splunk.spl import Fatal, Store, run
from tocsin.errors import ProviderError
from tocsin.providers import LogQuery
from tocsin.testing import a_call
from tocsin_splunk.spl import NEVER, READS, commands, fault, whole

Make = Callable[..., Any]
QUERY = LogQuery(text="error", since=NOON - timedelta(hours=1), until=NOON)


@pytest.mark.parametrize(
    "text",
    [
        "error",
        "index=main error NOT debug",
        'message="a | delete" | stats count',
        'x="[ | delete ]"',
        r'rex=1 | rex field=_raw "user=\"(?<user>[^\"]+)\""',
        r'path="C:\\logs" | stats count by host',
        "search error | HEAD 5",
        "| tstats count where index=main by host",
        "index=main [ search index=other | return 5 host ]",
        "index=main [| inputlookup hosts.csv | fields host] | top host",
        "a | append [ search b | append [ search c ] ]",
        "error ``` what fails now ``` | stats ```by host```count",
        "it's down | stats count",
        "user=o'neil \"a | b\" path=d'x | head 3",
        "error\n| where count > 3\n| table host",
        "| eval a=if(b>1, \"x\", 'y z') | spath path=a{}.b",
        "Müller 検査 🔥",
    ],
)
def test_what_only_reads_is_asked(text: str) -> None:
    assert fault(text) == ""


@pytest.mark.parametrize("name", sorted(NEVER))
@pytest.mark.parametrize(
    "form",
    ["a | {}", "|{}", "| {} x", "a|{}", "a | {upper}", "a |\n\t{}", "a [ {} ]", "a [|{}]",
     "a [ search b | {} ]", "| append [ search b | append [| {} ] ]", "a ```x```|```x```{}",
     '"a" | {} "b"', 'x="\\"" | {}', "a | {}(1)", 'a | {}"x"', "a | {}|head"],
)  # fmt: skip
def test_what_does_more_is_refused_in_every_form(name: str, form: str) -> None:
    text = form.format(name, upper=name.upper())
    said = f"{name} is never asked from here: it can do more than read."
    assert fault(text) == said
    assert fault(text, also=[name, name.upper()]) == said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a | fit x", "fit is never asked"),
        ("a | dbxquery x", "dbxquery is no command that is asked from here"),
        ("| rest /services/server/info", "rest is no command"),
        ("| savedsearch x", "savedsearch is no command"),
        ("| from savedsearch:x", "A saved search is not asked"),
        ("savedsearch=x", "A saved search is not asked"),
        ("error [search SavedSplunk = x]", "A saved search is not asked"),
        ("| loadjob savedsearch=\"a:b:c\"", "loadjob is no command"),
        ("| union savedsearch:x, [search b]", "A saved search is not asked"),
        ("| map search=\"x\"", "map is never asked"),
        ("`danger`", "The macro danger is not asked from here: it may hide commands."),
        ("a | `danger`", "The macro danger"),
        ("a `danger(x)`", "The macro danger"),
        ('a `danger(") | delete")`', "A macro like this"),
        ("a `danger", "A macro like this"),
        ("a ` `", "A macro like this"),
        ('x="a`danger`b"', "A backtick in quotes"),
        ("x='a`danger`b'", "backtick in quotes"),
        ("a ```x", "A comment ends with ```"),
        ('a ```"``` | delete ```"```', "A comment ends with ```"),
        ("a ```|``` b", "A comment ends with ```"),
        ("a ```` | delete ````", "A comment ends"),
        ('"```" | delete "```"', "backtick in quotes"),
        ('a "', "not clear where a quotation ends"),
        ('a | stats count "x', "not clear where a quotation ends"),
        (r'x="a\" | delete', "not clear where a quotation ends"),
        (r'x="a\\" | delete "', "not clear where a quotation ends"),
        (r'x="a\\\" | stats count" | delete', "delete is never asked"),
        ("""x='"' | delete "'""", "not clear where a quotation ends"),
        ("""x='"' | delete '"'""", "delete is never asked"),
        ("""it's "x" | stats count by 'y" | delete'""", "not clear where a quotation ends"),
        ("a ||delete", "There is no command"),
        ("a | | delete", "There is no command"),
        ("a |", "There is no command"),
        ('a | "delete"', "There is no command"),
        ("a | \u200bdelete", "control characters"),
        ("a | $x$", "There is no command"),
        ("a | <<FIELD>>", "There is no command"),
        ("a [", "There is no command"),
        ("a [ search b", "The brackets do not match"),
        ("a ] | stats count", "The brackets do not match"),
        ("[ERROR] x", "ERROR is no command that is asked from here; write text with | [ ] or `"),
        ("a []", "There is no command"),
        ("a\x00 | stats count", "control characters"),
        ("a |\u00a0delete", "control characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_to_be_harmless_is_refused(text: str, why: str) -> None:
    assert why in fault(text), fault(text)


def test_a_section_may_allow_more_commands_and_macros() -> None:
    assert fault("a | dbxquery x", also=["dbxquery"]) == ""
    assert fault("a | DBXQUERY x", also=["Dbxquery"]) == ""
    known = ["errors"]
    assert fault("`errors` | stats count | `errors(main, 5m)`", macros=known) == ""
    assert "The macro other" in fault("`errors` `other`", macros=known)
    assert "stands alone" in fault("|de`errors`", macros=known)
    assert "stands alone" in fault("| `errors`lete", macros=known)
    assert "A macro like this" in fault('`errors(") | delete")`', macros=known)
    assert "is no command" in fault("a | savedsearch", macros=known)


PIECES = st.sampled_from(
    ["error", " ", "|", " | ", "[", "]", '"', "'", "\\", "`", "```", "delete", "collect", "head 3",
     "search ", "append ", "stats count", "x=", "danger", "\n", "(", ")", "DELETE", "savedsearch:"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14))
def test_nothing_that_passes_changes_anything_there(pieces: list[str]) -> None:
    """The search head reads searches by other code than ours."""
    text = "".join(pieces)
    if fault(text) == "":
        events = [{"_raw": "error", "at": 1.0}]
        store = Store(events=list(events), macros={"danger": "| delete"})
        with suppress(Fatal):
            run(whole(text), store, 0, 2)
        assert (store.done, store.events) == ([], events)


@given(st.text())
def test_any_text_is_asked_or_refused(text: str) -> None:
    assert isinstance(fault(text), str)


def test_what_is_never_asked_is_not_among_what_reads() -> None:
    assert not READS & NEVER


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("error", "search error"),
        ("  SEARCH error ", "SEARCH error"),
        (" | makeresults", "| makeresults"),
        ("searching for", "search searching for"),
        ("", "search "),
    ],
)
def test_search_is_put_in_front_where_no_command_is(text: str, sent: str) -> None:
    assert whole(text) == sent


def test_the_commands_of_subsearches_count() -> None:
    assert commands("a [ | inputlookup b | Fields c ] | TIMECHART count") == (
        "search", "inputlookup", "fields", "timechart"
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["error | delete", "error [ search x | collect ]", "error `danger`"]
)
def test_nothing_is_sent_of_a_search_that_is_refused(
    tool: Make, splunk: SearchHead, text: str
) -> None:
    splunk.store.macros["danger"] = "| delete"
    with pytest.raises(ProviderError) as caught:
        tool("logs").search(replace(QUERY, text=text), a_call())
    assert caught.value.code == "invalid"
    assert (splunk.far_end.arrived, len(splunk.store.events)) == ([], 4)


def test_the_far_end_would_have_done_it(splunk: SearchHead) -> None:
    splunk.store.macros["danger"] = "| delete"
    run("search error `danger`", splunk.store, 0, NOON.timestamp())
    assert (splunk.store.done, splunk.store.events) == (["delete"], [])
