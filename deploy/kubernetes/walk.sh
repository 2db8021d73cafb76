#!/bin/sh
# A dry walk of the Indexed Job, without a cluster: the variables that a pod would see, a process for each pod, then the merge.
# Usage: walk.sh SHARDS SUITE RESULTS. TARGET, SEED, ALLOW_HOST, DELAY (seconds until the loads begin) as in submit.sh.
set -eu
here=$(dirname "$(realpath "$0")")
SHARDS=$1 SUITE=$(realpath "$2") RESULTS=$(realpath -m "$3")
SEED=${SEED:-1}
REPORT=${REPORT:-$RESULTS/merged}
START_AT=$(date -u -d "+${DELAY:-10} seconds" +%Y-%m-%dT%H:%M:%SZ)
export SHARDS SUITE RESULTS SEED REPORT START_AT
mkdir -p "$RESULTS"
pods=
index=0
while [ "$index" -lt "$SHARDS" ]; do
    # What shards.yaml says, with /scripts where it is here.
    JOB_COMPLETION_INDEX=$index /bin/sh -c "SHARD=\$JOB_COMPLETION_INDEX exec /bin/sh '$here/shard.sh'" >"$RESULTS/pod-$index.log" 2>&1 &
    pods="$pods $!"
    index=$((index + 1))
done
failed=0
for pod in $pods; do wait "$pod" || failed=$((failed + 1)); done
[ "$failed" -eq 0 ] || echo "$failed of $SHARDS pods failed: a cluster would end the others with the first of them (backoffLimit: 0)" >&2
exec /bin/sh "$here/merge/merge.sh"
