#!/usr/bin/env python3
"""Memory: what an idle connection costs muster, and whether a long run grows. Usage: Benchmarks/memory.py [SECONDS OF THE LONG RUN]

The resident set is read from /proc while muster runs against nginx, plain text: it has muster's own memory, not the kernel's. The
connections are opened before the load (`openBefore`) and all but a few are idle.
"""
import json, os, resource, subprocess, sys, tempfile, time
import bench
from bench import Report, median, pinned, verdict

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 60


def resident(process):
    try:
        with open(f"/proc/{process}/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return None


def descriptors(process):
    try:
        return len(os.listdir(f"/proc/{process}/fd"))
    except OSError:
        return 0


def watch(load, url, seconds):
    """Runs a load and gives (seconds since start, resident bytes, descriptors) about four times a second, and the result."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/suite.json", "w") as file:
            json.dump({"suite": "memory", "scenarios": [{"name": "load", "request": {"path": "/"}, "expect": {"status": 200},
                                                        "load": load}]}, file)
        process = subprocess.Popen(
            pinned(bench.GENERATOR, [bench.PROGRAM, "run", f"{folder}/suite.json", "--target", url, "--threads", "1",
                                     "--report-dir", folder, "--accept-suspect"]), stdout=subprocess.DEVNULL)
        begin, samples = time.monotonic(), []
        while process.poll() is None and time.monotonic() - begin < seconds + 60:
            bytes_now = resident(process.pid)
            if bytes_now:
                samples.append((time.monotonic() - begin, bytes_now, descriptors(process.pid)))
            time.sleep(0.25)
        process.kill()
        process.wait()
        with open(f"{folder}/results.json") as file:
            return samples, json.load(file)["suites"][0]["cases"][0]["steps"][0]["load"]


def main():
    report = Report("memory", "Memory")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with bench.nginx() as (url, *_):
        sizes = {}
        for count in (100, 10_000):
            samples, load = watch({"rate": "100/s", "for": "5s", "validate": "none",
                                   "connections": {"max": count, "openBefore": count, "openEvery": "100us"}}, url, 20)
            full = [size for _, size, open_now in samples if open_now >= count]
            sizes[count] = (median(full) if full else float("nan"), max(s[2] for s in samples), load["audit"]["connectionsOpened"])
        each = (sizes[10_000][0] - sizes[100][0]) / (sizes[10_000][2] - sizes[100][2])
        report.text(f"The descriptor limit here is {soft:,}, at most {hard:,}.")
        report.table(["connections", "opened", "resident MiB while held"],
                     [[f"{count:,}", f"{opened:,}", f"{size / (1 << 20):.1f}"] for count, (size, _, opened) in sizes.items()])
        report.table(["a connection costs", "goal", "met"], [[f"{each:,.0f} bytes", "< 4,096 bytes", verdict(each < 4096)]])
        samples, load = watch({"rate": "2000/s", "for": f"{SECONDS}s", "validate": "all"}, url, SECONDS)
        begin = samples[-1][0] - SECONDS
        quarters = [[size for at, size, _ in samples if begin + SECONDS * q / 4 <= at < begin + SECONDS * (q + 1) / 4] for q in range(4)]
        peaks = [max(quarter) / (1 << 20) for quarter in quarters]
        report.text(f"## A run of {SECONDS} s at 2,000/s (not the 10 minutes of the goal unless asked for)")
        report.table(["peak of quarter", "1", "2", "3", "4", "grows after the first"],
                     [["resident MiB"] + [f"{peak:.2f}" for peak in peaks] +
                      [f"{(peaks[3] - peaks[0]) * 1024:,.0f} KiB: {'yes' if peaks[3] > peaks[0] else 'no'}"]])
        growth = (peaks[3] - peaks[0]) * 1024 / (0.75 * SECONDS)
        report.text(f"{load['completed']:,} requests completed. It grows by {growth:.1f} KiB a second: the figures of each second, which "
                    "the reports have, are kept.")
    report.write()


main()
