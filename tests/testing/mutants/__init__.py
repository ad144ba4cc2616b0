"""Providers that are broken on purpose, one way each, with the suites that have to catch them.

The files are no tests of their own: `tests.testing.caught` runs one and looks at who failed.
"""
