"""What is found of a run, from what was witnessed of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.cli.certify.judge import judged
from tocsin.cli.certify.records import Added, CheckRun, Place, Probed, Suite, Violation, Witnessed

SUITE = "tocsin.testing.paging:PagingContract"
HORN = "tocsin_horn:Horn"
PROBED = Probed(
    adds=("paging: horn",),
    added=(Added(label="paging: horn", made=(HORN,), contracts=(SUITE,), has_secrets=True),),
)
TESTS = Place(file="tests/test_horn.py", line=7)
SOUND = Suite(
    name="TestHorn",
    place=TESTS,
    contracts=(SUITE,),
    patience_s=12.0,
    deadline_s=0.5,
    expected={"test_a_page_gives_a_ref": 1, "test_any_text_is_taken": 2},
    subjects=(HORN,),
    ran=(
        CheckRun(check="test_a_page_gives_a_ref", outcome="passed"),
        CheckRun(check="test_any_text_is_taken", outcome="passed"),
        CheckRun(check="test_any_text_is_taken", outcome="passed"),
    ),
    has_secrets=True,
)


def told(suite: Suite | None, *, probed: Probed = PROBED) -> list[tuple[str, str, str]]:
    suites = (suite,) if suite is not None else ()
    found = judged(probed, Witnessed(suites=suites), has_tests=True)
    return [(one.verdict, one.check, one.what) for one in found]


def test_a_suite_that_was_kept_has_nothing_to_tell() -> None:
    assert told(SOUND) == []


def test_what_was_probed_is_told() -> None:
    fault = Violation(check="factories", what="it raised", place=Place(file="a.py", line=3))
    (found,) = judged(replace(PROBED, faults=(fault,)), Witnessed(suites=(SOUND,)), has_tests=True)
    assert (found.what, found.place) == ("it raised", "a.py:3")


@pytest.mark.parametrize("suite", [None, replace(SOUND, subjects=("tocsin_horn:Fake",))])
def test_a_kind_without_a_suite_for_what_its_factory_makes(suite: Suite | None) -> None:
    what = "paging: horn: no class of its tests keeps the PagingContract with a Horn"
    assert told(suite) == [("refused", "contracts found", what)]


def test_without_tests_or_without_a_run_nothing_is_certified() -> None:
    (found,) = judged(PROBED, None, has_tests=False)
    assert "name their folder with --tests" in found.what
    (found,) = judged(PROBED, None, has_tests=True)
    assert "ended before it could tell anything" in found.what


def test_secrets_that_were_not_in_use_were_not_looked_for() -> None:
    ((verdict, check, what),) = told(replace(SOUND, has_secrets=False))
    assert (verdict, check) == ("refused", "contracts whole")
    assert what.startswith("TestHorn: no secret that it names in `secrets` is in use")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("test_a_signed_delivery_of_long_ago_stays_out", "told"),
        ("trouble", "told"),
        ("rung", "refused"),
        ("test_a_page_gives_a_ref", "refused"),
    ],
)
def test_only_some_exceptions_refuse_nothing(name: str, verdict: str) -> None:
    ((given, check, what),) = told(replace(SOUND, exceptions={name: "it is so there"}))
    assert (given, check) == (verdict, "contracts whole")
    assert what.endswith(": it is so there")


@pytest.mark.parametrize(("has_secrets", "verdict"), [(True, "refused"), (False, "told")])
def test_who_holds_no_secret_need_not_sign_with_one(verdict: str, *, has_secrets: bool) -> None:
    added = replace(PROBED.added[0], has_secrets=has_secrets)
    suite = replace(SOUND, exceptions={"signed_with": "the sender has the key"})
    ((given, _, _),) = told(suite, probed=replace(PROBED, added=(added,)))
    assert given == verdict


def test_a_check_that_may_be_left_out_may_not_be_replaced() -> None:
    suite = replace(
        SOUND,
        changed={"trouble": Place(file="tests/test_horn.py", line=9)},
        exceptions={"trouble": "it is so there"},
    )
    ((verdict, _, what),) = told(suite)
    assert verdict == "refused"
    assert "replaces trouble of its suite, with the reason 'it is so there'" in what


@pytest.mark.parametrize("reason", ["it is so there", ""])
def test_a_class_beside_one_that_keeps_the_contract_whole_may_have_reasons(reason: str) -> None:
    other = replace(
        SOUND,
        name="TestByAddress",
        changed={"test_any_text_is_taken": TESTS},
        exceptions={"test_any_text_is_taken": reason} if reason else {},
        ran=(*SOUND.ran, CheckRun(check="test_any_text_is_taken", outcome="bent")),
    )
    (found,) = judged(PROBED, Witnessed(suites=(SOUND, other)), has_tests=True)
    assert found.what.startswith("TestByAddress replaces test_any_text_is_taken of its suite")
    assert found.verdict == ("told" if reason else "refused")


def test_a_check_that_ran_too_seldom_never_ran() -> None:
    ((verdict, check, what),) = told(replace(SOUND, ran=SOUND.ran[:2]))
    assert (verdict, check) == ("refused", "contracts whole")
    assert what.startswith("TestHorn never ran any text is taken;")


@pytest.mark.parametrize(
    ("ran", "check"),
    [
        (CheckRun(check="test_any_text_is_taken", outcome="failed"), "texts"),
        (CheckRun(check="test_many_threads_may_page_at_once", outcome="failed"), "threads"),
        (
            CheckRun(check="test_an_unanswered_call_ends_by_its_deadline", outcome="failed"),
            "deadlines",
        ),
        (CheckRun(check="test_no_secret_is_shown_or_logged", outcome="failed"), "secrets hidden"),
        (CheckRun(check="test_a_page_gives_a_ref", outcome="failed"), "contracts kept"),
        (CheckRun(check="test_a_page_gives_a_ref", outcome="skipped"), "contracts whole"),
        (CheckRun(check="test_a_page_gives_a_ref", outcome="bent"), "contracts whole"),
    ],
)
def test_a_check_stands_in_the_row_that_it_is_about(ran: CheckRun, check: str) -> None:
    ((verdict, row, _),) = told(replace(SOUND, ran=(*SOUND.ran, ran)))
    assert (verdict, row) == ("refused", check)


def test_what_the_suite_skips_itself_is_a_capability() -> None:
    skipped = CheckRun(check="test_it_is_found", outcome="skipped", by_suite=True)
    assert told(replace(SOUND, ran=(*SOUND.ran, skipped))) == []


@pytest.mark.parametrize(("patience_s", "deadline_s"), [(121.0, 0.5), (12.0, 6.0), (0.0, 0.5)])
def test_a_suite_that_waits_for_ever_checks_nothing(patience_s: float, deadline_s: float) -> None:
    ((verdict, check, _),) = told(replace(SOUND, patience_s=patience_s, deadline_s=deadline_s))
    assert (verdict, check) == ("refused", "contracts whole")
