#!/usr/bin/env python3
"""Has reports read by programs that nobody here wrote, and holds what they found against results.json.

Usage: Tests/Readers/read.py FOLDER

FOLDER has the reports of a run in every format. Readers, from PyPI: junitparser, haralyzer, markdown-it-py (CommonMark with tables),
tap.py[yaml], prometheus-client (OpenMetrics), otr-ctrf-bridge (CTRF: its reading half, as it writes control characters into XML); Python's own csv and json. `make readers`
installs them beside the build.
"""
import collections, csv, json, os, sys

import haralyzer, junitparser, markdown_it, tap.parser
from otr_ctrf_bridge.ctrf import parse_ctrf
from prometheus_client.openmetrics.parser import text_string_to_metric_families

FOLDER = sys.argv[1]
PROBLEMS = []


def path(name):
    return os.path.join(FOLDER, name)


def hold(reader, what, found, expected):
    if found != expected:
        PROBLEMS.append(f"{reader}: {what}: {found!r}, results.json has {expected!r}")


def junit(cases, totals):
    document = junitparser.JUnitXml.fromfile(path("junit.xml"))
    suites = list(document)
    hold("junitparser", "test cases", sum(len(list(suite)) for suite in suites), len(cases))
    hold("junitparser", "failures", sum(suite.failures for suite in suites), totals["failed"])
    hold("junitparser", "errors", sum(suite.errors for suite in suites), totals["error"])
    names = [(case.classname, case.name) for suite in suites for case in suite]
    hold("junitparser", "names used twice", [name for name, count in collections.Counter(names).items() if count > 1], [])


def har(cases):
    with open(path("report.har")) as file:
        document = haralyzer.HarParser(json.load(file))
    # Those of bursts and loads aren't in it; requests without a response are.
    answered = [step for case in cases for step in case["steps"] if step.get("response") and not step.get("load")]
    entries = [entry for page in document.pages for entry in page.entries] if document.pages else document.har_data["entries"]
    hold("haralyzer", "fewer entries than answers", len(entries) < len(answered), False)
    statuses = collections.Counter(entry.get("response", {}).get("status") if isinstance(entry, dict) else entry.response.status for entry in entries)
    missing = collections.Counter(step["response"]["status"] for step in answered) - statuses
    hold("haralyzer", "statuses that are missing", dict(missing), {})


def markdown(totals):
    with open(path("report.md")) as file:
        tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(file.read())
    flat = [inner for token in tokens for inner in [token] + (token.children or [])]
    hold("markdown-it", "pieces of HTML", [token.content for token in flat if token.type.startswith("html")], [])
    headings = [tokens[index + 1].content for index, token in enumerate(tokens) if token.type == "heading_open"]
    hold("markdown-it", "headings", bool(headings), True)
    words = " ".join(token.content for token in flat)
    hold("markdown-it", "the number that passed", str(totals["passed"]) in words.replace(",", ""), True)


def test_anything(cases, totals):
    lines = list(tap.parser.Parser().parse_file(path("report.tap")))
    tests = [line for line in lines if line.category == "test"]
    plans = [line for line in lines if line.category == "plan"]
    hold("tap.py", "lines that are none of TAP", [str(line) for line in lines if line.category == "unknown"][:3], [])
    hold("tap.py", "tests", len(tests), len(cases))
    hold("tap.py", "the plan", plans[0].expected_tests, len(cases))
    hold("tap.py", "tests that aren't ok", sum(1 for test in tests if not test.ok), totals["failed"] + totals["error"])


def metrics(totals):
    with open(path("metrics.txt")) as file:
        families = list(text_string_to_metric_families(file.read()))
    samples = {}
    for family in families:
        for sample in family.samples:
            if "verdict" in sample.labels:
                samples[sample.labels["verdict"]] = samples.get(sample.labels["verdict"], 0) + sample.value
    for verdict, count in totals.items():
        if verdict in samples:
            hold("prometheus-client", verdict, samples[verdict], float(count))
    hold("prometheus-client", "no verdict in it", bool(samples), True)


def table(cases):
    with open(path("report.csv"), newline="") as file:
        rows = list(csv.reader(file))
    hold("csv", "rows of several lengths", len({len(row) for row in rows}), 1)
    # A row for each finding, one at least for each case.
    place = rows[0].index("case")
    hold("csv", "cases", sorted({row[place] for row in rows[1:]}), sorted({case["name"] for case in cases}))


def ctrf(cases, totals):
    with open(path("ctrf-report.json")) as file:
        report = json.load(file)
    results = report["results"]
    read = parse_ctrf(report)
    hold("otr-ctrf-bridge", "names", sorted(test.name for test in read), sorted(case["name"] for case in cases))
    hold("otr-ctrf-bridge", "failed", sum(test.status == "failed" for test in read), totals["failed"])
    hold("otr-ctrf-bridge", "begins", sorted(test.start_ms for test in read), sorted(case["startedAtMs"] for case in cases))
    hold("ctrf", "tool", bool(results["tool"]["name"]), True)
    summary, tests = results["summary"], results["tests"]
    hold("ctrf", "tests", (summary["tests"], len(tests)), (len(cases), len(cases)))
    hold("ctrf", "failed", summary["failed"], totals["failed"])
    hold("ctrf", "the sum of its counts", sum(summary[name] for name in ("passed", "failed", "skipped", "pending", "other")), summary["tests"])
    hold("ctrf", "statuses it doesn't know", sorted({test["status"] for test in tests} - {"passed", "failed", "skipped", "pending", "other"}), [])


def main():
    with open(path("results.json")) as file:
        results = json.load(file)
    cases = [case for suite in results["suites"] for case in suite["cases"]]
    totals = results["totals"]
    junit(cases, totals)
    har(cases)
    markdown(totals)
    test_anything(cases, totals)
    metrics(totals)
    table(cases)
    ctrf(cases, totals)
    for problem in PROBLEMS:
        print(problem, file=sys.stderr)
    if PROBLEMS:
        sys.exit(1)
    print(f"{len(cases)} cases: junitparser, haralyzer, markdown-it, tap.py, prometheus-client, otr-ctrf-bridge and csv read what results.json has")


main()
