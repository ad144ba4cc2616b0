"""A page at Atlassian Statuspage on loopback, for tests."""
