"""An account of New Relic on loopback, for tests."""
