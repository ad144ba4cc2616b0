"""The process itself: one at a time on its data, and it ends when it is told to."""

from __future__ import annotations

import subprocess
import threading
import time

import pytest

from tests.e2e.bot import Bot, running
from tests.e2e.deployment import TOCSIN, Deployment, environment, free_port
from tests.e2e.http import ask, post_json
from tests.e2e.sink import PageSink
from tests.patience import COMES_S, HANGS_S

pytestmark = pytest.mark.e2e


def alert(shop: Deployment, key: str) -> None:
    body = {"key": key, "title": f"boom {key}", "severity": "critical"}
    assert post_json(shop.url("/hooks/shop/json"), body).status == 201


def test_a_second_bot_on_the_same_data_is_refused(shop: Deployment) -> None:
    with running(shop, "--no-input") as first:
        second = Bot(shop, "--no-input")
        assert second.wait() == 2
        assert f"pid {first.process.pid}" in second.err.text()
        assert "Traceback" not in second.err.text()
        assert first.is_well()


def test_a_port_that_is_taken_is_one_sentence(shop: Deployment, sink: PageSink) -> None:
    taken = sink.url.rsplit(":", 1)[1].removesuffix("/page")
    text = shop.config.read_text(encoding="utf-8")
    shop.config.write_text(text.replace(str(shop.port), taken), encoding="utf-8")

    bot = Bot(shop, "--no-input")

    assert bot.wait() == 2
    assert f"Port {taken} is in use" in bot.err.text()
    assert "tocsin run --port" in bot.err.text()
    assert "Traceback" not in bot.err.text()


def test_a_tool_that_is_no_longer_installed_is_named_at_the_start(shop: Deployment) -> None:
    (team,) = (shop.config.parent / "teams").glob("*.toml")
    before = team.read_text(encoding="utf-8")
    team.write_text(f'{before}\n[paging.old]\ntype = "gone-tool"\n', encoding="utf-8")
    with running(shop, "--no-input") as bot:
        bot.err.wait_for("started without a section: .*paging.old.type: No paging type")
        assert bot.is_well()


def test_another_port_for_this_time(shop: Deployment) -> None:
    other = free_port()
    with running(shop, "--no-input", "--port", str(other)) as bot:
        assert ask("GET", f"http://127.0.0.1:{other}/healthz").status == 200
        assert bot.is_well()


@pytest.mark.parametrize("words", [("--no-input",), ()], ids=["no input", "an input that waits"])
def test_sigterm_ends_it(shop: Deployment, words: tuple[str, ...]) -> None:
    with running(shop, *words) as bot:
        assert bot.terminate() == 0
        assert "Traceback" not in bot.err.text()


def test_sigterm_ends_a_script_that_sleeps(shop: Deployment) -> None:
    with running(shop) as bot:
        bot.say("!incident declare login is slow p2")
        bot.out.wait_for("INC-1 declared")
        bot.say("sleep 1h")
        time.sleep(0.3)
        assert bot.terminate() == 0


def test_sigterm_ends_it_while_the_pager_hangs(shop: Deployment, sink: PageSink) -> None:
    """It does not wait for the pager's answer, and what is unsent is counted and kept."""
    release = threading.Event()
    sink.pause = lambda: float(release.wait(HANGS_S)) * 0.0
    try:
        with running(shop, "--no-input") as bot:
            for number in range(20):
                alert(shop, f"k{number}")
            sink.wait_for("trigger")
            assert bot.terminate() == 0
            assert "not sent yet; they are kept" in bot.err.text()
            assert "Traceback" not in bot.err.text()
    finally:
        release.set()


def test_what_was_not_sent_goes_out_at_the_next_start(shop: Deployment, sink: PageSink) -> None:
    sink.status = 503
    with running(shop, "--no-input") as bot:
        alert(shop, "k")
        sink.wait_for("trigger")
        assert bot.terminate() == 0
    sink.status = 204
    before = len(sink.calls("trigger"))
    with running(shop, "--no-input"):
        pages = sink.wait_for("trigger", before + 1)
    assert len({page.key for page in pages}) == 1
    assert len({page.raw for page in pages}) == 1
    assert all(page.signed for page in pages)


def test_it_runs_where_stdin_is_closed(shop: Deployment) -> None:
    process = subprocess.Popen(
        ["sh", "-c", 'exec "$0" run --config "$1" <&-', str(TOCSIN), str(shop.config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stderr is not None
    try:
        assert "tocsin runs" in process.stderr.readline()
    finally:
        process.terminate()
        rest = process.communicate(timeout=COMES_S)[1]
    assert (process.returncode, rest) == (0, "")


@pytest.mark.parametrize("form", ["text", "json"])
def test_it_writes_utf8_whatever_the_locale(shop: Deployment, form: str) -> None:
    """Given a terminal that claims to know only ASCII."""
    scenario = shop.folder / "night.scenario"
    scenario.write_text(
        "start 2026-12-24T03:00:00+01:00\n+0m @ana: !incident declare café 🔥 p3\nuntil +1m\n",
        encoding="utf-8",
    )
    played = subprocess.run(
        [str(TOCSIN), "simulate", str(scenario), "--config", str(shop.config), "--format", form],
        capture_output=True,
        env=environment({"PYTHONIOENCODING": "ascii"}),
        check=False,
    )
    assert (played.returncode, played.stderr) == (0, b"")
    assert "declare café 🔥 p3" in played.stdout.decode("utf-8")
