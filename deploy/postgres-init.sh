#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume: the login of the service, which may add facts and
# read, and no more. What its role may do is granted by `jalon migrate`.
set -eu

password=$(cat /run/secrets/service_password)
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE jalon_writer NOLOGIN;
CREATE ROLE jalon_service LOGIN PASSWORD :'password' IN ROLE jalon_writer;
SQL
