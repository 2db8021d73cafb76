#!/usr/bin/env python3
"""How long reports of many cases take, and how much memory. Usage: Benchmarks/reports.py [--page] [CASES] [RUNS]

A small suite is run against its mock, a fourth of it failing, and its cases are multiplied in results.json to CASES (10,000), under 200
requirements. `muster report` then makes every report of it: each alone, and all together. That of the metrics alone, a few lines, is the reading of
results.json and next to nothing more. Every row is a whole process, so that none is a difference of two that scatter. Rounds go through all rows one
after the other: what disturbs the machine disturbs all. The goal is 1 s for all reports of 10,000 cases, the reading not counted, as a
run has its results in memory: the median over the rounds of all of them, the metrics among them, less the metrics of the same round.

With --page the page of so many cases is opened instead, RUNS times in a headless Chromium that is driven as Tests/Browser/page.py drives it, and
its own navigation timing is read: the document is interactive (domInteractive) when all of it was parsed and its script has run, and complete at the end of
the event `load` (loadEventEnd). The goal is less than 2 s for that and 20 MB for the page.
"""
import importlib.util, json, os, pathlib, statistics, subprocess, sys, tempfile, time
import bench
from bench import PROGRAM, Report, verdict

ARGUMENTS = [argument for argument in sys.argv[1:] if argument != "--page"]
CASES = int(ARGUMENTS[0]) if ARGUMENTS else 10_000
RUNS = int(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 5
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


def browser():
    """What drives Chromium in the check of the page; ends the benchmark when there is none."""
    spec = importlib.util.spec_from_file_location("page", os.path.join(bench.ROOT, "Tests/Browser/page.py"))
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    program = page.chromium()
    if program is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    return page.Browser(program)


# In milliseconds since the navigation began, when a frame after the load has been drawn; the last one is what a word in the filter takes until it is seen.
OPENED = """new Promise(done => requestAnimationFrame(() => setTimeout(() => {
    const opened = performance.getEntriesByType('navigation')[0];
    done([opened.domInteractive, opened.loadEventEnd, performance.now(), document.getElementsByTagName('*').length]) })))"""
SETTLED = "document.querySelectorAll('noscript.later').length === 0 && performance.now()"
FILTERED = """new Promise(done => {
    const field = document.querySelector('#filter [name=text]'), start = performance.now();
    field.value = 'reads 7';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))) })"""


def opened(chromium, url):
    """When the page was interactive, complete, drawn and wholly there, what a filter takes (all in s), the CPU of its main thread (s), and its elements."""
    chromium.load(url)
    interactive, complete, drawn, elements = chromium.run(OPENED)
    used = {metric["name"]: metric["value"] for metric in chromium.call("Performance.getMetrics")["metrics"]}["TaskDuration"]
    for _ in range(2400):
        if whole := chromium.run(SETTLED):
            break
        time.sleep(0.05)
    else:
        sys.exit("the page doesn't bring all of its cases")
    return [interactive / 1e3, complete / 1e3, drawn / 1e3, whole / 1e3, chromium.run(FILTERED) / 1e3, used, elements]


def page():
    text = Report("page", f"The page of {CASES:,} cases")
    with tempfile.TemporaryDirectory() as folder:
        results(folder)
        size = report(folder, ["html"])[3]
        chromium = browser()
        try:
            version = chromium.call("Browser.getVersion")["product"]
            chromium.size(1280)
            chromium.call("Performance.enable", timeDomain="threadTicks")
            url = pathlib.Path(folder, "html", "report.html").as_uri()
            opened(chromium, url)
            runs = [opened(chromium, url) for _ in range(RUNS)]
        finally:
            chromium.close()
    text.text(f"`report.html` of {CASES:,} cases, a fourth of them failed, from disk in {version}, headless, 1280 pixels wide: medians of {RUNS} openings "
              f"after a first one, and the longest of each.")
    names = ["interactive (domInteractive)", "complete (loadEventEnd)", "drawn", "the last case parsed, beside the reader's own doing",
             "a word in the filter, until it is seen", "CPU of the main thread until it is drawn"]
    rows = [[name, f"{statistics.median(values):.2f} s", f"{max(values):.2f} s"] for name, values in zip(names, zip(*runs))]
    text.table(["", "median", "longest"], rows)
    complete = statistics.median(run[1] for run in runs)
    text.table(["goal", "measured", "met"],
               [[f"the page of {CASES:,} cases is complete in less than 2 s", f"{complete:.2f} s", verdict(complete < 2)],
                [f"the page of {CASES:,} cases has less than 20 MB", f"{size / 1e6:.1f} MB, {runs[0][-1]:,} elements when it is complete", verdict(size < 20e6)]])
    text.write()


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


if "--page" in sys.argv[1:]:
    page()
else:
    main()
