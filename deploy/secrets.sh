#!/bin/sh
# Draws the passwords of the database, once, into ./secrets. The folder is its owner's alone; the files are
# readable inside it, for each container has another user and is given only the files that it needs.
set -eu

mkdir -p -m 0700 secrets
cd secrets
if [ -e owner_password ]; then
    echo "secrets/ is there already: nothing is changed" >&2
    exit 0
fi

drawn() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# How libpq finds the database and opens it.
service() {
    printf '[jalon]\nhost=postgres\nport=5432\ndbname=jalon\nuser=%s\npassword=%s\n' "$1" "$2"
}

umask 022
owner=$(drawn)
service_password=$(drawn)
printf '%s' "$service_password" > service_password
service postgres "$owner" > owner_database
service jalon_service "$service_password" > service_database
printf '%s' "$owner" > owner_password
echo "secrets/ is made: keep a copy where your other passwords are" >&2
