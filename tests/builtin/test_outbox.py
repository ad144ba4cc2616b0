"""Mails as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import ClassVar, cast

import pytest

from tocsin.builtin.outbox import OUTBOX, OutboxConfig
from tocsin.providers import Customers
from tocsin.testing import CustomersContract, Mail, a_call, a_context
from tocsin.testing.customers import a_customer_mail, a_person_mail


def outbox(path: Path) -> Customers:
    return cast("Customers", OUTBOX.factory(OutboxConfig(), a_context(path)))


class TestOutbox(CustomersContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it asks nobody: its mails are files",
        "hanging": "it asks nobody: its mails are files",
    }

    @pytest.fixture
    def mails(self, tmp_path: Path) -> Callable[[], Sequence[Mail]]:
        def read(file: Path) -> Mail:
            mail = message_from_bytes(file.read_bytes(), policy=default)
            body = mail.get_body(("plain",))
            text = body.get_content() if body is not None else ""
            return Mail(to=str(mail["To"]), subject=str(mail["Subject"]), text=str(text))

        return lambda: [read(file) for file in sorted((tmp_path / "out").glob("*.eml"))]

    @pytest.fixture
    def mailer(self, tmp_path: Path) -> Customers:
        return outbox(tmp_path / "out")

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Customers:
        (tmp_path / "file").write_text("no folder", encoding="utf-8")
        return outbox(tmp_path / "file" / "out")


def test_a_mail_program_can_open_it(tmp_path: Path) -> None:
    outbox(tmp_path).send_person(a_person_mail(calendar="BEGIN:VCALENDAR\r\n"), a_call())
    (file,) = tmp_path.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"]) == ("ana@example.org", "P1 INC-42")
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/calendar"]


def test_a_repeat_is_one_file(tmp_path: Path) -> None:
    mailer = outbox(tmp_path)
    mailer.send(a_customer_mail(), a_call())
    mailer.send(a_customer_mail(), a_call(attempt=2))
    assert len(list(tmp_path.glob("*.eml"))) == 1
