"""The team of most tests: Ana is on call, Bo behind her, Eva manages, Cyrus is the CTO."""

from __future__ import annotations

from typing import Final

SHOP: Final = """\
[team]
name = "Shop"
timezone = "Europe/Berlin"
"""
PEOPLE: Final = """\
[people.ana]
name = "Ana"
phone = "+49 1"
[people.bo]
name = "Bo"
phone = "+49 2"
[people.eva]
name = "Eva"
phone = "+49 3"
[people.cyrus]
name = "Cyrus"
phone = "+49 4"
"""
ONCALL: Final = """\
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
"""
CONTACTS: Final = """\
[contacts]
em = "eva"
cto = "cyrus"
"""
