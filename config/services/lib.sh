# shellcheck shell=bash
# What the scripts beside this file share: where things lie, which ports they take, how a process is watched. Sourced.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
checksum=$(printf '%s' "$checkout" | cksum | cut -d' ' -f1)
checkout_id=$(printf '%08x' "$checksum")
state=${KILN_SERVICES_DIR:-/var/tmp/kiln-services-$checkout_id}
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kiln
addresses=$checkout/var/services.env
servers=(postgresql redis elasticsearch)

say() { printf '%s\n' "services: $*"; }

fail() {
    printf '%s\n' "services: $*" >&2
    exit 1
}

# The state folder is ours alone: /var/tmp is open to everybody, so a folder that another user put there is refused.
open_state() {
    case $state in
        /*) ;;
        *) fail "KILN_SERVICES_DIR must be an absolute path, not '$state'" ;;
    esac
    mkdir -p -m 711 "$state" 2> /dev/null || fail "cannot write $state: set KILN_SERVICES_DIR to a folder of your own"
    if [ -L "$state" ] || [ ! -O "$state" ]; then
        fail "$state belongs to another user: set KILN_SERVICES_DIR to a folder of your own"
    fi
    # The servers run as other users than root, who must be able to pass.
    chmod 711 "$state"
    [ -e "$state/checkout" ] || printf '%s\n' "$checkout" > "$state/checkout"
    [ "$(cat "$state/checkout")" = "$checkout" ] ||
        fail "$state belongs to the checkout $(cat "$state/checkout"): set KILN_SERVICES_DIR to another folder"
}

# One `up` or `down` of a checkout at a time. Servers are started with 9>&-, else they would keep the lock for life.
lock_state() {
    exec 9> "$state/lock"
    flock -w 600 9 || fail "another up or down of this checkout has not ended in ten minutes"
}

# ---- ports: a range for each server, the place in it from the checkout's path, the next one where it is taken

first_port() {
    case $1 in
        postgresql) echo 20000 ;;
        redis) echo 22000 ;;
        elasticsearch) echo 24000 ;;
        elasticsearch_transport) echo 26000 ;;
        web) echo 28000 ;;
    esac
}

port_taken() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

port_of() { cat "$state/$1.port" 2> /dev/null || true; }

# Keeps the port of the last time if it is free, else takes the next free one. Only for a server that does not run.
choose_port() {
    local name=$1 first port tries
    first=$(first_port "$name")
    port=$(port_of "$name")
    port=${port:-$((first + checksum % 2000))}
    for ((tries = 0; tries < 2000; tries++)); do
        if ! port_taken "$port"; then
            printf '%s\n' "$port" > "$state/$name.port"
            return
        fi
        port=$((first + (port - first + 1) % 2000))
    done
    fail "no port is free between $first and $((first + 1999)) for $name"
}

# Writes the addresses to a side file first, so that nobody reads half of them.
write_addresses() {
    mkdir -p "$(dirname "$addresses")"
    cat > "$addresses.new" << END
export DATABASE_URL=postgres://kiln@127.0.0.1:$(port_of postgresql)/kiln
export REDIS_URL=redis://127.0.0.1:$(port_of redis)/0
export CELERY_BROKER_URL=redis://127.0.0.1:$(port_of redis)/1
export ELASTICSEARCH_URL=http://127.0.0.1:$(port_of elasticsearch)
END
    mv "$addresses.new" "$addresses"
}

# ---- processes

# A number from a pid file counts only while a process of this state folder wears it: numbers are given out again.
ours() {
    [ -n "${1:-}" ] && [ -e "/proc/$1/cmdline" ] &&
        { tr '\0' ' ' < "/proc/$1/cmdline" | grep -qF -- "$state/"; } 2> /dev/null
}

pid_in() { head -n 1 "$1" 2> /dev/null || true; }

# stop_process NAME PID SIGNAL SECONDS: asks, waits, and kills what has not gone by then.
stop_process() {
    local name=$1 pid=$2 signal=$3 seconds=$4 tenths
    ours "$pid" || return 0
    kill "-$signal" "$pid" 2> /dev/null || true
    for ((tenths = 0; tenths < seconds * 10; tenths++)); do
        ours "$pid" || return 0
        sleep 0.1
    done
    say "$name has not stopped within $seconds s and is killed"
    kill -KILL "$pid" 2> /dev/null || true
    while ours "$pid"; do sleep 0.1; done
}

# wait_until NAME SECONDS LOG COMMAND...: polls; shows the log's end when it gives up.
wait_until() {
    local name=$1 seconds=$2 log=$3 deadline
    shift 3
    deadline=$((SECONDS + seconds))
    until "$@" > /dev/null 2>&1; do
        if ((SECONDS >= deadline)); then
            tail -n 20 "$log" >&2 || true
            fail "$name does not answer after $seconds s; its log is $log"
        fi
        sleep 0.2
    done
}

# as USER COMMAND...: root gives its rights up, everybody else stays who they are.
as() {
    local user=$1
    shift
    if [ "$EUID" = 0 ]; then
        setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups --no-new-privs env HOME="$state" "$@"
    else
        "$@"
    fi
}

# own_folder USER FOLDER: makes it and gives it to the user that its server runs as.
own_folder() {
    mkdir -p "$2"
    if [ "$EUID" = 0 ]; then
        chown -R "$1" "$2"
        as "$1" test -x "$2" || fail "user $1 cannot enter $2: set KILN_SERVICES_DIR to a folder that everybody may pass"
    fi
}
