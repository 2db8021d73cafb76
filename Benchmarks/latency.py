#!/usr/bin/env python3
"""Latency at a constant rate against nginx: muster beside a busy-polling client in C. Usage: Benchmarks/latency.py [RUNS] [SECONDS]

The runs take turns: reference, muster. The figures are medians over the runs of each run's percentile, in microseconds.
"""
import json, sys
import bench
from bench import Muster, Report, median, spread, verdict

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 7
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 3


def reference(program, url, rate):
    return json.loads(bench.run([program, url.rsplit(":", 1)[1], str(rate), str(int(rate * SECONDS))]).output)


def muster(url, rate):
    load = {"rate": f"{rate}/s", "for": f"{round(SECONDS * 900)}ms", "warmUp": f"{round(SECONDS * 100)}ms", "validate": "none"}
    return Muster({"request": {"path": "/"}, "expect": {"status": 200}, "load": load}, url)


def k6(url, rate):
    script = f"""import http from "k6/http";
export const options = {{ discardResponseBodies: true, scenarios: {{ constant: {{ executor: "constant-arrival-rate",
  rate: {rate}, timeUnit: "1s", duration: "{max(2, round(SECONDS))}s", preAllocatedVUs: 64, maxVUs: 512 }} }} }};
export default function () {{ http.get("{url}/"); }}"""
    metrics, _ = bench.k6_summary(script)
    times, dropped = metrics["http_req_duration"], metrics.get("dropped_iterations", {}).get("count", 0)
    return times["med"] * 1000, times["p(99)"] * 1000, dropped


def main():
    program = bench.compiled("reference-client")
    report = Report("latency", "Latency at a constant rate")
    report.text(f"{RUNS} runs each in turns, {SECONDS:g} s a run, the first tenth left out; microseconds, median over the runs "
                "(extremes). Generator on one core, nginx on the other. Response times from the intended start; k6 counts from its "
                "own send.")
    rows, goals = [], []
    with bench.nginx() as (url, *_):
        for rate, p50_limit, p99_limit in [(2_000, 1.10, 1.25), (20_000, 1.15, None)]:
            truth, ours = [], []
            for _ in range(RUNS):
                truth.append(reference(program, url, rate))
                ours.append(muster(url, rate))
            p50, p99 = [[run.percentile(p) for run in ours] for p in (50, 99)]
            slip = [run.percentile(99, "slip") for run in ours]
            doubts = sum(1 for run in ours if run.doubts)
            rows.append([f"{rate:,}/s", "reference", spread([r["p50"] for r in truth]), spread([r["p99"] for r in truth]),
                         spread([r["slip"] for r in truth], 1), ""])
            rows.append([f"{rate:,}/s", "muster", spread(p50), spread(p99), spread(slip, 1), f"{doubts} of {RUNS} runs suspect"])
            if bench.k6():
                runs = [k6(url, rate) for _ in range(min(3, RUNS))]
                rows.append([f"{rate:,}/s", "k6", spread([r[0] for r in runs]), spread([r[1] for r in runs]), "not told",
                             f"{median([r[2] for r in runs]):,.0f} dropped"])
            for name, ratio, limit in [("p50", median(p50) / median([r["p50"] for r in truth]), p50_limit),
                                       ("p99", median(p99) / median([r["p99"] for r in truth]), p99_limit)]:
                goals.append([f"{rate:,}/s", f"{name} over the reference's", f"{ratio:.2f}",
                              f"<= {limit:.2f}" if limit else "none", verdict(ratio <= limit) if limit else ""])
            if rate == 2_000:
                goals.append([f"{rate:,}/s", "slip p99", f"{median(slip):.1f} us", "< 50 us", verdict(median(slip) < 50)])
    report.table(["rate", "client", "p50", "p99", "slip p99", ""], rows)
    report.table(["rate", "figure", "measured", "goal", "met"], goals)
    report.write()


main()
