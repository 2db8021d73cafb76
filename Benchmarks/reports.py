#!/usr/bin/env python3
"""How long reports of many cases take, and how much memory. Usage: Benchmarks/reports.py [CASES] [RUNS]

A small suite is run against its mock, a fourth of it failing, and its cases are multiplied in results.json to CASES (10,000), under 200
requirements. `muster report` then makes every report of it: each alone, and all together. That of the metrics alone, a few lines, is the reading of
results.json and next to nothing more. Every row is a whole process, so that none is a difference of two that scatter. Rounds go through all rows one
after the other: what disturbs the machine disturbs all. The goal is 1 s for all reports of 10,000 cases, the reading not counted, as a
run has its results in memory: the median over the rounds of all of them, the metrics among them, less the metrics of the same round.
"""
import json, os, statistics, subprocess, sys, tempfile, time
import bench
from bench import PROGRAM, Report, verdict

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
REQUIREMENTS = 200
# What takes next to nothing beside the reading.
LEAST = "metrics"
FORMATS = ["junit", "html", "md", "tap", "ctrf", "har", "metrics", "csv"]
MOCK = {"mock": "m", "rules": [{"name": "order", "when": {"path": "/orders/1"}, "respond": {
    "status": 200, "headers": {"X-Request-Id": "${uuid}"}, "json": {"id": 1, "item": "tea", "lines": [{"name": f"line {n}", "price": n} for n in range(20)]}}}]}


def results(folder):
    """results.json with CASES cases."""
    requirements = {f"REQ-{number}": {"text": f"what number {number} asks for", "source": "the contract"} for number in range(REQUIREMENTS)}
    scenarios = [{"name": f"reads {number}", "covers": [f"REQ-{number}"], "request": {"path": "/orders/1", "query": {"n": number}},
                  "expect": {"status": 200, "json": {"$.item": "tea" if number % 4 else f"coffee {number}"}}} for number in range(20)]
    for name, document in [("mock.json", MOCK), ("suite.json", {"suite": "many", "mock": "mock.json", "requirements": requirements,
                                                               "scenarios": scenarios})]:
        with open(f"{folder}/{name}", "w") as file:
            json.dump(document, file)
    run = subprocess.run([PROGRAM, "run", f"{folder}/suite.json", "--mock", "--quiet", "--format", "json", "--report-dir", f"{folder}/small"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if run.returncode != 1:
        sys.exit(run.stderr)
    with open(f"{folder}/small/results.json") as file:
        run = json.load(file)
    suite = run["suites"][0]
    cases = suite["cases"]
    suite["cases"] = []
    for number in range(CASES):
        case = json.loads(json.dumps(cases[number % len(cases)]))
        case["name"] = f"{case['name']} #{number}"
        case["covers"] = [f"REQ-{number % REQUIREMENTS}"]
        for finding in case["steps"][0]["findings"]:
            finding["found"] += f" {number % 60}"
        suite["cases"].append(case)
    verdicts = [case["verdict"] for case in suite["cases"]]
    for word in run["totals"]:
        if word in set(verdicts):
            run["totals"][word] = verdicts.count(word)
    with open(f"{folder}/results.json", "w") as file:
        json.dump(run, file)
    return os.path.getsize(f"{folder}/results.json")


def report(folder, formats):
    """Seconds of wall time, seconds of CPU, the largest memory in MiB, and bytes written."""
    target = f"{folder}/{'-'.join(formats)}"
    start = time.monotonic()
    process = subprocess.Popen([PROGRAM, "report", f"{folder}/results.json", "--quiet", "--format", ",".join(formats), "--report-dir", target],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1: the run that is reported has failures.
    if process.returncode not in (0, 1):
        sys.exit(errors)
    size = sum(os.path.getsize(os.path.join(target, name)) for name in os.listdir(target))
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, size


def measured(folder, choices):
    """What each choice of formats took, one after the other, by its names."""
    return {",".join(formats): report(folder, formats) for formats in choices}


def row(name, runs):
    """The cells of a row: medians, and the most memory."""
    return [name, f"{statistics.median(run[0] for run in runs):.2f} s", f"{statistics.median(run[1] for run in runs):.2f} s",
            f"{max(run[2] for run in runs):.0f} MiB", f"{runs[0][3] / 2**20:.1f} MiB"]


def main():
    text = Report("reports", f"Reports of {CASES:,} cases")
    with tempfile.TemporaryDirectory() as folder:
        size = results(folder)
        text.text(f"`muster report` of a results.json of {size / 2**20:.0f} MiB with {CASES:,} cases under {REQUIREMENTS} requirements, a fourth "
                  f"of them failed; medians of {RUNS} rounds. Each row is a whole process, which reads results.json first: the first row is that and next "
                  f"to nothing more, and is in each of the others.")
        alone = [[name] for name in FORMATS if name != LEAST]
        rounds = [measured(folder, [[LEAST], *alone, FORMATS]) for _ in range(RUNS)]
    rows = [row(f"reading results.json ({LEAST} alone)", [one[LEAST] for one in rounds])]
    rows += [row(formats[0], [one[formats[0]] for one in rounds]) for formats in alone]
    rows.append(row("**all**", [one[",".join(FORMATS)] for one in rounds]))
    beside = statistics.median(one[",".join(FORMATS)][0] - one[LEAST][0] for one in rounds)
    text.table(["report, with the reading", "takes", "CPU of the process", "memory at most", "written"], rows)
    text.table(["goal", "measured", "met"],
               [[f"all reports of {CASES:,} cases, beside the reading, in less than 1 s", f"{beside:.2f} s", verdict(beside < 1)]])
    text.write()


main()
