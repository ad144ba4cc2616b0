"""Every verb, typed wrongly: one clear sentence, the usage behind it, and nothing is done."""

from __future__ import annotations

import re

import pytest

from tests.desk.given import World, open_p1
from tocsin.desk.verbs import VERBS

# verb -> what is typed, what the sentence says
WRONG = [
    ("declare", "declare", "Say what is broken"),
    ("declare", "declare p1", "Say what is broken"),
    ("declare", "declare p1 slow p2", "Two severities"),
    ("declare", "declare slow --taem shop", "There is no option --taem. Did you mean --team?"),
    ("declare", "declare slow --team", "--team needs a name"),
    ("declare", "declare slow —team —private", "--team needs a name"),
    ("report", "report", "Say what you see"),
    ("link-me", "link-me ana", "'ana' is neither an account nor a code"),
    ("drill", "drill fire", "'fire' is no script. Choose from: outage, slow, breach"),
    ("drill", "drill slow breach", "Name one script"),
    ("drill", "drill @bo", "Name one script"),
    ("show", "show all", "takes no arguments"),
    ("next", "next week", "takes no arguments"),
    ("timeline", "timeline short", "takes no arguments"),
    ("catchup", "catchup quickly", "takes no arguments"),
    ("policy", "policy of drills", "takes no arguments"),
    ("list", "list everything", "'everything' does not belong here"),
    ("metrics", "metrics lately", "'lately' is no quarter. Write it as 2026-Q4"),
    ("why", "why", "Say which obligation"),
    ("why", "why updat", "Did you mean update?"),
    ("export", "export pdf", "'pdf' is no format. Choose from: md, json, html"),
    ("triage", "triage many | login", "Four answers with | between them, please; 2 came"),
    ("triage", "triage 3 | login | perhaps | no", "'perhaps' is no answer about data"),
    ("merge", "merge", "Say which incident goes on"),
    ("merge", "merge checkout", "'checkout' is no incident"),
    ("service", "service", "Say which service"),
    ("cause", "cause", "Say the cause"),
    ("task", "task call the bank", "'call' is no word for tasks"),
    ("task", "task add", "Say what is to be done"),
    ("task", "task done", "Say which task is done"),
    ("postmortem", "postmortem burn", "'burn' is no word for the post-mortem"),
    ("postmortem", "postmortem lessons", "Say what belongs into lessons"),
    ("postmortem", "postmortem skip", "Say why there will be no post-mortem"),
    ("postmortem", "postmortem publish now", "takes no more words"),
    ("postmortem", "postmortem draft it", "takes no more words"),
    ("action", "action call the bank", "'call' is no word for action items"),
    ("action", "action add test it", "Say what, then who as @person, then by when"),
    ("action", "action add test it @bo", "Say what, then who as @person, then by when"),
    ("action", "action add test it @bo soon", "'soon' is no day"),
    ("action", "action add test it @bo 2026-13-40", "'2026-13-40' is no day"),
    ("action", "action done it", "Say which action item is done"),
    ("accept", "accept that", "takes no arguments"),
    ("decline", "decline", "Say why it is no incident"),
    ("severity", "severity", "Say which severity"),
    ("severity", "severity high", "'high' is no severity"),
    ("flag", "flag", "Say which flag"),
    ("flag", "flag bad", "'bad' is no flag. Choose from: security"),
    ("unflag", "unflag media", "Say why media no longer holds"),
    ("take", "take", "Say which role"),
    ("take", "take boss", "'boss' is no role"),
    ("take", "take tl --alone", "Say why one person holds both"),
    ("take", "take ic tl", "one role at a time"),
    ("assign", "assign tl", "Say who"),
    ("assign", "assign @bo tl", "'@bo' is no role"),
    ("handoff", "handoff", "Say which role"),
    ("accept-handoff", "accept-handoff tl", "takes no arguments"),
    ("page", "page", "Say whom to page"),
    ("page", "page plumber", "Nobody stands behind 'plumber'"),
    ("escalate", "escalate", "Say why"),
    ("update", "update a | b", "four fields with | between; this has 2"),
    ("update", "update | | |", "fill at least one field"),
    ("update", "update eta", "Say the eta"),
    ("update", "update eta soon", "'soon' is not a time"),
    ("update", "update eta 11:00", "has passed"),
    ("decide", "decide", "Say what is decided"),
    ("finding", "finding", "Say what was found"),
    ("note", "note", "Say what to note"),
    ("milestone", "milestone", "Say which milestone"),
    ("milestone", "milestone detected", "Say when detected was"),
    ("milestone", "milestone detected early", "'early' is not a time"),
    ("mitigate", "mitigate", "Say which mitigation"),
    ("mitigate", "mitigate rollback", "Say what the rollback changes"),
    ("reject", "reject 1", "Say why not"),
    ("done", "done it works", "Only the number"),
    ("snooze", "snooze update", "which obligation, and for how long"),
    ("snooze", "snooze update soon", "'soon' is not a duration"),
    ("check", "check metrics", "number of one check"),
    ("status-page", "status-page tell all is well", "'tell' is no word for the status page"),
    ("status-page", "status-page draft", "Say what the status page is to say"),
    ("resolve", "resolve now", "no text but --override"),
    ("resolve", "resolve —override", "Say why the checks are skipped"),
    ("reopen", "reopen", "Say what came back"),
    ("yes", "yes but later", "takes no arguments"),
    ("no", "no idea", "takes no arguments"),
    ("close", "close it", "takes no arguments"),
    ("alerts", "alerts now then", "takes no arguments"),
    ("changes", "changes of bo", "takes a time only"),
]
# These take anything: a page is answered whatever is typed behind it.
NEVER_WRONG = {"ack", "approve", "help", "mitigated", "notify-customers", "logs", "graph"}


