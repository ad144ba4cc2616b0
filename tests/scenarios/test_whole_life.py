"""One incident from the first report to the close, each status in its turn."""

from __future__ import annotations

from tests.scenarios.given import CHECKED, FULL, last
from tests.simulate.conftest import Play


def test_from_detection_to_the_post_mortem(play: Play) -> None:
    told = play(
        "+0m @guest-max: !incident report I cannot pay",
        "+1m @ana: !incident INC-1 triage 300 | payments | no | no",
        "+2m @ana: !incident INC-1 accept",
        "+3m @ana: !incident INC-1 ack",
        "+4m @bo: !incident INC-1 take tl",
        "+5m @bo #INC-1: !incident mitigate rollback deploy 812",
        "+6m @ana #INC-1: !incident approve 1",
        "+7m @bo #INC-1: !incident done 1",
        "+8m @ana #INC-1: !incident mitigated",
        *CHECKED,
        "+42m @ana #INC-1: !incident resolve",
        "+3h @bo #INC-1: !incident postmortem review all there",
        "+4h @ana #INC-1: !incident postmortem publish",
        "+5h @ana #INC-1: !incident close",
        "until +6h",
        team=FULL,
    )
    assert last(told)[0] == "accepted"
    assert told.events(
        "declared", "accepted", "mitigation-approved", "mitigated", "resolved",
        "postmortem-published", "closed",
    ) == [
        "declared", "accepted", "mitigation-approved", "mitigated", "resolved",
        "postmortem-published", "closed",
    ]  # fmt: skip
    shown = [row.text.splitlines()[0].rpartition(" · ")[2] for row in told.of("card")]
    assert [one for one, before in zip(shown, ["", *shown], strict=False) if one != before] == [
        "investigating", "mitigating", "monitoring", "resolved", "closed",
    ]  # fmt: skip
