"""What follows the log: projections that keep pages, sagas that ask; neither is asked by the dispatcher.

Read `reading.py` for what a reader is, `following.py` for how one reads the log exactly once and what becomes
of an event that it cannot digest, `owing.py` and `sending.py` for how what a saga owes is done, `runner.py` for
how they run together, `derived.py` for where they keep what they made of the log.
"""