@pytest.mark.parametrize(("verb", "typed", "sentence"), WRONG)
def test_a_wrong_argument_is_answered_with_a_sentence_and_the_usage(
    verb: str, typed: str, sentence: str
) -> None:
    world = open_p1()
    before = world.incident()

    reply = world.say(f"!incident {typed}")

    assert not reply.accepted
    assert sentence in reply.text.as_plain()
    of_one = verb != "policy" and (VERBS[verb].does or VERBS[verb].views)
    key = "INC-1 " if of_one else ""
    noun = "" if VERBS[verb].asks else "incident "
    assert f"Usage: !{noun}{key}{VERBS[verb].usage}" in reply.text.as_plain()
    assert "\n" not in reply.text.as_plain()
    assert world.incident() == before


def test_every_verb_stands_in_the_table_above() -> None:
    assert {verb for verb, _, _ in WRONG} | NEVER_WRONG == set(VERBS)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("incident", "Open: declare"),
        ("incident help", "Open: declare"),
        ("incident help snooze", "!incident snooze <obligation> <duration>"),
        ("incident help oncall", "who stands in"),
    ],
)
def test_help_is_one_word_away(typed: str, sentence: str) -> None:
    reply = World().say(f"!{typed}")

    assert reply.accepted
    assert sentence in reply.text.as_plain()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("declair it is down", "Did you mean `!incident declare it is down`?"),
        ("INC-7 akc", "Did you mean `!incident INC-7 ack`?"),
        ("status", "Did you mean `!incident show`?"),
        (
            "p1 it is down",
            "Did you mean `!incident declare p1 it is down`, or `!incident severity p1`?",
        ),
        ("rollback to 40", "Did you mean `!incident mitigate rollback to 40`?"),
        ("Fail-over to b", "Did you mean `!incident mitigate failover to b`?"),
        ("revert 812", "Did you mean `!incident mitigate rollback 812`?"),
        ("security", "Did you mean `!incident flag security`?"),
        ("who is ic", "Did you mean `!incident show"),
        ("tl", "Did you mean `!incident take tl`?"),
        ("zzz", "`!incident help` lists all."),
        ("help zzz", "There is no verb 'zzz'"),
    ],
)
def test_an_unknown_verb_is_answered_with_the_nearest_one(typed: str, sentence: str) -> None:
    reply = World().say(f"!incident {typed}")

    assert not reply.accepted
    assert sentence in reply.text.as_plain()


def test_somebody_in_no_team_file_is_answered_with_the_nearest_name() -> None:
    reply = open_p1().say("!incident assign tl @boo")

    assert not reply.accepted
    assert reply.text.as_plain() == "@boo is in no team file. Did you mean @bo?"


@pytest.mark.parametrize(
    "typed",
    ["@everyone", "assign tl @everyone", "page @here", "update eta @channel", "update @here | | |"],
)
def test_a_refusal_that_quotes_what_was_typed_rings_for_nobody(typed: str) -> None:
    reply = open_p1().say(f"!incident {typed}")

    assert not reply.accepted
    assert not {"@everyone", "@here", "@channel"} & set(re.split(r"[' .]", reply.text.as_plain()))
