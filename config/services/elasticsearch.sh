# shellcheck shell=bash
# Elasticsearch from the minimal distribution that its makers publish for plugin builders, with our analysis kit. Sourced.

elasticsearch_version=8.19.3
elasticsearch_root=$state/elasticsearch
elasticsearch_home=$elasticsearch_root/elasticsearch-$elasticsearch_version
elasticsearch_kit=$elasticsearch_home/plugins/analysis-kit

elasticsearch_running() { ours "$(pid_in "$elasticsearch_root/pid")"; }

# Downloads once for all checkouts of a user, by Maven's client, so that the user's own settings and mirrors hold.
elasticsearch_archive() {
    local name=elasticsearch-$elasticsearch_version.zip
    mkdir -p "$cache"
    (
        flock -w 900 8 || fail "another download of Elasticsearch has not ended in 15 minutes"
        [ ! -e "$cache/$name" ] || exit 0
        say "downloading Elasticsearch $elasticsearch_version (97 MB)" >&2
        rm -rf "$cache/download"
        mvn --quiet --batch-mode --log-file "$cache/maven.log" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
            -Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$elasticsearch_version:zip \
            -DoutputDirectory="$cache/download" < /dev/null >&2 || {
            tail -n 20 "$cache/maven.log" >&2
            fail "Maven could not download Elasticsearch"
        }
        unzip -tqq "$cache/download/$name" >&2 || fail "the download of Elasticsearch is broken; try again"
        mv "$cache/download/$name" "$cache/$name"
        rm -rf "$cache/download"
    ) 8> "$cache/lock" 9>&- || exit 1
    printf '%s\n' "$cache/$name"
}

# Each checkout unpacks its own: as root it runs as `nobody`, who cannot look into root's cache.
elasticsearch_unpack() {
    local archive
    [ ! -e "$elasticsearch_home/bin/elasticsearch" ] || return 0
    archive=$(elasticsearch_archive)
    rm -rf "$elasticsearch_root/unpacked"
    unzip -qq "$archive" -d "$elasticsearch_root/unpacked"
    mv "$elasticsearch_root/unpacked/elasticsearch-$elasticsearch_version" "$elasticsearch_home"
    rmdir "$elasticsearch_root/unpacked"
}

# Compiles the kit when it is new or has changed.
elasticsearch_build_kit() {
    local source=$checkout/config/services/AnalysisKit.java classes=$elasticsearch_root/classes
    ! cmp -s "$source" "$elasticsearch_kit/AnalysisKit.java" || return 0
    rm -rf "$elasticsearch_kit" "$classes"
    mkdir -p "$elasticsearch_kit" "$classes"
    javac -nowarn -proc:none --release 17 -d "$classes" -cp "$elasticsearch_home/lib/*" "$source" \
        > "$elasticsearch_root/javac.log" 2>&1 || {
        cat "$elasticsearch_root/javac.log" >&2
        fail "AnalysisKit.java does not compile"
    }
    jar --create --file "$elasticsearch_kit/analysis-kit.jar" -C "$classes" .
    cat > "$elasticsearch_kit/plugin-descriptor.properties" << END
name=analysis-kit
description=The analysis components of a shop's index, for the minimal distribution
version=1
classname=kiln.elasticsearch.AnalysisKit
java.version=17
elasticsearch.version=$elasticsearch_version
END
    cp "$source" "$elasticsearch_kit/AnalysisKit.java"
    rm -rf "$classes"
}

# A test machine's disk is often nearly full: without the last line the indexes would turn read-only there.
elasticsearch_settings() {
    cat << END
cluster.name: kiln
discovery.type: single-node
network.host: 127.0.0.1
http.port: $(port_of elasticsearch)
transport.port: $(port_of elasticsearch_transport)
path.data: $elasticsearch_root/data
path.logs: $elasticsearch_root/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
END
}

elasticsearch_answers() {
    curl --silent --fail --noproxy '*' --max-time 5 \
        "http://127.0.0.1:$(port_of elasticsearch)/_cluster/health?wait_for_status=yellow&timeout=2s"
}

elasticsearch_start() {
    local heap=${KILN_SERVICES_ES_HEAP:-512m}
    mkdir -p "$elasticsearch_root"/{data,logs,tmp}
    elasticsearch_unpack
    elasticsearch_build_kit
    elasticsearch_settings > "$elasticsearch_home/config/elasticsearch.yml"
    rm -f "$elasticsearch_root/pid"
    own_folder nobody "$elasticsearch_root"
    (
        cd "$elasticsearch_root"
        as nobody env HOME="$elasticsearch_root" ES_TMPDIR="$elasticsearch_root/tmp" ES_JAVA_HOME="$(java_home)" \
            ES_JAVA_OPTS="-Xms$heap -Xmx$heap" setsid "$elasticsearch_home/bin/elasticsearch" -d -p "$elasticsearch_root/pid"
    ) < /dev/null > "$elasticsearch_root/boot.log" 2>&1 9>&- || {
        tail -n 20 "$elasticsearch_root/boot.log" >&2
        fail "Elasticsearch does not start; its logs are in $elasticsearch_root/logs"
    }
    wait_until Elasticsearch 120 "$elasticsearch_root/logs/kiln.log" elasticsearch_answers
}

elasticsearch_stop() { stop_process Elasticsearch "$(pid_in "$elasticsearch_root/pid")" TERM 60; }
