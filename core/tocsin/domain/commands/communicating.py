"""The status page and customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tocsin.domain.commands.base import Base


@dataclass(frozen=True, kw_only=True)
class DraftStatus(Base):
    """Keep words for the status page until they are published."""

    text: str
    title: str = ""
    verb: ClassVar[str] = "draft"


@dataclass(frozen=True, kw_only=True)
class PublishStatus(Base):
    """Publish on the status page: these words, else the draft, else the template's.

    `title` is what the page calls the incident from now on, "" = as before.
    """

    text: str = ""
    title: str = ""
    verb: ClassVar[str] = "publish"


@dataclass(frozen=True, kw_only=True)
class NotifyCustomers(Base):
    """Mail customers: these words, else the template's."""

    text: str = ""
    verb: ClassVar[str] = "notify-customers"
