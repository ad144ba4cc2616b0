"""`tocsin certify` as it is typed: what it prints, how it ends, what `tocsin plugins` says then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.certify.drafts import INSTALLED, PACKAGE, Draft, Patch
from tocsin.cli.certify import certify_plugin
from tocsin.cli.certify.render import as_json, as_text
from tocsin.cli.certify.values import CertificationReport, Found
from tocsin.cli.check import list_plugins
from tocsin.errors import InvalidValue, NotFound

REFUSED = CertificationReport(
    distribution="tocsin-horn",
    version="1.0",
    api=1,
    tocsin="0.1.0",
    adds=("paging: horn",),
    checks=("public imports", "contracts whole", "contracts kept"),
    found=(
        Found(
            check="contracts whole",
            what="TestHorn leaves out `trouble`: it asks nobody",
            place="tests/test_horn.py:9",
            verdict="told",
        ),
        Found(
            check="contracts kept",
            what="TestHorn, a page rings its person once: ValueError: not enough values to unpack "
            "(expected 1, got 0)",
            place="src/tocsin_horn/paging.py:31",
        ),
    ),
    kept=35,
    digest="0" * 64,
)
TEXT = """\
tocsin-horn 1.0 (plugin API 1) adds paging: horn

  ok        public imports
  ok, but   contracts whole
              TestHorn leaves out `trouble`: it asks nobody
              -> tests/test_horn.py:9
  REFUSED   contracts kept
              TestHorn, a page rings its person once: ValueError: not enough values to unpack
              (expected 1, got 0)
              -> src/tocsin_horn/paging.py:31

Not certified: 1 thing to change. Begin at src/tocsin_horn/paging.py:31."""


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    made = Draft(tmp_path, "escalation", secrets=False)
    source = str(made.folder / "src")
    monkeypatch.setenv("PYTHONPATH", source)
    monkeypatch.syspath_prepend(source)
    monkeypatch.chdir(made.folder)
    return made


def run(asked: str, *, form: str = "text", write: bool = False) -> int:
    return certify_plugin(asked, tests=None, live=False, config=None, form=form, write=write)


def test_a_report_reads_well() -> None:
    assert as_text(REFUSED) == TEXT


def test_a_report_for_machines_says_the_same() -> None:
    told = json.loads(as_json(REFUSED))
    assert (told["format"], told["certified"], told["distribution"]) == (1, False, "tocsin-horn")
    assert [row["verdict"] for row in told["checks"]] == ["ok", "told", "refused"]
    assert told["checks"][2]["found"][0]["place"] == "src/tocsin_horn/paging.py:31"


def test_a_plugin_is_certified_and_listed_as_that_until_it_changes(
    draft: Draft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.py"
    config.write_text('TOCSIN_CHATS = {"console": {}}\n', encoding="utf-8")
    assert run(".", write=True) == 0
    printed = capsys.readouterr()
    assert "Certified: " in printed.out
    assert "certificate.json; it is about these files alone." in printed.err
    assert certificate_line(config, capsys) == "certified by tocsin 0.1.0"
    strategy = draft.folder / PACKAGE / "escalation.py"
    strategy.write_text(strategy.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    told = "not certified: its files are others than those that were certified"
    assert certificate_line(config, capsys) == told


def certificate_line(config: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `tocsin plugins` says of it."""
    list_plugins(config)
    told = capsys.readouterr().out.partition("tocsin-my-pager")[2].splitlines()
    return next(line.strip() for line in told if "certified" in line)


def test_a_plugin_that_is_refused_ends_with_one_and_is_not_written(
    draft: Draft, capsys: pytest.CaptureFixture[str]
) -> None:
    draft.patch(Patch(file="README.md", old="## What it cannot do", new="## More"))
    draft.install("", INSTALLED)
    assert run("tocsin-my-pager", form="json", write=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["check"] for row in told["checks"] if row["verdict"] == "refused"] == [
        "licence",
        "README",
    ]
    assert not (draft.folder / PACKAGE / "certificate.json").exists()


@pytest.mark.parametrize(
    ("asked", "form", "error", "told"),
    [
        ("tocsin-nobody", "text", NotFound, "is not installed here"),
        (".", "yaml", InvalidValue, "There is no format 'yaml'; there are text, json"),
    ],
)
def test_wrong_use_is_told(
    draft: Draft, asked: str, form: str, error: type[Exception], told: str
) -> None:
    assert Path.cwd() == draft.folder
    with pytest.raises(error, match=told):
        run(asked, form=form)
