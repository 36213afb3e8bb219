"""NATS: the relay of events, requests for commands and queries, and the permissions of each role.

Read `subjects.py` first: the subject of a message says what it is about and which principal sent it.
"""
