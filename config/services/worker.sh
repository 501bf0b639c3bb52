# shellcheck shell=bash
# A Celery worker with the scheduler inside, from the checkout's own environment, on the services' addresses. Sourced.

worker_home=$state/worker
worker_python=$checkout/.venv/bin/python

worker_running() { ours "$(pid_in "$worker_home/pid")"; }

worker_answers() { worker_running && grep -q ' ready\.$' "$worker_home/worker.log"; }

worker_migrate() {
    "$worker_python" manage.py migrate --no-input > "$worker_home/migrate.log" 2>&1 9>&- || {
        tail -n 20 "$worker_home/migrate.log" >&2
        fail "the migrations failed; their log is $worker_home/migrate.log"
    }
}

worker_start() {
    [ -x "$worker_python" ] || fail "the worker needs the checkout's Python environment: call make install"
    mkdir -p "$worker_home"
    worker_orphans
    rm -f "$worker_home/pid"
    (
        cd "$checkout"
        # shellcheck source=/dev/null
        . "$addresses"
        worker_migrate
        setsid "$worker_python" -m celery -A config worker --beat --concurrency 2 --loglevel INFO \
            --hostname "kiln-$checkout_id@%h" --schedule "$worker_home/beat" --pidfile "$worker_home/pid" \
            < /dev/null > "$worker_home/worker.log" 2>&1 9>&- &
    ) || exit 1
    wait_until "the worker" 60 "$worker_home/worker.log" worker_answers
}

# A worker that was killed leaves its scheduler and its pool behind; they carry the command line they were forked with.
worker_orphans() {
    local folder
    for folder in /proc/[0-9]*; do
        if tr '\0' ' ' 2> /dev/null < "$folder/cmdline" | grep -qF -- "--schedule $worker_home/beat "; then
            kill -KILL "${folder#/proc/}" 2> /dev/null || true
        fi
    done 2> /dev/null
}

# The worker ends what it has begun; work it has not begun stays in the queue.
worker_stop() {
    stop_process "the worker" "$(pid_in "$worker_home/pid")" TERM 60
    worker_orphans
}
