"""The documents that facts name: `store` says what they are, `folder` and `table` where they lie."""

from adapters.documents.folder import FolderShelves
from adapters.documents.store import DocumentDamaged, DocumentStore, Shelves

__all__ = ["DocumentDamaged", "DocumentStore", "FolderShelves", "Shelves"]
