"""What monitoring says about an incident."""

from __future__ import annotations
