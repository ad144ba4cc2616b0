"""Stores: events, projections, timers, effects, inbox. See `contract`."""
