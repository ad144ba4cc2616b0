"""The post-mortem as people read it: its template, what stands in it, and what cannot get in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.wording.samples import PEOPLE, at, fired, incident, one_of_every, rich, update
from tocsin.domain.event import Event
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Postmortem, Review, SectionKey
from tocsin.domain.mitigation import MitigationApproved, MitigationDone, MitigationProposed
from tocsin.domain.notes import Noted
from tocsin.domain.postmortem.events import PostmortemWritten
from tocsin.domain.postmortem.record import Point, PointKey
from tocsin.domain.resolution import Resolved
from tocsin.domain.triage import Accepted
from tocsin.wording.composing import as_plain
from tocsin.wording.postmortem import document as document_words
from tocsin.wording.postmortem import points, show
from tocsin.wording.postmortem.progress import card_line, state
from tocsin.wording.sentence_context import SentenceContext

DOCS = Path(__file__).resolve().parents[2] / "docs/templates/post-mortem-template.md"
KEYS = get_args(PointKey)


def context(shown: Incident | None = None, minutes: float = 60) -> SentenceContext:
    return SentenceContext(incident=shown or incident(), people=PEOPLE, now=at(minutes))


def sections(**text: str) -> Incident:
    """An incident in whose post-mortem people wrote; `_` stands for `-`."""
    said: dict[Any, str] = {name.replace("_", "-"): words for name, words in text.items()}
    return replace(incident(), postmortem=Postmortem(sections=said))


def part(document: str, title: str) -> str:
    after = document.split(f"## {title}\n\n", 1)[1]
    return after.split("\n\n## ", 1)[0].strip()


def test_the_template_of_the_docs_is_the_one_that_is_used() -> None:
    assert DOCS.read_text(encoding="utf-8") == document_words.template()


def test_every_slot_of_the_template_is_filled() -> None:
    assert "{{" not in document_words.document(context(), [])


@pytest.mark.parametrize("key", KEYS)
def test_every_point_has_words_for_one_line(key: PointKey) -> None:
    point = Point(
        key=key, cites=(3, 4), words="late\ntriage @here", who=("ana",), at=at(1),
        span=timedelta(minutes=5), count=2,
    )  # fmt: skip
    text = points.text(point, context())
    assert len(text.splitlines()) == 1
    assert text.endswith(".")
    assert "@here" not in text


def test_of_many_citations_the_first_are_named() -> None:
    assert points.cited((1, 2)) == "[#1] [#2]"
    assert points.cited(tuple(range(1, 10))) == "[#1] [#2] [#3] [#4] and 5 more"


def test_peoples_words_take_the_place_of_the_record_where_it_is_told_once() -> None:
    kept = [(1, one_of_every()[0])]
    shown = document_words.document(context(sections(summary="All **was** down.")), kept)
    assert part(shown, "Summary") == "All **was** down."


def test_peoples_words_follow_the_record_where_it_lists() -> None:
    gap = GapRecorded(at=at(5), by="engine", gap="late triage", text="took longer")
    shown = document_words.document(
        context(sections(went_wrong="no alert\n- no runbook")), [(7, gap)]
    )
    assert part(shown, "What went wrong").splitlines() == [
        "- Triage took longer than the process allows. [#7]", "- no alert", "- no runbook",
    ]  # fmt: skip


@pytest.mark.parametrize("gap", ["late triage", "--alone", "override", "something new"])
def test_a_gap_is_told_without_a_person(gap: str) -> None:
    event = GapRecorded(at=at(5), by="ana", gap=gap, text="Ana and Bo")
    shown = part(document_words.document(context(), [(7, event)]), "What went wrong")
    assert "[#7]" in shown
    assert "Ana" not in shown


def test_markup_in_what_others_said_is_only_text() -> None:
    shown = document_words.document(
        context(incident(update(impact="[x](javascript:1) <img src=x> `a` *b*"))),
        [(1, update(impact="[x](javascript:1) <img src=x> `a` *b*"))],
    )
    assert r"\[x\](javascript:1) \<img src=x\> \`a\` \*b\*" in shown
    assert "<img" not in shown.replace(r"\<img", "")


def test_people_write_markdown_but_no_tags_and_ring_for_nobody() -> None:
    own = "# Title\n\n  - `code` and **bold**\n<script>alert(1)</script> @everyone\x1b[31m"
    text = document_words.written("summary", own)
    assert text.splitlines() == [
        "# Title", "", "  - `code` and **bold**",
        r"\<script>alert(1)\</script> (at)everyone[31m",
    ]  # fmt: skip


def test_words_that_look_like_a_slot_stay_words() -> None:
    shown = document_words.document(context(sections(summary="{{ impact }}")), [])
    assert part(shown, "Summary") == "{{ impact }}"


def test_alerts_that_fire_together_are_a_few_lines() -> None:
    storm = [(n, fired(f"f{n}", f"alert {n}", minutes=3)) for n in range(1, 200)]
    lines = part(document_words.document(context(), storm), "Timeline").splitlines()
    assert len(lines) == 4
    assert lines[-1] == "- and 196 more like this [#4] [#199]"


def test_a_long_timeline_keeps_its_beginning_and_its_end() -> None:
    kept = [(n, Noted(at=at(n), by="bo", text=f"note {n}")) for n in range(1, 100)]
    lines = part(document_words.document(context(), kept, rows=10), "Timeline").splitlines()
    assert len(lines) == 11
    assert lines[5] == "- … 89 lines are left out here; the export has them all"
    assert ("note 1" in lines[0], "note 99" in lines[-1]) == (True, True)


def test_the_whole_of_any_incident_can_be_written() -> None:
    kept = list(enumerate(one_of_every("some words"), 1))
    shown = document_words.document(context(rich()), kept)
    assert all(title in shown for title in ("## Detection", "## Thanks", "## Review"))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Postmortem(), "draft from the record"),
        (Postmortem(drafted=at(1), drafted_by="ana"), "draft of Ana"),
        (
            Postmortem(drafted_by="ana", reviews=(Review(at=at(2), by="bo"),)),
            "draft of Ana, 1 review",
        ),
        (Postmortem(published=at(60)), "published 2026-11-23 11:00 CET"),
        (Postmortem(skipped="a test"), "skipped (a test)"),
    ],
)
def test_how_far_it_got_in_a_phrase(one: Postmortem, words: str) -> None:
    assert state(context(replace(incident(), postmortem=one))) == words


def test_the_card_says_nothing_of_it_while_people_work() -> None:
    assert card_line(context()) == ""
    assert card_line(context(replace(incident(), status="resolved"))) == (
        "Post-mortem: draft from the record."
    )


def test_whoever_asks_for_it_hears_what_to_type_next() -> None:
    over = incident(Accepted(at=at(1), by="ana"), Resolved(at=at(30), by="ana"))
    shown = as_plain(show.overview(context(over), []))
    assert "The post-mortem draft is due Tue 2026-11-24 10:30 CET" in shown
    assert "`!incident INC-4 postmortem publish`" in shown
    assert all(f"- {section}: nothing yet" in shown for section in get_args(SectionKey))


def test_the_overview_says_how_much_stands_in_each_section() -> None:
    gap = GapRecorded(at=at(5), by="engine", gap="late triage", text="took longer")
    wrote = sections(summary="All was down.\nFor an hour.", went_wrong="no alert")
    shown = as_plain(show.overview(context(wrote), [(1, one_of_every()[0]), (7, gap)]))
    assert "- summary: 2 lines written" in shown
    assert "- detection: 2 from the record" in shown
    assert "- went-wrong: 1 from the record, 1 line written" in shown
    assert "- lessons: nothing yet" in shown


def test_a_short_document_is_shown_whole_and_names_the_empty_sections() -> None:
    shown = as_plain(show.document_text(context(sections(summary="All *was* down.")), []))
    assert "## Summary\nAll *was* down." in shown
    assert "Cut to fit" not in shown
    assert "Nothing yet: " in shown
    assert "lessons" in shown.split("Nothing yet: ")[1]


def test_a_long_document_says_what_is_cut_and_how_to_see_it() -> None:
    kept = [(n, Noted(at=at(n), by="bo", text=f"note {n}")) for n in range(1, 100)]
    shown = as_plain(show.document_text(context(sections(lessons="x" * 900)), kept))
    assert shown.splitlines()[-1] == (
        "Cut to fit: timeline (59 lines left out), lessons (long lines). "
        "A section whole: `!incident INC-4 postmortem show timeline`"
    )
    assert ("note 1." in shown or "note 1 " in shown, "note 99" in shown) == (True, True)


def test_a_change_is_told_with_what_became_of_it() -> None:
    kept: list[tuple[int, Event]] = [
        (4, MitigationProposed(at=at(5), by="bo", n=1, strategy="rollback", what="deploy 812.")),
        (5, MitigationApproved(at=at(6), by="ana", n=1)),
        (6, MitigationDone(at=at(8), by="bo", n=1, approved=True)),
        (7, MitigationProposed(at=at(9), by="bo", n=2, strategy="failover", what="to B")),
    ]
    assert part(document_words.document(context(), kept), "Response").splitlines() == [
        "- Change 1 (rollback), proposed 2026-11-23 10:05 CET: deploy 812; it was approved and "
        "made. [#4] [#5] [#6]",
        "- Change 2 (failover), proposed 2026-11-23 10:09 CET: to B; it was not decided on. [#7]",
    ]


def test_the_timeline_leaves_out_the_writing_of_the_document_itself() -> None:
    kept: list[tuple[int, Event]] = [
        (4, Noted(at=at(5), by="bo", text="looked")),
        (5, PostmortemWritten(at=at(90), by="bo", section="lessons", text="test more")),
    ]
    assert len(part(document_words.document(context(), kept), "Timeline").splitlines()) == 1


def test_in_chat_words_are_shown_as_they_were_said() -> None:
    note = Noted(at=at(1), by="bo", text="[x] *y* <z>")
    shown = as_plain(show.section_text(context(), [(3, note)], "timeline"))
    assert "Bo noted: [x] *y* <z> [#3]" in shown


def test_a_section_that_people_write_says_how() -> None:
    shown = as_plain(show.section_text(context(), [], "lessons"))
    assert shown.splitlines()[0] == "Lessons, post-mortem of INC-4:"
    assert shown.splitlines()[-1] == "Write: `!incident INC-4 postmortem lessons <text>`"
