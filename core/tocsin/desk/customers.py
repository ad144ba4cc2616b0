"""Mail to customers, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask, readable
from tocsin.desk.grammar import unquoted
from tocsin.domain.customers import NotifyCustomers


def notify_customers(ask: Ask) -> NotifyCustomers:
    """`[text]`; without it the template's words."""
    return NotifyCustomers(text=readable(unquoted(ask.rest)))
