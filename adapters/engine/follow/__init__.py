"""Projections and sagas follow the log; the dispatcher depends on none of them.

Read `log_subscription.py` for what a follower needs of the log, `follower.py` for how it reads each event
exactly once and parks a key, `outbox.py` and `outbox_processor.py` for how the commands of sagas are stored
and sent, `follower_runner.py` for how all followers run together, and `derived.py` for their tables.
"""
