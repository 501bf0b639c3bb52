# shellcheck shell=bash
# Redis with a configuration and a data folder of this checkout, on loopback. Sourced.

redis_home=$state/redis

redis_running() { ours "$(pid_in "$redis_home/pid")"; }

# The append-only file keeps queued work over a restart; the title tells in the process list whose server it is.
redis_settings() {
    cat << END
bind 127.0.0.1
port $(port_of redis)
dir $redis_home
pidfile $redis_home/pid
logfile $redis_home/server.log
daemonize yes
appendonly yes
save ""
proc-title-template "{title} {listen-addr} {config-file}"
END
}

redis_answers() { redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping | grep -qx PONG; }

redis_start() {
    own_folder nobody "$redis_home"
    rm -f "$redis_home/pid"
    redis_settings > "$redis_home/redis.conf"
    [ "$EUID" != 0 ] || chown nobody "$redis_home/redis.conf"
    (cd "$redis_home" && as nobody redis-server "$redis_home/redis.conf") > /dev/null 9>&- ||
        fail "Redis does not start (Kiln needs 7 or newer; here: $(redis-server --version)); its log is $redis_home/server.log"
    wait_until Redis 30 "$redis_home/server.log" redis_answers
}

redis_stop() { stop_process Redis "$(pid_in "$redis_home/pid")" TERM 30; }
