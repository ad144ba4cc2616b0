"""What a far end does to the lists of its answers when it is told to."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import urlopen

import pytest

from tocsin.testing import Answer, FarEnd, TroubleName, json_answer

TOLD = {"rows": [{"at": 1, "said": {"text": "x"}}], "pairs": [[1, "2"]], "none": [], "next": "p2"}


def answered(far_end: FarEnd, trouble: TroubleName | None = None, path: str = "/json") -> Any:
    far_end.on("GET", "/json", lambda _: json_answer(TOLD))
    far_end.on("GET", "/lines", lambda _: Answer(body=b'{"a": [1]}\n{"a": [2]}\n'))
    if trouble is not None:
        far_end.fail(trouble, times=1)
    with urlopen(far_end.url + path) as answer:
        return answer.read()


@pytest.mark.parametrize("trouble", ["odd-rows", "rows-that-lack", "rows-of-other-types"])
def test_what_is_right_stays_among_what_is_odd(far_end: FarEnd, trouble: TroubleName) -> None:
    told = json.loads(answered(far_end, trouble))
    assert TOLD["rows"][0] in told["rows"][1:-1]  # type: ignore[index]  # lists of lists
    assert (told["none"], told["next"]) == ([], "p2")
    assert json.loads(answered(far_end)) == TOLD


def test_each_value_lacks_once_and_is_odd_once(far_end: FarEnd) -> None:
    lacking = json.loads(answered(far_end, "rows-that-lack"))
    assert [row for row in lacking["rows"] if "at" not in row]
    assert {"at": 1, "said": {}} in lacking["rows"]
    assert [1] in lacking["pairs"]
    odd = json.loads(answered(far_end, "rows-of-other-types"))
    assert {"at": [], "said": {"text": "x"}} in odd["rows"]
    assert {"at": 1, "said": {"text": 7}} in odd["rows"]
    assert [None, "2"] in odd["pairs"]


def test_what_is_no_json_is_answered_as_it_is(far_end: FarEnd) -> None:
    assert answered(far_end, "odd-rows", "/lines") == answered(far_end, path="/lines")
