"""Debian's Chromium, driven without a window: what a person sees, and what axe-core says of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright

SCREENS: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
AXE: Final = files("axe_playwright_python") / "axe.min.js"
# Chromium asks its maker's hosts of itself otherwise; nothing here leaves the machine.
QUIET: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def binary() -> str:
    """The browser; the test is skipped without it, and fails where TOCSIN_CI=1."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("TOCSIN_CI") == "1":
        pytest.fail("Chromium is missing, and TOCSIN_CI=1 asks for every counterpart")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that ends with the block."""
    path = binary()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


@dataclass
class Look:
    """One page on one screen, with all that went wrong while it was shown."""

    page: Page
    screen: str
    complaints: list[str] = field(default_factory=list)

    def go(self, url: str) -> Response:
        """Open an address and return its answer."""
        answer = self.page.goto(url)
        assert answer is not None
        return answer

    def faults(self) -> list[str]:
        """What axe-core finds, what the console says, and whether one must scroll sideways."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run().then(found => found.violations)")
        axe = [f"{one['id']}: {one['help']}: {one['nodes'][0]['html']}" for one in found]
        wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        return [*axe, *self.complaints, *(["wider than the screen"] if wide else [])]

    def keep(self, folder: Path, name: str) -> Path:
        """Keep a picture of the whole page; in the folder TOCSIN_SHOTS names, if it is set."""
        place = Path(os.environ.get("TOCSIN_SHOTS") or folder)
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"{name}-{self.screen}.png"
        self.page.screenshot(path=file, full_page=True)
        return file


@contextmanager
def look(browser: Browser, screen: str) -> Iterator[Look]:
    """A fresh profile on one of `SCREENS`."""
    context = browser.new_context(**SCREENS[screen])
    context.set_default_timeout(15_000)
    seen = Look(page=context.new_page(), screen=screen)
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    try:
        yield seen
    finally:
        context.close()
