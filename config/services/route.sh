# shellcheck shell=bash
# One way to ask for a service, whether compose or packages bring it up. Sourced after lib.sh, with the state open.

. ./docker.sh
. ./packages.sh
. ./postgresql.sh
. ./redis.sh
. ./elasticsearch.sh
. ./worker.sh

route=$(cat "$state/route" 2> /dev/null || true)

# What runs stays on the route by which it was started.
choose_route() {
    local wanted=${KILN_SERVICES_ROUTE:-}
    if [ -n "$route" ] && any_running; then
        [ "${wanted:-$route}" = "$route" ] ||
            fail "the services run by the route '$route': call config/services/down first"
        return
    fi
    if [ -z "$wanted" ]; then
        wanted=packages
        ! docker_answers || wanted=docker
    fi
    case $wanted in
        docker)
            docker_answers || fail "no Docker engine answers (docker info)"
            docker compose version > /dev/null 2>&1 ||
                fail "Docker lacks its compose plugin: install it, or set KILN_SERVICES_ROUTE=packages"
            ;;
        packages) ;;
        *) fail "KILN_SERVICES_ROUTE is docker or packages, not '$wanted'" ;;
    esac
    route=$wanted
    printf '%s\n' "$route" > "$state/route"
}

any_running() {
    local name
    for name in "${servers[@]}" worker; do
        ! service_running "$name" || return 0
    done
    return 1
}

service_running() {
    case $route in
        docker) docker_running "$1" ;;
        packages) "$1_running" ;;
        *) return 1 ;;
    esac
}

service_start() {
    case $route/$1 in
        docker/worker) docker_start_worker ;;
        docker/*) docker_start "$1" ;;
        packages/*) "$1_start" ;;
    esac
}

service_stop() {
    case $route in
        docker) docker_stop "$1" ;;
        packages) "$1_stop" ;;
    esac
}

# end_route [--volumes]: compose keeps stopped containers and a network; packages leave nothing but the state folder.
end_route() {
    [ "$route" != docker ] || docker_remove "$@"
}

# What a test run started is on loan: the last run gives it back, unless somebody asked for it to stay meanwhile.
forget_loan() {
    [ -e "$state/loan" ] || return 0
    grep -vx -- "$1" "$state/loan" > "$state/loan.new" || true
    mv "$state/loan.new" "$state/loan"
}
