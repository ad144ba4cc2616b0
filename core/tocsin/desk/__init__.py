"""The desk: what somebody typed, understood, done by the engine, and answered."""
