"""Ours against the eventsourcing library used as its documentation shows, in the same run."""
