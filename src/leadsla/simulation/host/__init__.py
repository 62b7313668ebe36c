"""A scenario lived through: a host that acts on the engine's word, event by event, in simulated time."""
