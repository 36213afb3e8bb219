"""How keys, documents and principals are kept in files."""
