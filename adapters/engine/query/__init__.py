"""Views for readers, shared by the command line and the query service.

Read `readable_log.py` for who may read an event, `views.py` for how the log is folded into a view as of an
instant and as known at an instant, then `reader_views.py` and the lists.
"""
