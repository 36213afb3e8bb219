"""What leaves and enters by NATS: events, commands, queries, and who may carry which.

Read `subjects.py` first: the address of a message says what it is about and who sent it.
"""
