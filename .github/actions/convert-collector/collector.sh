#!/bin/sh
# `collector.sh start` runs the collector in the background and returns once it listens;
# `collector.sh finish` waits for it, prints what came, and ends with its exit code.
# The options are in the environment; see action.yml.
set -eu

folder=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/convert-collector

failed() {
    echo "$1" >&2
    [ ! -f "$folder/log" ] || cat "$folder/log" >&2
    exit 1
}

case ${1:-} in
start)
    [ -n "${COLLECTOR_EXPECT:-}" ] || failed "The input expect names no file."
    rm -rf "$folder"
    mkdir -p "$folder"
    set -- --port "${COLLECTOR_PORT:-8765}" --timeout "${COLLECTOR_TIMEOUT:-600}" \
        --expect "$COLLECTOR_EXPECT" --junit "${COLLECTOR_JUNIT:-convert-junit.xml}"
    [ -z "${COLLECTOR_CATALOG:-}" ] || set -- "$@" --catalog "$COLLECTOR_CATALOG"
    (
        code=0
        sh -c 'echo "$$" >"$0"; exec convert-console collector "$@"' "$folder/collector" "$@" ||
            code=$?
        echo "$code" >"$folder/code.new"
        mv "$folder/code.new" "$folder/code"
    ) >"$folder/log" 2>&1 </dev/null &
    echo "$!" >"$folder/pid"
    tries=0
    until grep -qs '^Listening on' "$folder/log"; do
        [ ! -f "$folder/code" ] || failed "The collector does not start."
        tries=$((tries + 1))
        [ "$tries" -le 600 ] || failed "The collector does not listen after a minute."
        sleep 0.1
    done
    url=$(sed -n 's/^Listening on \(http:[^ ]*\)\. .*/\1/p' "$folder/log")
    [ -z "${GITHUB_OUTPUT:-}" ] || echo "url=$url" >>"$GITHUB_OUTPUT"
    echo "$url"
    ;;
finish)
    [ -d "$folder" ] || failed "No collector was started in this job."
    # All has been sent: it only waits for what may be on its way.
    [ ! -f "$folder/collector" ] || kill -USR1 "$(cat "$folder/collector")" 2>/dev/null || true
    until [ -f "$folder/code" ]; do
        kill -0 "$(cat "$folder/pid")" 2>/dev/null || [ -f "$folder/code" ] ||
            failed "The collector was ended by something else."
        sleep 0.2
    done
    cat "$folder/log"
    exit "$(cat "$folder/code")"
    ;;
*) failed "Usage: collector.sh start|finish" ;;
esac
