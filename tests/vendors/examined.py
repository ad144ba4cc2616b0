"""What `tocsin check --live` finds of an instance, as texts."""

from __future__ import annotations

from tocsin.providers import CanExamine, Finding
from tocsin.testing import a_call


def found(instance: object) -> dict[str, str]:
    """What was looked at -> `ok`, or the verdict and what to do."""
    assert isinstance(instance, CanExamine)
    return {finding.what: _words(finding) for finding in instance.examine((), a_call())}


def _words(finding: Finding) -> str:
    return f"{finding.verdict}: {finding.detail}" if finding.detail else finding.verdict
