"""What can be wrong with an agreement, every fault at its place: `part_faults`."""

from leadsla.soundness.parts import another_name, part_faults

__all__ = ["another_name", "part_faults"]
