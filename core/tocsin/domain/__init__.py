"""The incident process as pure functions over frozen values.

Rules of this folder: the standard library without its IO; no clock, no randomness, no ids
made here. Time, people and ids are passed in. Every noun is listed in `nouns.py`; everything
that is owed is a row of `obligations`; everything the world must be told is an effect of
`effects.py`.
"""
