#!/usr/bin/env python3
"""HTTP/2 over TLS on one core against nginx: muster (by libcurl's multi interface) beside h2load, in turns.
Usage: Benchmarks/http2.py [PAIRS] [SECONDS]

Both keep 32 requests in flight, h2load on one connection with 32 streams and muster as libcurl shares connections out; every status is
checked by muster and counted by h2load. It is a distance that is written down, not a goal: muster's own engine speaks HTTP/1.1.
"""
import re, subprocess, sys
import bench
from bench import Muster, Report, median, spread

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
USERS = 32


def muster(url):
    return Muster({"request": {"path": "/"}, "expect": {"status": 200}, "connection": {"http": "2"},
                   "load": {"users": USERS, "for": f"{SECONDS}s", "validate": "none"}}, url, "--insecure", "--accept-suspect")


def h2load(url):
    """Requests a second and microseconds of CPU a request."""
    finished = bench.run(["h2load", "-t1", "-c1", f"-m{USERS}", "-D", str(SECONDS), f"{url}/"])
    done, failed = re.search(r"requests: .*? (\d+) done, \d+ succeeded, (\d+) failed", finished.output).groups()
    if failed != "0" or "h2" not in re.search(r"Application protocol: (\S+)", finished.output).group(1):
        sys.exit(finished.output)
    return int(done) / SECONDS, finished.cpu * 1e6 / int(done)


def main():
    bench.need("h2load")
    report = Report("http2", "HTTP/2 over TLS on one core")
    version = subprocess.run(["h2load", "--version"], capture_output=True, text=True).stdout.strip()
    with bench.nginx(http2=True) as (_, same, _, differing):
        rows = []
        for name, url in [("GET", same), ("GET, bodies differ", differing)]:
            ours, theirs = [], []
            for _ in range(PAIRS):
                theirs.append(h2load(url))
                ours.append(muster(url))
            rate, other = median([run.rate for run in ours]), median([run[0] for run in theirs])
            cpu, other_cpu = median([run.cpu for run in ours]), median([run[1] for run in theirs])
            if ours[0].load["transport"] != "libcurl":
                sys.exit("muster did not go by libcurl")
            rows.append([name, spread([run.rate for run in ours]), spread([run[0] for run in theirs]), f"{rate / other:.3f}",
                         spread([run.cpu for run in ours], 1), spread([run[1] for run in theirs], 1), f"{cpu / other_cpu:.1f}"])
    report.text(f"{USERS} requests in flight, {SECONDS} s a run, {PAIRS} pairs in turns, generator on one core, nginx on the other; requests "
                f"a second and microseconds of CPU a request: median (extremes). {version}.")
    report.table(["", "muster /s", "h2load /s", "ratio", "muster us CPU", "h2load us CPU", "ratio"], rows)
    report.text("Each of muster's requests by libcurl is built from its scenario, sent and judged by a task of its own; h2load sends the "
                "same prepared bytes and counts frames.")
    report.write()


main()
