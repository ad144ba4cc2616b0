"""A PagerDuty account on loopback, for tests."""
