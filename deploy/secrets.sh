#!/bin/sh
# Draws the passwords of the database into ./secrets, once. Only its owner can open the folder; the files in it are
# readable for all, because each container has another user, and gets only the files that it needs.
set -eu

mkdir -p -m 0700 secrets
cd secrets
if [ -e owner_password ]; then
    echo "secrets/ exists already: nothing is changed" >&2
    exit 0
fi

draw_password() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# Prints a service file of libpq: how to find the database and log in.
print_service() {
    printf '[jalon]\nhost=postgres\nport=5432\ndbname=jalon\nuser=%s\npassword=%s\n' "$1" "$2"
}

umask 022
owner=$(draw_password)
service_password=$(draw_password)
printf '%s' "$service_password" > service_password
print_service postgres "$owner" > owner_database
print_service jalon_service "$service_password" > service_database
printf '%s' "$owner" > owner_password
echo "secrets/ is made: keep a copy with your other passwords" >&2
