"""The team's repository is a project of its own: its `./ci` runs it (tests/e2e)."""

collect_ignore = ["team-repository"]
