"""AWS on loopback, for tests."""
