#!/usr/bin/env python3
"""Memory: what an idle connection and a request in flight over HTTP/2 cost muster, and whether a long run grows. Usage: Benchmarks/memory.py [--minutes N] [--rate N]

The resident set is read from /proc while muster runs against nginx, plain text: it has muster's own memory, not the kernel's. The
connections are opened before the load (`openBefore`) and all but a few are idle. What the process takes once the load is over, for
the reports, is told apart.
"""
import argparse, json, os, resource, subprocess, tempfile, time
import bench
from bench import Report, median, pinned, verdict

ARGUMENTS = argparse.ArgumentParser()
ARGUMENTS.add_argument("--minutes", type=int, default=2, help="how long the long run is; the goal speaks of 10")
ARGUMENTS.add_argument("--rate", type=int, default=2000, help="its requests a second")


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


def watch(load, url, seconds, **more):
    """Runs a load and gives (seconds since start, resident bytes, descriptors) about four times a second, and the result."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/suite.json", "w") as file:
            json.dump({"suite": "memory", "scenarios": [{"name": "load", "request": {"path": "/"}, "expect": {"status": 200},
                                                        "load": load, **more}]}, file)
        process = subprocess.Popen(
            pinned(bench.GENERATOR, [bench.PROGRAM, "run", f"{folder}/suite.json", "--target", url, "--threads", "1",
                                     "--report-dir", folder, "--accept-suspect", "--insecure"]), stdout=subprocess.DEVNULL)
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
    arguments = ARGUMENTS.parse_args()
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
    with bench.nginx(http2=True) as (_, url, *_):
        held = {}
        for count in (100, 10_000):
            samples, load = watch({"users": count, "for": "8s", "drain": "1ms", "validate": "none", "rampUp": "4s",
                                   "connections": {"streams": 100}}, url, 20,
                                  request={"path": "/slow"}, connection={"http": "2"})
            full = [size for at, size, _ in samples if 6 <= at < 8]
            held[count] = (median(full), load["audit"]["peakInFlight"], load["audit"]["connectionsOpened"])
        stream = (held[10_000][0] - held[100][0]) / (held[10_000][1] - held[100][1])
        report.table(["requests in flight over HTTP/2", "connections", "resident MiB while held"],
                     [[f"{peak:,}", f"{opened:,}", f"{size / (1 << 20):.1f}"] for size, peak, opened in held.values()])
        report.table(["a request in flight costs, with its part of the connection"], [[f"{stream:,.0f} bytes"]])
    with bench.nginx() as (url, *_):
        minutes, seconds = arguments.minutes, arguments.minutes * 60
        samples, load = watch({"rate": f"{arguments.rate}/s", "for": f"{seconds}s", "validate": "all"}, url, seconds)
    # The process's start takes some tenths of a second.
    begin = samples[0][0]
    running = [[size / 1024 for at, size, _ in samples if begin + minute * 60 <= at < min(begin + minute * 60 + 60, begin + seconds - 1)]
               for minute in range(minutes)]
    peaks = [max(minute) for minute in running]
    growth = max(peaks[1:]) - peaks[0] if minutes > 1 else float("nan")
    after = max(size / 1024 for at, size, _ in samples if at >= begin + seconds - 1)
    report.text(f"## A run of {minutes} {'minute' if minutes == 1 else 'minutes'} at {arguments.rate:,}/s")
    report.text(f"{load['completed']:,} requests completed, {load['unsent']:,} were not sent, {len(load['seconds'])} intervals reported.")
    report.table(["minute", "smallest KiB", "largest KiB"],
                 [[number + 1, f"{min(minute):,.0f}", f"{max(minute):,.0f}"] for number, minute in enumerate(running)])
    report.table(["largest after the first minute, over the first's", "goal", "met"],
                 [[f"{growth:+,.0f} KiB", "nothing", verdict(growth <= 0)]])
    report.text(f"While the reports are written, after the load: {after:,.0f} KiB.")
    report.write()


main()
