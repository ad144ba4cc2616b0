"""Times as Go writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin_prometheus.times import read_time


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-20T10:15:00Z", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        ("2026-11-20t10:15:00z", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        ("2026-11-20T10:15:00.1Z", datetime(2026, 11, 20, 10, 15, 0, 100_000, tzinfo=UTC)),
        ("2026-11-20T10:15:00.123456789Z", datetime(2026, 11, 20, 10, 15, 0, 123_456, tzinfo=UTC)),
        ("2026-11-20T10:15:00.123456789+05:45", datetime(2026, 11, 20, 4, 30, 0, 123_456, UTC)),
        ("2026-11-20T10:15:00-08:00", datetime(2026, 11, 20, 18, 15, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00.000+14:00", None),
        ("0002-01-01T00:00:00Z", None),
        ("1969-12-31T23:59:59Z", None),
        ("1970-01-01T00:00:00+00:01", None),
        ("2201-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
    ],
)
def test_any_offset_and_any_fraction_is_read(written: str, moment: datetime | None) -> None:
    assert read_time(written) == moment


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2026-11-20",
        "2026-11-20T10:15:00",
        "2026-11-20 10:15:00Z",
        "2026-11-20T10:15Z",
        "20261120T101500Z",
        "2026-W47-5T10:15:00Z",
        "2026-13-20T10:15:00Z",
        "2026-02-30T10:15:00Z",
        "2026-11-20T24:15:00Z",
        "2026-11-20T10:15:00.Z",
        "2026-11-20T10:15:00+25:00",
        "2026-11-20T10:15:00Z\n",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-10:00",
        "٢٠٢٦-11-20T10:15:00Z",
        "1763633700",
    ],
)
def test_everything_else_is_not_a_time(written: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        read_time(written)
