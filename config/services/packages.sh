# shellcheck shell=bash
# Finds the programs that the servers are made of and, as root on Debian, installs those that are missing. Sourced.

# Debian keeps PostgreSQL's programs out of PATH, one folder for each version. The newest wins, unless $1 names one.
postgresql_bin() {
    local wanted=${1:-} folder found
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(readlink -f "$(command -v initdb || echo /)")")"; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/psql" ] || continue
        found=$("$folder/postgres" --version | grep -oE '[0-9]+' | head -n 1)
        [ "$found" -ge 14 ] && [ "${wanted:-$found}" = "$found" ] || continue
        printf '%s\n' "$folder"
        return 0
    done
    return 1
}

java_home() { dirname "$(dirname "$(readlink -f "$(command -v javac)")")"; }

has_jdk() {
    command -v javac > /dev/null && [ "$(javac -version 2>&1 | grep -oE '[0-9]+' | head -n 1)" -ge 17 ]
}

# The Debian packages of the servers that this machine lacks, one a line.
missing_packages() {
    postgresql_bin > /dev/null || echo postgresql
    { command -v redis-server && command -v redis-cli; } > /dev/null || echo redis-server
    has_jdk || echo default-jdk-headless
    command -v mvn > /dev/null || echo maven
    command -v unzip > /dev/null || echo unzip
    command -v curl > /dev/null || echo curl
}

# install_packages NAME...: with nobody asked anything, and without Debian starting its own servers on the way: ours
# run beside them, on other ports and in other folders.
install_packages() {
    (
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            trap 'rm -f /usr/sbin/policy-rc.d' EXIT
            trap 'exit 130' INT TERM
            printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
        fi
        export DEBIAN_FRONTEND=noninteractive
        apt-get -o DPkg::Lock::Timeout=300 -qq update
        apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 \
            install --yes --no-install-recommends -qq "$@"
    ) < /dev/null 9>&- > /dev/null || fail "apt-get could not install: $*"
}

require_packages() {
    local missing
    [ "$(uname -s)" = Linux ] || fail "without a Docker engine the services run on Linux only"
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$EUID" != 0 ] || ! command -v apt-get > /dev/null; then
        fail "missing: ${missing[*]} (on Debian: sudo apt-get install ${missing[*]}), or start a Docker engine"
    fi
    say "installing ${missing[*]}"
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -eq 0 ] || fail "still missing after the installation: ${missing[*]}"
}
