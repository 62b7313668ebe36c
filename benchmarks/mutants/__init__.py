"""Mutation testing of the core: which faults the tests would not notice; see `docs/mutation.md`."""
