"""The numbers in words and as pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain.test_quarter_metrics import milestones, of, one
from tocsin.charts import incidents_chart, times_chart, write_charts
from tocsin.domain.quarter_metrics import Metrics
from tocsin.wording.composing import as_plain
from tocsin.wording.quarter_metrics import metrics_text, review_text

PNG = b"\x89PNG\r\n\x1a\n"


def numbers(found: Metrics, *, name: str) -> str:
    return as_plain(metrics_text(found, name=name))


def review(found: Metrics, *, name: str, prefix: str) -> str:
    return as_plain(review_text(found, name=name, prefix=prefix))


def test_each_goal_says_whether_it_is_met_and_on_how_many_it_rests() -> None:
    told = numbers(of(one(milestones=milestones(impact_started=-3))), name="Shop")
    assert "MTTD: 3m (median 3m, 90 % 3m; of 1); goal < 5m: met" in told
    assert "MTTR (P1): 1h (median 1h, 90 % 1h; of 1); goal < 4h: met" in told
    assert "MTTR (P0): no data (0 incidents without it); goal < 1h: no data yet" in told


def test_what_is_missing_is_said() -> None:
    told = numbers(of(one(), one(2, status="declined")), name="Shop")
    assert "Note: 1 incident without a cause label; 1 left out (drills, declined, merged)." in told


def test_what_lies_the_wrong_way_round_is_left_out_and_said() -> None:
    late = one(1, milestones=milestones(impact_started=3))
    assert "MTTD: no data (1 left out: out of order)" in numbers(of(late), name="Shop")
    early = one(2, milestones=milestones(impact_started=-3))
    told = numbers(of(late, early), name="Shop")
    assert "MTTD: 3m (median 3m, 90 % 3m; of 1, 1 left out: out of order)" in told


def test_repeats_are_named() -> None:
    told = numbers(of(one(1, cause="bad deploy"), one(2, cause="Bad deploy")), name="Shop")
    assert "Repeat incidents: 1; goal 0: not met" in told
    assert "bad deploy: INC-1, INC-2" in told


def test_of_many_repeats_the_first_are_named_and_the_rest_counted() -> None:
    often = [one(n, cause="bad deploy") for n in range(1, 40)]
    causes = [one(n, cause=f"cause {n // 2}") for n in range(100, 120)]
    told = numbers(of(*often, *causes), name="Shop")
    assert "bad deploy: INC-1, INC-2, INC-3, INC-4, INC-5 and 34 more" in told
    assert "and 6 more causes; all of them: `tocsin metrics --format json`" in told


def test_the_review_is_short_and_says_what_to_type() -> None:
    told = review(of(one()), name="Shop", prefix="!")
    assert len(told.splitlines()) <= 6
    assert "`!incident metrics 2026-Q4`" in told


@pytest.mark.parametrize("draw", [incidents_chart, times_chart])
@pytest.mark.parametrize("name", ["Shop", "$x^{_} <&>\n"])
def test_a_chart_is_a_picture_with_and_without_data(draw: object, name: str) -> None:
    assert callable(draw)
    assert draw(of(one()), name).startswith(PNG)
    assert draw(of(), name).startswith(PNG)


def test_charts_are_written_as_files_named_for_team_and_quarter(tmp_path: Path) -> None:
    paths = write_charts(of(one()), "Shop", tmp_path / "charts")
    names = ["shop-2026-Q4-incidents.png", "shop-2026-Q4-times.png"]
    assert [path.name for path in paths] == names
    assert all(path.read_bytes().startswith(PNG) for path in paths)
