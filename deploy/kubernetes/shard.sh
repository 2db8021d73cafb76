#!/bin/sh
# Runs one shard of a suite, whichever engine started it: what differs between engines is in variables.
#
#   SHARD, SHARDS   which part, from 0, of how many
#   SUITE           the suite's file or folder
#   RESULTS         a folder that all shards see; each writes into one of its own
#   SEED            the same for all
#   START_AT        when the loads of all begin, in UTC: 2026-12-31T12:00:00Z; empty for as soon as each is ready
#   CLOCK           a URL that tells the time, of 'muster clock' on a machine that all reach, or of any server with a Date; empty to trust
#                   the machines' clocks
#   TRIALS          a new folder that all shards see, for searches for a capacity; empty for none
#   TARGET          the base URL; empty for the suite's own
#   ALLOW_HOST      the host that may be loaded; empty for loopback alone
#   PACING          economical where shards share their cores: generators that poll would be in each other's way; empty for muster's own choice
#   ENV_FILE        lines for ${env:NAME}; empty for none
#   UPLOAD          a file with a URL a line, the one of shard K in line K + 1: the results are put there by HTTP, as a tar file
#
# It ends with 0 when the shard has left its results, whatever they say: 'muster merge' judges the whole, and a shard that failed must
# not end the others.
set -u
folder="$RESULTS/$SHARD"
set -- run "$SUITE" --shard "$SHARD/$SHARDS" --seed "$SEED" --report-dir "$folder" --quiet
[ -n "${START_AT:-}" ] && set -- "$@" --start-at "$START_AT"
[ -n "${CLOCK:-}" ] && set -- "$@" --clock "$CLOCK"
[ -n "${TRIALS:-}" ] && set -- "$@" --trials "$TRIALS"
[ -n "${PACING:-}" ] && set -- "$@" --pacing "$PACING"
[ -n "${TARGET:-}" ] && set -- "$@" --target "$TARGET"
[ -n "${ALLOW_HOST:-}" ] && set -- "$@" --allow-host "$ALLOW_HOST"
[ -n "${ENV_FILE:-}" ] && [ -f "$ENV_FILE" ] && set -- "$@" --env-file "$ENV_FILE"
"${MUSTER:-muster}" "$@"
code=$?
echo "shard $SHARD of $SHARDS ended with $code" >&2
[ "$code" -le 1 ] || [ "$code" -eq 3 ] || exit "$code"
if [ -n "${UPLOAD:-}" ]; then
    url=$(sed -n "$((SHARD + 1))p" "$UPLOAD")
    [ -n "$url" ] || { echo "$UPLOAD has no line $((SHARD + 1))" >&2; exit 1; }
    tar -C "$RESULTS" -czf "/tmp/shard-$SHARD.tar.gz" "$SHARD" || exit 1
    curl --fail --silent --show-error --retry 5 --upload-file "/tmp/shard-$SHARD.tar.gz" "$url" || exit 1
fi
