"""A cluster of Elasticsearch or OpenSearch on loopback, for tests."""
