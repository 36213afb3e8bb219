"""The long-running service: its parts side by side, each restarted when it fails, all drained at the end.

Read `supervisor.py` first, then a part: `writing.py` decides, `publishing.py` relays, `answering.py` listens.
"""
