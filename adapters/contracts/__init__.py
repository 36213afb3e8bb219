"""What other services may rely on: the schema of each event, command and page, and where they travel.

Read `published.py` for what is written, `compatibility.py` for what may never change.
"""
