"""The store, the derived tables and the key store in SQLite files."""
