"""Asking outside a mission: about a consultant, a client or the umbrella company itself."""
