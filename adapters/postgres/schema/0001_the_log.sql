-- The log of one tenant, the answers to its commands, and whose it is.

CREATE TABLE jalon.store (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    tenant text NOT NULL,
    clock text NOT NULL CHECK (clock IN ('real', 'simulated'))
);

-- The columns of the eventsourcing library; the position is given by `append`, never by a sequence, so
-- that none is ever missing. `state` is the CloudEvent, byte for byte.
CREATE TABLE jalon.stored_events (
    notification_id bigint PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);

CREATE TABLE jalon.answers (
    command_id uuid PRIMARY KEY,
    principal text NOT NULL,
    digest bytea NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL
);

-- Events are never changed, not even by a mistake of the owner of the tables.
CREATE FUNCTION jalon.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is in %.% is never changed', TG_TABLE_SCHEMA, TG_TABLE_NAME;
END $$;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON jalon.stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION jalon.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON jalon.answers
    FOR EACH STATEMENT EXECUTE FUNCTION jalon.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON jalon.store
    FOR EACH STATEMENT EXECUTE FUNCTION jalon.refuse_change();

-- Takes the lock of the log until the transaction ends, so that positions follow the order of commits.
CREATE FUNCTION jalon.take_turn() RETURNS void LANGUAGE sql AS $$
    SELECT pg_catalog.pg_advisory_xact_lock(1784762478, 1);
$$;

-- Adds events after the expected head, and answers: all of them, or none if the head moved or one of the
-- `unanswered` commands was answered (JL001). A second answer breaks the primary key of the answers.
-- No sequential scans: a plan cached while the tables were small must not scan them when they have grown.
CREATE FUNCTION jalon.append(
    expected bigint,
    streams uuid[], versions bigint[], types text[], bodies bytea[],
    commands uuid[], principals text[], digests bytea[], firsts bigint[], lasts bigint[],
    unanswered uuid[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    head bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'jalon.append sees what others committed only in read committed';
    END IF;
    IF cardinality(streams) > 0 OR cardinality(commands) > 0 THEN
        PERFORM jalon.take_turn();
    END IF;
    SELECT coalesce(max(notification_id), 0) INTO head FROM jalon.stored_events;
    IF head <> expected OR cardinality(unanswered) > 0 AND EXISTS (
        SELECT FROM jalon.answers WHERE command_id = ANY (unanswered)
    ) THEN
        RAISE EXCEPTION 'the head is %, not %, or a command was answered', head, expected
            USING ERRCODE = 'JL001';
    END IF;
    IF cardinality(streams) > 0 THEN
        INSERT INTO jalon.stored_events
            SELECT expected + place, stream, version, type, body
            FROM unnest(streams, versions, types, bodies) WITH ORDINALITY
                AS fact (stream, version, type, body, place);
        PERFORM pg_notify('jalon', (expected + cardinality(streams))::text);
    END IF;
    INSERT INTO jalon.answers SELECT * FROM unnest(commands, principals, digests, firsts, lasts);
END $$;

-- Records the tenant and the clock of the store, once.
CREATE FUNCTION jalon.begin_store(tenant text, clock text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO jalon.store (tenant, clock) VALUES (tenant, clock) ON CONFLICT DO NOTHING;
$$;
