"""How events, read models and keys are kept in SQLite files."""
