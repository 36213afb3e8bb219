"""What the command line and the query service read alike: the log, at two times, folded into pages.

Read `log.py` for who may read an event, `instants.py` for the two times, `pages.py` for a page, then the
listings.
"""
