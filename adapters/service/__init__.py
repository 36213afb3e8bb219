"""The long-running service: parts that run in parallel, restart after a failure, and drain at the end.

Read `supervisor.py` first, then a part, for example `follower_part.py` or `health.py`.
"""
