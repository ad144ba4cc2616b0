"""What people say in one incident, from its declaration to its end."""

from __future__ import annotations

Script = tuple[tuple[str, str], ...]
WORK: Script = (
    ("ana", "ack"),
    ("bo", "take tl"),
    ("eva", "take comms"),
    ("bo", "note the error rate rose with the deploy of 10:12"),
    ("eva", "update investigating | a third of all orders fail | reading the logs | 30m"),
    ("bo", "finding the new image cannot reach the payment service"),
    ("bo", "mitigate rollback checkout to build 811"),
    ("ana", "approve"),
    ("bo", "note the rollback is running"),
    ("bo", "done"),
    ("eva", "update mitigating | a tenth of all orders fail | waiting for the rollback | 10m"),
)
END: Script = (
    ("ana", "mitigated"),
    ("eva", "update monitoring | no order fails | watching | 30m"),
    ("ana", "resolve --override customers confirmed it"),
)


CLOSE: Script = (
    ("ana", "postmortem skip it is a measurement"),
    ("ana", "close"),
)


def declaration(number: int) -> str:
    """The opening; no two titles are alike."""
    return f"!incident declare shop {number} returns 500s p1"


def lines(number: int, script: Script = (*WORK, *END)) -> Script:
    """(speaker, what they type) in one incident, after its declaration."""
    return tuple((who, f"!incident INC-{number} {text}") for who, text in script)
