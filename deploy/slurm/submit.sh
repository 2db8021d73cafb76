#!/bin/sh
# Runs a suite as an array of shards and merges what they leave. Usage: submit.sh SHARDS SUITE RESULTS [SBATCH OPTION...]
#
# RESULTS is a new folder that all nodes see. TARGET, SEED, START_AT, CLOCK, TRIALS, PACING, ALLOW_HOST and ENV_FILE are as ../kubernetes/shard.sh has
# them; DELAY is how many seconds after now the loads begin when START_AT isn't given (60): long enough for the array to start; an empty
# START_AT is as soon as each is ready. Prints the numbers of the two jobs; the merge's exit code is the
# whole's. WAIT: anything to wait for the merge, and to end with its code.
set -eu
SHARDS=$1 SUITE=$(realpath "$2") RESULTS=$(realpath -m "$3")
shift 3
DEPLOY=${DEPLOY:-$(dirname "$(dirname "$(realpath "$0")")")}
SEED=${SEED:-1}
START_AT=${START_AT-$(date -u -d "+${DELAY:-60} seconds" +%Y-%m-%dT%H:%M:%SZ)}
REPORT=${REPORT:-$RESULTS/merged}
export SHARDS SUITE RESULTS DEPLOY SEED START_AT REPORT
mkdir -p "$RESULTS"
last=$((SHARDS - 1))
array=$(sbatch --parsable --export=ALL --array="0-$last" --output="$RESULTS/shard-%a.log" "$@" "$DEPLOY/slurm/shards.sbatch")
# After any end of theirs: one that failed is named by the merge.
merge=$(sbatch --parsable --export=ALL --dependency="afterany:$array" --output="$RESULTS/merge.log" "$DEPLOY/slurm/merge.sbatch")
echo "$array $merge"
[ -n "${WAIT:-}" ] || exit 0
# sbatch --wait asks once a minute. What can't be asked for a minute, or has gone, has no code to end with: 3, as what isn't measured.
pause=1 unanswered=0
while :; do
    job=$(scontrol show job "$merge" 2>/dev/null) || job=
    state=$(printf '%s\n' "$job" | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
    case $state in
    PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | REQUEUED | STAGE_OUT) unanswered=0 ;;
    "") unanswered=$((unanswered + 1)); [ "$unanswered" -lt 12 ] || { echo "Slurm says nothing of job $merge" >&2; exit 3; } ;;
    *) break ;;
    esac
    sleep "$pause"
    [ "$pause" -ge 15 ] || pause=$((pause + 1))
done
code=$(printf '%s\n' "$job" | sed -n 's/.* ExitCode=\([0-9]*\):0\b.*/\1/p')
case $state-$code in
COMPLETED-0 | FAILED-[1-9]*) exit "$code" ;;
esac
echo "the merge, job $merge, is $state: see $RESULTS/merge.log" >&2
exit 3
