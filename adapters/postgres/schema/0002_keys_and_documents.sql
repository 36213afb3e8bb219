-- Wrapped keys, the vault of NIR and IBAN, and sealed documents; the master key is never here.

CREATE TABLE jalon.master (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    fingerprint bytea NOT NULL
);

CREATE TABLE jalon.data_key (
    subject uuid NOT NULL,
    retention text NOT NULL,
    wrapped bytea,
    destroyed_at timestamptz,
    PRIMARY KEY (subject, retention),
    CHECK ((destroyed_at IS NULL) = (wrapped IS NOT NULL))
);

-- Goes up with each key destroyed: whoever remembers keys asks it before each use.
CREATE TABLE jalon.destruction (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    count bigint NOT NULL
);
INSERT INTO jalon.destruction (count) VALUES (0);

CREATE TABLE jalon.vault (
    commitment text PRIMARY KEY,
    subject uuid NOT NULL,
    retention text NOT NULL,
    field text NOT NULL,
    box bytea NOT NULL
);

CREATE TABLE jalon.document (
    hash text NOT NULL,
    copy text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (hash, copy)
);
ALTER TABLE jalon.document ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- what is sealed does not compress

-- Destroys a key for ever, used or not.
CREATE FUNCTION jalon.destroy_key(of uuid, class text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO jalon.data_key VALUES (of, class, NULL, now())
        ON CONFLICT (subject, retention) DO UPDATE
            SET wrapped = NULL, destroyed_at = coalesce(jalon.data_key.destroyed_at, now());
    UPDATE jalon.destruction SET count = count + 1;
$$;
