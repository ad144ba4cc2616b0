"""The test kit for plugin authors: contracts to inherit from, and fixtures on a virtual clock."""
