#!/usr/bin/env python3
"""HTTP/2 over TLS on one core against nginx: muster beside h2load, in turns.
Usage: Benchmarks/http2.py [PAIRS] [SECONDS]

Both keep 32, then 100 requests in flight on the streams of one connection, by one thread; muster checks every status, and counts from the
intended start; h2load counts frames. The goal is 0.9.
"""
import re, subprocess, sys
import bench
from bench import Muster, Report, median, spread

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3


def muster(url, users):
    return Muster({"request": {"path": "/"}, "expect": {"status": 200}, "connection": {"http": "2"},
                   "load": {"users": users, "for": f"{SECONDS}s", "validate": "none"}}, url, "--insecure", "--accept-suspect",
                  "--threads", "1", "--pacing", "economical")


def h2load(url, users):
    """Requests a second and microseconds of CPU a request."""
    finished = bench.run(["h2load", "-t1", "-c1", f"-m{users}", "-D", str(SECONDS), f"{url}/"])
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
        for name, url, users in [(f"{what}, {users} streams", url, users) for what, url in
                                 [("GET", same), ("GET, bodies differ", differing)] for users in (32, 100)]:
            ours, theirs = [], []
            for _ in range(PAIRS):
                theirs.append(h2load(url, users))
                ours.append(muster(url, users))
            rate, other = median([run.rate for run in ours]), median([run[0] for run in theirs])
            cpu, other_cpu = median([run.cpu for run in ours]), median([run[1] for run in theirs])
            if ours[0].load["version"] != "HTTP/2" or ours[0].load["audit"]["connectionsOpened"] != 1:
                sys.exit("muster did not go over one connection of HTTP/2")
            rows.append([name, spread([run.rate for run in ours]), spread([run[0] for run in theirs]), f"{rate / other:.3f}",
                         spread([run.cpu for run in ours], 1), spread([run[1] for run in theirs], 1), f"{cpu / other_cpu:.1f}"])
    report.text(f"One connection, {SECONDS} s a run, {PAIRS} pairs in turns, generator on one core, nginx on the other; requests "
                f"a second and microseconds of CPU a request: median (extremes). {version}.")
    report.table(["", "muster /s", "h2load /s", "ratio", "muster us CPU", "h2load us CPU", "ratio"], rows)
    report.text("muster renders each request and checks each status; h2load sends the same prepared fields and counts frames.")
    report.write()


main()
