"""The operations on the store itself."""
