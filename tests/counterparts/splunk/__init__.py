"""A search head of Splunk on loopback, for tests."""
