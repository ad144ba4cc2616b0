"""The team whose nights are played with one vendor each: everything but that vendor's sections."""

from __future__ import annotations

from typing import Final

SHOP: Final = """\
[team]
name = "Shop"
timezone = "UTC"
[people.ana]
name = "Ana Lima"
[people.eva]
name = "Eva Okafor"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["eva"]
[contacts]
em = "eva"
cto = "eva"
leadership = ["eva"]
[services.checkout]
runbook = "https://wiki.example/checkout"
"""
