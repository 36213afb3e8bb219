"""What operators do to the store itself."""
