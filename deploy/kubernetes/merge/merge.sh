#!/bin/sh
# Merges what the shards left in RESULTS into REPORT; with the exit code of the whole. PARTIAL: merge what there is.
#
#   SHARDS    how many there are
#   RESULTS   the folder of the shards' folders, named by their numbers
#   REPORT    where the merged reports go
#   PARTIAL   anything for --partial; empty: a shard that is missing is an error
set -u
set --
shard=0
while [ "$shard" -lt "$SHARDS" ]; do
    # One that was cut off has a journal alone.
    if [ -z "${PARTIAL:-}" ] || [ -e "$RESULTS/$shard/shard.json" ] || [ -e "$RESULTS/$shard/journal.jsonl" ]; then
        set -- "$@" "$RESULTS/$shard"
    fi
    shard=$((shard + 1))
done
exec "${MUSTER:-muster}" merge "$@" --report-dir "$REPORT" ${PARTIAL:+--partial}
