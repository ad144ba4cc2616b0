"""The web face: webhooks in, the acknowledge link, probes, and `tocsin say`."""

from __future__ import annotations

from tocsin.web.app import create_app
from tocsin.web.limits import WebLimits
from tocsin.web.server import WebServer
from tocsin.web.services import AckLinks, ReadinessCheck, Services

__all__ = [
    "AckLinks",
    "ReadinessCheck",
    "Services",
    "WebLimits",
    "WebServer",
    "create_app",
]
