"""A script on stdin: one command a line, each answered before the next."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.e2e.deployment import TOCSIN, Deployment, environment
from tests.e2e.sink import PageSink
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e


def play(shop: Deployment, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOCSIN), "run", "--config", str(shop.config)],
        input=script,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=HANGS_S,
        env=environment(),
        check=False,
    )


def test_a_script_is_played_to_its_end(shop: Deployment, sink: PageSink) -> None:
    script = """\
# a comment, then a blank line

!incident declare checkout returns 500s p1
sleep 1s
@bo #INC-1: !incident note the deploy of 09:55
#INC-1: !incident ack
@guest-tom: !incident report my cart is empty
"""
    done = play(shop, script)

    assert done.returncode == 0, done
    assert "INC-1 declared: P1" in done.stdout
    assert "comment" not in done.stdout
    assert re.search(r"^\[@guest-tom\] tocsin: .*INC-2", done.stdout, re.MULTILINE) or (
        "INC-2" in done.stdout
    )
    assert "\x1b" not in done.stdout
    assert "line " not in done.stderr
    assert [*{call.key: call["person"] for call in sink.calls("trigger")}.values()] == ["ana"]
    timeline = shop.run("export", "INC-1", "--format", "md").stdout
    assert "the deploy of 09:55" in timeline
    assert "Bo Lindqvist" in timeline


def test_every_line_of_output_has_its_place(shop: Deployment) -> None:
    done = play(shop, "!incident declare checkout returns 500s p1\n")

    odd = [
        line
        for line in done.stdout.splitlines()
        if not re.match(r"\[[#@][\w.-]+\] [\w.-]+: \S|  ", line)
    ]
    assert odd == []


def test_bad_lines_are_named_and_the_rest_goes_on(shop: Deployment) -> None:
    script = "\n".join(
        [
            "@nobody: !incident list",
            "@bo #INC-9: !incident note x",
            "sleep soon",
            "sleep",
            "@bo without a colon",
            "!incident declare login is slow p2",
        ]
    )
    done = play(shop, script)

    assert done.returncode == 0, done
    named = re.findall(r"^line (\d+): \S", done.stderr, re.MULTILINE)
    assert named == ["1", "2", "3", "4", "5"]
    assert "INC-1 declared: P2" in done.stdout
    assert "Traceback" not in done.stderr


def test_bytes_that_are_no_text_stop_nothing(shop: Deployment) -> None:
    done = subprocess.run(
        [str(TOCSIN), "run", "--config", str(shop.config)],
        input=b"\xff\xfe\x00 rubbish\n!incident declare login is slow p2",
        capture_output=True,
        timeout=HANGS_S,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done
    assert b"INC-1 declared: P2" in done.stdout
    assert b"Traceback" not in done.stderr


def test_an_empty_script_ends_at_once(shop: Deployment) -> None:
    done = play(shop, "")
    assert (done.returncode, done.stdout) == (0, "")


def test_nothing_under_way_is_called_unsent(shop: Deployment, sink: PageSink) -> None:
    done = play(shop, "!incident declare checkout returns 500s p1")
    assert "not sent" not in done.stderr
    assert [*{call.key: call["person"] for call in sink.calls("trigger")}.values()] == ["ana"]


def test_without_you_the_first_primary_speaks_wherever_primary_stands(shop: Deployment) -> None:
    """Given a team file that names the backup rotation before the primary one."""
    file = shop.config.parent / "teams" / "shop.toml"
    text = file.read_text(encoding="utf-8")
    backup = text.index("[oncall.backup]")
    end = text.index("\n[", backup)
    moved = text[backup:end] + "\n\n"
    rest = text[:backup] + text[end:].lstrip()
    file.write_text(rest.replace("[oncall.primary]", moved + "[oncall.primary]"), encoding="utf-8")

    done = play(shop, "!incident declare login is slow p3\n!incident INC-1 timeline")
    assert "Ana" in done.stdout
