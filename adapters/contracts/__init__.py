"""What other services may rely on: the schemas of events, commands and pages, and their subjects.

Read `contracts_folder.py` for what is written, `compatibility.py` for what may never change.
"""
