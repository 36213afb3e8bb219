"""The documents that events name by their hash: sealed, stored and read."""

from adapters.engine.documents.document_store import DocumentDamaged, DocumentStore, SealedCopies

__all__ = ["DocumentDamaged", "DocumentStore", "SealedCopies"]
