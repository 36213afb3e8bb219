"""The documents that facts name: `store` says what they are, `folder` and `table` where they lie."""

from adapters.engine.documents.document_store import DocumentDamaged, DocumentStore, Shelves
from adapters.files.document_folder import FolderShelves

__all__ = ["DocumentDamaged", "DocumentStore", "FolderShelves", "Shelves"]
