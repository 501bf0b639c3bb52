# shellcheck shell=bash
# PostgreSQL in a data folder of this checkout, on loopback. Sourced.

postgresql_data=$state/postgresql/data
postgresql_log=$state/postgresql/server.log

postgresql_user() { id -un postgres 2> /dev/null || echo nobody; }

postgresql_running() { ours "$(pid_in "$postgresql_data/postmaster.pid")"; }

# Without fsync a crash of the machine (not of the server) can cost the data: right for tests and trials, and faster.
# KILN_SERVICES_DURABLE=1 switches it on, for a measurement that shall count. synchronous_commit stays on, so that a
# killed server has lost nothing it confirmed.
postgresql_settings() {
    local sync=off
    [ "${KILN_SERVICES_DURABLE:-0}" != 1 ] || sync=on
    cat << END
listen_addresses = '127.0.0.1'
port = $(port_of postgresql)
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
fsync = $sync
full_page_writes = $sync
timezone = 'UTC'
END
}

postgresql_init() {
    local bin=$1 user=$2 locale=C
    ! locale -a 2> /dev/null | grep -qix 'c\.utf-\?8' || locale=C.UTF-8
    # An interrupted initdb leaves half a folder: it works beside the place and is moved there at the end.
    rm -rf "$postgresql_data.new"
    as "$user" "$bin/initdb" -D "$postgresql_data.new" --username=kiln --auth=trust --encoding=UTF8 --locale="$locale" \
        --no-sync > "$state/postgresql/initdb.log" 2>&1 || {
        cat "$state/postgresql/initdb.log" >&2
        fail "PostgreSQL's initdb failed"
    }
    printf "include 'kiln.conf'\n" >> "$postgresql_data.new/postgresql.conf"
    mv "$postgresql_data.new" "$postgresql_data"
}

postgresql_query() {
    "$(postgresql_bin)/psql" -X -h 127.0.0.1 -p "$(port_of postgresql)" -U kiln -d postgres -w -Atc "$1"
}

# After a SIGKILL the old server's sessions need a moment to see it; until then the data folder is refused.
postgresql_boot() {
    local bin=$1 user=$2 tries
    for ((tries = 0; tries < 10; tries++)); do
        if (cd "$state/postgresql" && as "$user" "$bin/pg_ctl" -D "$postgresql_data" -l "$postgresql_log" -w -t 60 start) \
            > /dev/null 2>&1 9>&-; then
            return 0
        fi
        sleep 1
    done
    tail -n 20 "$postgresql_log" >&2 || true
    fail "PostgreSQL does not start; its log is $postgresql_log"
}

postgresql_start() {
    local user bin version=
    user=$(postgresql_user)
    own_folder "$user" "$state/postgresql"
    [ ! -e "$postgresql_data/PG_VERSION" ] || version=$(cat "$postgresql_data/PG_VERSION")
    bin=$(postgresql_bin "$version") ||
        fail "the data is of PostgreSQL $version, which is gone: install it, or throw the data away by config/services/down --purge"
    [ -n "$version" ] || postgresql_init "$bin" "$user"
    postgresql_settings > "$postgresql_data/kiln.conf"
    [ "$EUID" != 0 ] || chown "$user" "$postgresql_data/kiln.conf"
    postgresql_boot "$bin" "$user"
    wait_until PostgreSQL 60 "$postgresql_log" postgresql_query "SELECT 1"
    [ "$(postgresql_query "SELECT 1 FROM pg_database WHERE datname = 'kiln'")" = 1 ] ||
        postgresql_query "CREATE DATABASE kiln" > /dev/null
}

# SIGINT is PostgreSQL's fast shutdown: sessions are cut off, nothing committed is lost.
postgresql_stop() { stop_process PostgreSQL "$(pid_in "$postgresql_data/postmaster.pid")" INT 60; }
