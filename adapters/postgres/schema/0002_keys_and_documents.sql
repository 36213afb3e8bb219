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

-- Counts the destroyed keys: a process that caches keys compares it before each use.
CREATE TABLE jalon.destruction (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    count bigint NOT NULL,
    erased_up_to bigint NOT NULL DEFAULT 0  -- position up to which the erasures of the log are carried out
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
ALTER TABLE jalon.document ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- sealed bytes do not compress

-- Destroys a key for ever, even one that was never made, with its values in the vault.
CREATE FUNCTION jalon.destroy_key(of uuid, class text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO jalon.data_key VALUES (of, class, NULL, now())
        ON CONFLICT (subject, retention) DO UPDATE
            SET wrapped = NULL, destroyed_at = coalesce(jalon.data_key.destroyed_at, now());
    DELETE FROM jalon.vault WHERE subject = of AND retention = class;
    UPDATE jalon.destruction SET count = count + 1;
$$;

-- Removes the values of refused commands from the vault.
CREATE FUNCTION jalon.withdraw(kept text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM jalon.vault WHERE commitment = ANY (kept);
$$;
