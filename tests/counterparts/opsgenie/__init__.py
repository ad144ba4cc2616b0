"""An account of Opsgenie, and of Jira Service Management, on loopback, for tests."""
