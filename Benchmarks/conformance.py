#!/usr/bin/env python3
"""Measures muster's start-up and its rate of conformance cases. Usage: Benchmarks/conformance.py [--against PROGRAM]

Start-up: from starting the process to its first connection (a listener that is there beforehand), in turns: one suite of the demo, with
the questions, and the whole demo with its generated cases.
Rate: a suite of 1,000 cases, each a request and three expectations, against the embedded mock; the whole process.
Each figure is the median of several runs, with the extremes. With --against the thousand cases, and the start-up with a suite of one request,
in turns with another version of the program, which must read these suites.
"""
import argparse, json, os, statistics, socket, subprocess, tempfile, time
from bench import PROGRAM, ROOT, Report, pinned, spread

os.chdir(ROOT)


def start_up(*paths, program=PROGRAM):
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory() as folder:
        port = server.getsockname()[1]
        begin = time.perf_counter()
        process = subprocess.Popen(
            pinned(None, [program, "run", *paths, "--target", f"http://127.0.0.1:{port}", "--report-dir", folder]),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection, _ = server.accept()
        took = time.perf_counter() - begin
        process.kill()
        process.wait()
        connection.close()
        return took * 1000


def thousand_cases(program=PROGRAM, *options):
    with tempfile.TemporaryDirectory() as folder:
        mock = {"mock": "m", "rules": [{"name": "echo", "respond": {"status": 200, "json": {"id": "${request.query.id}", "list": [1, 2, 3]}}}]}
        scenario = {
            "name": "case ${id}", "each": {"id": list(range(1000))}, "request": {"path": "/", "query": {"id": "${id}"}},
            "expect": {"status": 200, "headers": {"Content-Type": {"startsWith": "application/json"}},
                       "json": {"$.id": "${id}", "$.list": {"length": 3}}}}
        scenario["expect"]["json"]["$.id"] = {"exists": True}
        for name, value in [("suite.json", {"suite": "s", "mock": "m.json", "scenarios": [scenario]}), ("m.json", mock)]:
            with open(os.path.join(folder, name), "w") as file:
                json.dump(value, file)
        begin = time.perf_counter()
        subprocess.run(pinned(None, [program, "run", folder + "/suite.json", "--mock", "--report-dir", folder + "/reports", *options]),
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return (time.perf_counter() - begin) * 1000


def against(other, pairs=15):
    """The thousand cases by this program, by itself with the reports that the other writes, and by the other one, in turns."""
    kinds = {"this program": (PROGRAM,), "this program, junit and json alone": (PROGRAM, "--format", "junit,json"), "the other one": (other,)}
    times = {name: [] for name in kinds}
    for _ in range(pairs):
        for name, command in kinds.items():
            times[name].append(thousand_cases(*command))
    report = Report("conformance-against", "1,000 conformance cases on the mock, whole process, beside another version")
    base = times["the other one"]
    report.table(["", "ms: median (extremes)", "over the other one's, pair by pair"],
                 [[name, spread(all), f"{statistics.median(one / two for one, two in zip(all, base)):.2f}"] for name, all in times.items()])
    starts = {"this program": [], "the other one": []}
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/one.json", "w") as file:
            json.dump({"suite": "s", "scenarios": [{"name": "one", "request": {"path": "/"}, "expect": {"status": 200}}]}, file)
        for _ in range(41):
            for name, program in (("this program", PROGRAM), ("the other one", other)):
                starts[name].append(start_up(f"{folder}/one.json", program=program))
    report.text("Start-up to the first connection, a suite of one request:")
    base = starts["the other one"]
    report.table(["", "ms: median (extremes)", "over the other one's, pair by pair"],
                 [[name, spread(all), f"{statistics.median(one / two for one, two in zip(all, base)):.2f}"] for name, all in starts.items()])
    report.write()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", metavar="PROGRAM")
    other = parser.parse_args().against
    if other:
        return against(other)
    report = Report("conformance", "Start-up and conformance cases")
    folder = "scenarios/koodrive"
    kinds = {"thumbnail.json": [f"{folder}/thumbnail.json"], "with questions.json": [f"{folder}/thumbnail.json", f"{folder}/questions.json"],
             "the whole demo": [folder]}
    starts = {name: [] for name in kinds}
    for _ in range(21):
        for name, paths in kinds.items():
            starts[name].append(start_up(*paths))
    report.table(["", "ms: median (extremes)", "runs"], [
        *([f"start-up to the first connection, {name}", spread(times), len(times)] for name, times in starts.items()),
        ["1,000 conformance cases on the mock, whole process", spread(runs := [thousand_cases() for _ in range(5)]), len(runs)],
    ])
    report.write()


main()
