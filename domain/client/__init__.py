"""A client company: its identity, its billing terms, its contacts."""
