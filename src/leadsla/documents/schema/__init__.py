"""The JSON Schema of agreements, for editors that complete and check what people write.

leadsla.schema()                   # of the shipped kinds
leadsla.schema(kinds=[MyKind])     # and of one's own

It is made from the classes by which documents are read, so it cannot say anything else than they do.
"""

from leadsla.documents.schema.whole import schema

__all__ = ["schema"]
