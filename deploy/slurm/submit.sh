#!/bin/sh
# Runs a suite as an array of shards and merges what they leave. Usage: submit.sh SHARDS SUITE RESULTS [SBATCH OPTION...]
#
# RESULTS is a new folder that all nodes see. TARGET, SEED, START_AT, CLOCK, TRIALS, ALLOW_HOST and ENV_FILE are as ../kubernetes/shard.sh has
# them; DELAY is how many seconds after now the loads begin when START_AT isn't given (60): long enough for the array to start. Prints the numbers of the two jobs; the merge's exit code is the
# whole's. WAIT: anything to wait for the merge, and to end with its code.
set -eu
SHARDS=$1 SUITE=$(realpath "$2") RESULTS=$(realpath -m "$3")
shift 3
DEPLOY=${DEPLOY:-$(dirname "$(dirname "$(realpath "$0")")")}
SEED=${SEED:-1}
START_AT=${START_AT:-$(date -u -d "+${DELAY:-60} seconds" +%Y-%m-%dT%H:%M:%SZ)}
REPORT=${REPORT:-$RESULTS/merged}
export SHARDS SUITE RESULTS DEPLOY SEED START_AT REPORT
mkdir -p "$RESULTS"
last=$((SHARDS - 1))
array=$(sbatch --parsable --export=ALL --array="0-$last" --output="$RESULTS/shard-%a.log" "$@" "$DEPLOY/slurm/shards.sbatch")
# After any end of theirs: one that failed is named by the merge.
merge=$(sbatch --parsable --export=ALL --dependency="afterany:$array" --output="$RESULTS/merge.log" "$DEPLOY/slurm/merge.sbatch")
echo "$array $merge"
[ -n "${WAIT:-}" ] || exit 0
# sbatch --wait asks once a minute.
pause=1
while squeue --noheader --jobs="$merge" 2>/dev/null | grep -q .; do
    sleep "$pause"
    [ "$pause" -ge 15 ] || pause=$((pause + 1))
done
exit "$(scontrol show job "$merge" | sed -n 's/.* ExitCode=\([0-9]*\):.*/\1/p')"
