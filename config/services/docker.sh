# shellcheck shell=bash
# The same services by compose, where a Docker engine answers. Sourced.

compose() {
    local sync=off
    [ "${KILN_SERVICES_DURABLE:-0}" != 1 ] || sync=on
    COMPOSE_PROJECT_NAME=kiln-$checkout_id KILN_POSTGRES_SYNC=$sync \
        KILN_POSTGRES_PORT=$(port_of postgresql) KILN_REDIS_PORT=$(port_of redis) \
        KILN_ELASTICSEARCH_PORT=$(port_of elasticsearch) KILN_WEB_PORT=$(port_of web) \
        docker compose --file "$checkout/compose.yaml" --profile site "$@" < /dev/null 9>&-
}

# The client alone is not enough: the engine must answer.
docker_answers() { command -v docker > /dev/null && timeout 10 docker info > /dev/null 2>&1; }

docker_running() { compose ps --status running --services 2> /dev/null | grep -qx -- "$1"; }

docker_start() { compose up --detach --wait --wait-timeout 300 "$@"; }

docker_start_worker() { compose up --detach --build worker; }

docker_stop() { compose stop "$@"; }

docker_remove() { compose down --remove-orphans "$@"; }
