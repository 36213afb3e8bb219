-- What projections and sagas keep: made by whoever follows the log, and made again when it is lost.
CREATE SCHEMA jalon_derived;
