#!/usr/bin/env python3
"""The release of a burst: how far apart its last bytes are, beside a bare loop in C. Usage: Benchmarks/burst.py [RUNS]

Both open the connections to nginx, send all but the last byte of each request, and release the last bytes back to back. The runs take
turns; the generator is on one core with one thread, as the loop is, and once more on all cores with a thread each.
"""
import os, sys
import bench
from bench import Muster, Report, median, spread, verdict

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 21


def muster(url, connections, core, threads):
    run = Muster({"request": {"path": "/"}, "expect": {"status": 200}, "burst": {"requests": connections, "release": "last-byte"}},
                 url, core=core, threads=threads)
    return run.load["release"]["spread" if "spread" in run.load["release"] else "spreadNs"] / 1000


def main():
    loop = bench.compiled("reference-burst")
    report = Report("burst", "The release spread of a burst")
    report.text(f"{RUNS} runs each in turns, microseconds from the first to the last byte handed to the kernel: median (extremes).")
    rows = []
    with bench.nginx() as (url, *_):
        for connections in (64, 256):
            bare, ours, everywhere = [], [], []
            for _ in range(RUNS):
                bare.append(float(bench.run([loop, url.rsplit(":", 1)[1], str(connections)]).output))
                ours.append(muster(url, connections, bench.GENERATOR, 1))
                everywhere.append(muster(url, connections, None, os.cpu_count()))
            ratio = median(ours) / median(bare)
            rows.append([connections, spread(bare), spread(ours), f"{ratio:.2f}", verdict(ratio <= 1.3), spread(everywhere)])
    report.table(["connections", "C loop", "muster, one thread", "ratio", "<= 1.3", f"muster, {os.cpu_count()} threads on all cores"],
                 rows)
    report.write()


main()
