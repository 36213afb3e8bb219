#!/bin/sh
# The PostgreSQL image runs this once, on an empty volume. It makes the login of the service, which may only add
# events and read; `jalon migrate` grants these rights to its role.
set -eu

password=$(cat /run/secrets/service_password)
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE jalon_writer NOLOGIN;
CREATE ROLE jalon_service LOGIN PASSWORD :'password' IN ROLE jalon_writer;
SQL
