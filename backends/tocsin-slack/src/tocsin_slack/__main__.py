"""`python -m tocsin_slack` prints the app's manifest, to be pasted where Slack makes an app."""

from __future__ import annotations

from tocsin_slack.doctor import MANIFEST

if __name__ == "__main__":
    print(MANIFEST.read_text(encoding="utf-8"), end="")
