"""The master key, documents and principals in files."""
