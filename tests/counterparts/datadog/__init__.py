"""A Datadog account on loopback, for tests."""
