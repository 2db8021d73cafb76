#!/usr/bin/env python3
"""Flows on one core against nginx: muster beside k6. Usage: Benchmarks/flows.py [PAIRS] [SECONDS]

Each of 32 users posts, takes an id from the answer's JSON, and gets what it names, without think time; both statuses are checked.
Beside it, the same two requests as a mix of single ones: what following an answer costs.
"""
import sys
import bench
from bench import Muster, Report, median, spread, verdict

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3

LOAD = {"users": 32, "for": f"{SECONDS}s", "warmUp": "200ms"}
POST = {"request": {"method": "POST", "path": "/things", "json": {"n": "${index}"}}}
STEPS = [{**POST, "capture": {"id": "$.serial"}}, {"request": {"path": "/things/${id}"}}]
MIX = [POST, {"request": {"path": "/things/${index}"}}]


def flows(url, *options):
    scenario = {"steps": STEPS, "load": LOAD, "expect": {"status": 200}}
    return Muster(scenario, url, *options)


def mix(url):
    return Muster({"load": {**LOAD, "requests": MIX}, "expect": {"status": 200}}, url)


def k6(url):
    script = f"""import http from "k6/http"; import {{ check }} from "k6";
export const options = {{ vus: 32, duration: "{SECONDS}s" }};
const json = {{ headers: {{ "Content-Type": "application/json" }} }};
export default function () {{
  const made = http.post("{url}/things", JSON.stringify({{ n: __ITER }}), json);
  check(made, {{ status: r => r.status === 200 }});
  check(http.get(`{url}/things/${{made.json("serial")}}`, {{ tags: {{ name: "thing" }} }}), {{ status: r => r.status === 200 }});
}}"""
    metrics, cpu = bench.k6_summary(script)
    return metrics["http_reqs"]["rate"], cpu * 1e6 / metrics["http_reqs"]["count"]


def main():
    report = Report("flows", "Flows of two requests on one core")
    report.text(f"32 users, {SECONDS} s a run, {PAIRS} runs in turns: requests a second and microseconds of CPU a request, median "
                "(extremes). Generator on one core, nginx on the other.")
    rows = {"muster, flows": [], "muster, the same requests without following": [], "k6, flows": []}
    with bench.nginx() as (_, _, url, _):
        for _ in range(PAIRS):
            for name, run in [("muster, flows", flows(url)), ("muster, the same requests without following", mix(url))]:
                rows[name].append((run.rate, run.cpu))
            if bench.k6():
                rows["k6, flows"].append(k6(url))
    rows = {name: runs for name, runs in rows.items() if runs}
    report.table(["", "requests /s", "us CPU"],
                 [[name, spread([run[0] for run in runs]), spread([run[1] for run in runs], 1)] for name, runs in rows.items()])
    if "k6, flows" in rows:
        ratio = median([run[0] for run in rows["muster, flows"]]) / median([run[0] for run in rows["k6, flows"]])
        report.text(f"muster over k6: {ratio:.1f} (at least 5: {verdict(ratio >= 5)}).")
    else:
        report.text("k6 was not there.")
    report.write()


main()
