"""Where the events of a tenant are kept: one log, one order, and the same bytes for ever.

Read `stored` for what is kept, `codec` for how an event becomes bytes, `sqlite` for the store itself.
"""
