"""`python -m tests.chaos`: a table and 0, or a breach, how to see it again, and 1."""

from __future__ import annotations

import pytest

from tests.chaos.__main__ import main


def test_healthy_seeds_give_a_table_and_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "3"]) == 0

    told = capsys.readouterr().out
    assert "3 of 1 to 3, store memory" in told
    assert "lost pages   0" in told
    assert "all of them held" in told


def test_a_breach_is_told_with_its_sentence_its_steps_and_the_command_to_see_it_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--seeds", "3", "--mutant", "no-lease"]) == 1

    told = capsys.readouterr().out
    assert "Seed 1 breaches one-fence: A lane has at most one lease" in told
    assert "The smallest plan found that does so:" in told
    assert "!!! one-fence" in told.splitlines()[-3]
    assert told.splitlines()[-1] == (
        "To see it again: "
        "python -m tests.chaos --store memory --first 1 --seeds 1 --mutant no-lease"
    )


def test_several_processes_run_the_same_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    tables = []
    for jobs in ("1", "2"):
        assert main(["--seeds", "60", "--first", "100", "--jobs", jobs]) == 0
        tables.append(capsys.readouterr().out.splitlines()[:-1])
    assert tables[0] == tables[1]


def test_what_is_checked_and_what_can_be_broken_is_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--list"]) == 0

    told = capsys.readouterr().out
    assert "no-page-lost: Every page rang at least once" in told
    assert "no-fence: Whoever lost a lane may still settle" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--store", "postgresql"], "needs --url"),
        (["--store", "sqlite", "--mutant", "no-seq"], "--store memory only"),
        (["--seeds", "0"], "at least 1"),
        (["--mutant", "frobnicate"], "invalid choice"),
        (["--store", "postgresql", "--url", "postgresql://nobody@127.0.0.1:9/none"], "psql"),
    ],
)
def test_wrong_use_is_2(
    words: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TOCSIN_CHAOS_URL", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
