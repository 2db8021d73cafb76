#!/bin/sh
# reports.sh PROGRAM good|bad FOLDER: leaves the reports of a run in every format in FOLDER.
set -eu
program=$1 way=$2 folder=$3
formats=junit,json,html,md,tap,ctrf,har,csv,metrics
rm -rf "$folder"
mkdir -p "$folder"
run() { "$program" run scenarios/orders docs/recipes --tag '!load' --report-dir "$folder" --format "$formats" --quiet "$@" >"$folder/log" 2>&1; }
if [ "$way" = good ]; then
  run --mock || { tail "$folder/log" >&2; exit 1; }
  exit 0
fi
cat >"$folder/bad.mock.json" <<'END'
{ "mock": "hostile", "rules": [
  { "name": "one", "when": { "path": "/items/1" }, "respond": { "json": { "id": 1, "name": "<b>|`x`\r\n::error::</b>, \"quoted\"" } } } ],
  "otherwise": { "status": 418, "text": "<script>alert(1)</script> | \u001b[31m # not ok 1 ]]>" } }
END
"$program" mock "$folder/bad.mock.json" --port 0 >"$folder/mock.log" 2>/dev/null &
mock=$!
trap 'kill $mock 2>/dev/null || true' EXIT
url=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  url=$(head -n 1 "$folder/mock.log" 2>/dev/null || true)
  [ -n "$url" ] && break
  sleep 0.25
done
[ -n "$url" ] || { echo "error: the mock doesn't come up" >&2; exit 1; }
code=0
run --target "$url" --timeout 2s || code=$?
[ "$code" = 1 ] || { echo "error: everything should fail, and the exit code be 1, not $code" >&2; tail "$folder/log" >&2; exit 1; }
