# shellcheck shell=bash
# The same services by compose, where a Docker engine answers. Sourced.

compose() {
    local sync=off
    [ "${KILN_SERVICES_DURABLE:-0}" != 1 ] || sync=on
    KILN_POSTGRES_PORT=$(port_of postgresql) KILN_REDIS_PORT=$(port_of redis) \
        KILN_ELASTICSEARCH_PORT=$(port_of elasticsearch) KILN_POSTGRES_SYNC=$sync \
        docker compose --file "$checkout/compose.yaml" --project-name "kiln-$checkout_id" "$@" < /dev/null 9>&-
}

# The client alone is not enough: the engine must answer.
docker_answers() { command -v docker > /dev/null && timeout 10 docker info > /dev/null 2>&1; }

docker_running() { compose ps --status running --services 2> /dev/null | grep -qx -- "$1"; }

docker_start() { compose up --detach --wait --wait-timeout 300 "$@"; }

docker_start_worker() { compose --profile site up --detach --build worker; }

docker_stop() { compose --profile site stop "$@"; }

docker_remove() { compose --profile site down --remove-orphans "$@"; }
