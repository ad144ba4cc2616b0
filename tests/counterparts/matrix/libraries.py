"""The two libraries that people's clients encrypt and decrypt with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import pytest

from tests.counterparts.matrix.client import Keys
from tests.counterparts.matrix.persons import Person
from tests.counterparts.matrix.synapse import Synapse

WithKeys = Callable[[Synapse, Person], Keys]


def nio(synapse: Synapse, who: Person) -> Keys:
    """The keys of a session, by matrix-nio."""
    from tests.counterparts.matrix.nio_keys import NioKeys

    return NioKeys(synapse, who)


def mautrix(synapse: Synapse, who: Person) -> Keys:
    """The keys of a session, by mautrix; the test is skipped on a Python that libolm is not for."""
    pytest.importorskip("mautrix.crypto", reason="python-olm has no wheel for Python 3.13")
    from tests.counterparts.matrix.mautrix_keys import MautrixKeys

    return MautrixKeys(synapse, who)


LIBRARIES: Final[Mapping[str, WithKeys]] = MappingProxyType({"nio": nio, "mautrix": mautrix})
