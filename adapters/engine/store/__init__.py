"""Where the facts of a tenant are kept: one log, one order, and the same bytes for ever.

Read `stored` for what is kept, `codec` for how a fact becomes bytes, `sqlite` for the store itself.
"""
