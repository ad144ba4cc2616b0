"""Connection settings of a far end: certificates, proxy, number of connections."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Tls:
    """How the far end's certificate is verified.

    Args:
        ca_file: Certificates (PEM) of an authority of your own, trusted besides the usual ones.
        verify: False takes any certificate: whoever stands between can read and answer.
    """

    ca_file: Path | None = None
    verify: bool = True


@dataclass(frozen=True, kw_only=True)
class Via:
    """How a far end is reached.

    Args:
        proxy: Address of an HTTP proxy, with user and password where it wants them; "" = none.
        connections: How many may be open at once; further calls wait, within their deadline.
        answer_bytes: The largest answer that is taken.
    """

    tls: Tls = field(default_factory=Tls)
    proxy: str = field(default="", repr=False)
    connections: int = 64
    answer_bytes: int = 5 * MIB
