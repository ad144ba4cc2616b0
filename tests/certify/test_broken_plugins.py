"""Each plugin that is broken on purpose is refused, with the line to change; good ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certify.broken import PLUGINS
from tests.certify.drafts import Draft


@pytest.mark.parametrize("name", PLUGINS)
def test_a_broken_plugin_is_refused_with_the_line_to_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = PLUGINS[name]
    draft = Draft(tmp_path, broken.kind)
    draft.patch(*broken.patches)
    draft.install(broken.metadata, broken.points)
    file, text = broken.place
    place = draft.line(file, text) if text else file

    report = draft.certified(monkeypatch)

    told = [(found.what, found.place) for found in report.of(broken.check)]
    assert not report.is_certified
    assert [where for what, where in told if broken.told in what and where == place], told


@pytest.mark.parametrize("kind", ["paging", "alerts"])
def test_a_good_plugin_is_certified(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Draft(tmp_path, kind).certified(monkeypatch)

    assert [found.what for found in report.found] == []
    assert report.is_certified
    assert report.kept >= 30
