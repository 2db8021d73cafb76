#!/usr/bin/env python3
"""What a second thread gives: muster and wrk with one and with two. Usage: Benchmarks/threads.py [ROUNDS] [SECONDS]

32 keep-alive connections, closed, no think time, status checked; nginx with one worker. Nothing is pinned: on a machine of two cores
the server takes one of them, so that a second thread of the generator has no core of its own, and the server's share is what it costs.
"What a core more gives" is also told by the CPU time of a request: what one core could send if the server needed none.
All four take turns.
"""
import os, sys
import bench
from bench import Muster, Report, median, spread

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 2


def muster(url, threads):
    scenario = {"request": {"path": "/"}, "expect": {"status": 200},
                "load": {"users": 32, "for": f"{SECONDS}s", "warmUp": "200ms", "validate": "none"}}
    run = Muster(scenario, url, "--insecure", core=None, threads=threads)
    return run.rate, run.cpu


def wrk(url, threads):
    return bench.wrk(url, 32, SECONDS, threads=threads, core=None)[:2]


def main():
    report = Report("threads", "One thread and two")
    report.text(f"{os.cpu_count()} cores, which generator and server share; {SECONDS} s a run, {ROUNDS} rounds in turns; requests a second "
                "and microseconds of the generator's CPU a request: median (extremes).")
    rows = []
    with bench.nginx(core=None) as (plain, secure, _, _):
        for name, url in [("GET", plain), ("GET, TLS", secure)]:
            runs = {(client, threads): [] for client in ("muster", "wrk") for threads in (1, 2)}
            for _ in range(ROUNDS):
                for (client, threads), results in runs.items():
                    results.append({"muster": muster, "wrk": wrk}[client](url, threads))
            for client in ("muster", "wrk"):
                one, two = runs[client, 1], runs[client, 2]
                gain = median([b[0] / a[0] for a, b in zip(one, two)])
                rows.append([name, client, spread([run[0] for run in one]), spread([run[0] for run in two]), f"{gain:.2f}",
                             spread([run[1] for run in one], 2), spread([run[1] for run in two], 2)])
    report.table(["", "", "one thread /s", "two threads /s", "two over one", "one thread, us CPU", "two threads, us CPU"], rows)
    report.write()


main()
