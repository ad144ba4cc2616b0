"""The few pages people see in a browser: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Pages:
    """Renders the templates of this package; every text in them is escaped."""

    def __init__(self) -> None:
        """Templates are read when first used."""
        self._templates = Environment(
            loader=PackageLoader("tocsin.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, name: str, status: int, /, **texts: str) -> HTMLResponse:
        """Return `<name>.html` filled with these texts as a response."""
        return HTMLResponse(self.text(name, **texts), status, HEADERS)

    def text(self, name: str, /, **values: object) -> str:
        """Return `<name>.html` filled with these values."""
        return self._templates.get_template(f"{name}.html").render(values)
