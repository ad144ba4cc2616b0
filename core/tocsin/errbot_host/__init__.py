"""Errbot as a guest in our house, and the built-in chat `console`.

Errbot parses the first word of a command, keeps plugins alive, filters by access list and helps;
it gets objects only: no configuration file, no plugin scan, no threads. What a command means is
the desk's business.
"""
