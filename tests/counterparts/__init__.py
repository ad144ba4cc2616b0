"""What the tests talk to: independent counterparts on loopback."""
