-- The tables of projections and sagas: the followers of the log make them, and make them again after a loss.
CREATE SCHEMA jalon_derived;
