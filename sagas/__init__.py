"""Sagas: what one party's act asks of the others; one file or folder each, beside what they share."""
