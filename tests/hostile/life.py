"""One incident after the other, from alert to post-mortem, in which `~` is what others write."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.given import World
from tests.hostile.words import Words

ROOM = "#INC-1"
READS = (
    "list", "list all", "show", "next", "why update", "why ~", "timeline", "catchup", "policy",
    "export json", "export ~", "help", "help ~", "triage", "update", "check", "task", "action",
    "postmortem", "postmortem show", "postmortem show summary", "status-page show", "drill",
)  # fmt: skip
REFUSED = (
    "~", "frob ~", "INC-9 show ~", "merge ~", "severity ~", "severity p9 ~", "flag ~", "unflag ~ x",
    "take ~", "assign tl ~", "assign tl @~", "handoff ~ @bo", "page ~", "page @~ ~", "approve 9 ~",
    "reject ~", "done 99", "done ~", "task done ~", "action done ~", "action add x @~ ~",
    "milestone ~ 10:00", "milestone detected ~", "snooze ~ 10m", "snooze update ~", "check ~",
    "service ~", "postmortem ~", "postmortem skip", "postmortem publish ~", "status-page ~",
    "mitigate ~", "mitigate rollback", "update eta", "accept ~", "ack ~", "close ~", "yes ~",
    "declare", "declare --team ~ it", "declare it --service ~ p2", "report", "drill ~",
    "drill slow @~", "metrics ~", "link-me ~", "link-me ~:~", "link-me irc:~", "no ~", "catchup ~",
)  # fmt: skip
ASKED = (
    "logs errors 15m", "logs ~", "logs ~: ~", "logs errors ~", "graph latency", "graph ~", "alerts",
    "alerts ~", "changes 2h", "changes ~",
)  # fmt: skip
WORKED = (
    ("ana", "ack"),
    ("bo", "take tl"),
    ("bo", "triage ~ | ~ | yes | no"),
    ("eva", "severity p0 ~"),
    ("ana", "assign comms @eva"),
    ("ana", "handoff ic @bo"),
    ("bo", "accept-handoff"),
    ("ana", "update ~ | ~ | ~ | ~"),
    ("ana", "update eta ~"),
    ("bo", "decide ~"),
    ("ana", "finding ~"),
    ("ana", "note ~"),
    ("ana", "task add ~ x @ana"),
    ("ana", "task add ~ x"),
    ("ana", "task done 1"),
    ("ana", "cause ~"),
    ("ana", "mitigate rollback ~"),
    ("ana", "mitigate other ~ x"),
    ("bo", "reject 2 ~"),
    ("ana", "mitigate disable ~ y"),
    ("bo", "approve 1 ~"),
    ("ana", "done 1"),
    ("ana", "escalate security ~"),
    ("ana", "escalate ~"),
    ("ana", "page @cyrus ~"),
    ("ana", "flag customer-impact ~"),
    ("ana", "flag legal ~"),
    ("ana", "unflag legal ~"),
    ("ana", "service checkout"),
    ("ana", "milestone impact-started 09:50"),
    ("ana", "snooze update 10m"),
    ("eva", 'status-page publish --title "~" ~'),
    ("eva", "yes"),
    ("eva", "status-page draft ~"),
    ("eva", "notify-customers ~"),
    ("eva", "yes"),
    ("eva", "notify-customers ~ again"),
    ("eva", "no"),
    ("ana", "take em --alone ~"),
    ("ana", "mitigated ~"),
)
ENDED = (
    ("bo", "resolve"),
    ("bo", "resolve --override ~"),
    ("bo", "reopen ~"),
    ("bo", "resolve --override ~ again"),
    ("ana", "action add ~ x @ana 3d"),
    ("ana", "action add ~ y @bo 2026-12-01"),
    ("ana", "action done 1"),
    ("ana", "postmortem summary ~"),
    ("ana", "postmortem summary"),
    ("ana", "postmortem draft"),
    ("bo", "postmortem review ~"),
    ("bo", "postmortem review"),
    ("bo", "postmortem publish"),
    ("bo", "yes"),
    ("bo", "close"),
)
OPENED = (
    ("ana", "declare ~ p1 --private"),
    ("bo", "declare ~ p2 --service checkout --customer-impact"),
    ("ana", "report ~"),
    ("guest-zqx`*<@U1>", "report ~"),
    ("ana", "INC-3 merge INC-1"),
    ("ana", "INC-4 decline ~"),
    ("ana", "INC-5 accept"),
    ("ana", "drill slow @ana"),
    ("ana", "INC-2 flag security ~"),
)


def lived(words: Words, folder: Path, *, fails: bool) -> World:
    """All of it, where everything that others write is `words`."""
    world = World(words, folder, fails=fails)
    world.alert("a1")
    world.wait(minutes=6)
    for who, line in WORKED:
        world.say(who, f"!incident INC-1 {line}", ROOM)
        world.wait(seconds=20)
    for who, line in OPENED:
        world.say(who, f"!incident {line}")
        world.wait(seconds=20)
    looked(world)
    world.alert("a2")
    world.alert("a1", "resolved")
    world.wait(minutes=45)
    for who, line in ENDED:
        world.say(who, f"!incident INC-1 {line}", ROOM)
        world.wait(minutes=2)
    looked(world)
    world.wait(days=4)
    return world


def looked(world: World) -> None:
    """Everything that can be asked, and everything that is refused."""
    for line in READS:
        world.say("ana", f"!incident INC-1 {line}", "")
        world.say("eva", f"!incident {line}")
    for line in REFUSED:
        world.say("ana", f"!incident INC-1 {line}", ROOM)
        world.say("guest-zqx`*<@U1>", f"!incident {line}")
    for line in ASKED:
        world.say("ana", f"!{line}", ROOM)
        world.say("ana", f"!{line}")
    for line in ("!oncall", "!oncall ~", "!oncall override @~ 3h", "!oncall override @bo ~", "!~"):
        world.say("ana", line)
    world.say("ana", "!incident metrics")
    for who in ("ana", "bo", "guest-zqx`*<@U1>"):
        for incident in ("", "INC-1", "INC-2", "INC-5"):
            world.look(who, incident)
