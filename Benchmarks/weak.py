#!/usr/bin/env python3
"""Whether a generator that is too weak gives a capacity. Usage: Benchmarks/weak.py [RUNS] [HOGS]

The target answers everything at once and takes far more than it is asked for; the generator has a core with HOGS busy loops beside it that
come before it (nice), or is stopped for 40 ms out of 80 (SIGSTOP), which is what a throttled container is like. No run may say at which rate
the target doesn't hold any more: that would be the generator's. A run that found its highest rate to hold is right, too: it does.
"""
import json, os, signal, subprocess, sys, threading, time
import bench
from bench import Report, verdict

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
HOGS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
# More than the weak generator can send, and less than the target can take.
MOST = "60000/s"


def hogs():
    return [subprocess.Popen(["taskset", "-c", str(bench.GENERATOR), "nice", "-n", "-10" if os.geteuid() == 0 else "0", sys.executable, "-c",
                              "import time\nend = time.time() + 120\nwhile time.time() < end: pass"]) for _ in range(HOGS)]


def throttle(process, done):
    while not done.wait(0.04):
        for number in (signal.SIGSTOP, signal.SIGCONT):
            try:
                process.send_signal(number)
            except ProcessLookupError:
                return
            if number == signal.SIGSTOP:
                time.sleep(0.04)


def search(url, seed, way):
    """What a search of a weak generator says: its outcome, its bounds, and why."""
    beside = hogs() if way == "busy loops" else []
    try:
        process = subprocess.Popen(bench.pinned(bench.GENERATOR, [
            bench.PROGRAM, "capacity", url, "--up-to", MOST, "--from", "500/s", "--expect", "p99<5ms", "--trial", "1s", "--sum", "2s",
            "--width", "10%", "--within", "40s", "--json", "--seed", str(seed)]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        done = threading.Event()
        thread = threading.Thread(target=throttle, args=(process, done))
        if way == "stopped":
            thread.start()
        output, _ = process.communicate(timeout=120)
        done.set()
        if way == "stopped":
            thread.join()
    finally:
        for hog in beside:
            hog.kill()
            hog.wait()
    step = json.loads(output)["suites"][0]["cases"][0]["steps"][0]
    if not step.get("capacity"):
        return "not measured", None, None
    goal = step["capacity"]["goals"][0]
    return goal["outcome"], goal["lowerPerSecond"], goal["upperPerSecond"]


def main():
    report = Report("weak", "A generator that is too weak gives no capacity")
    report.text(f"{RUNS} runs each of `muster capacity URL --up-to {MOST} --expect 'p99<5ms'`, on a core with {HOGS} busy loops that come before it, or "
                "stopped for half of the time. The target is idle: a rate that is said not to hold would be the generator's.")
    rows = []
    for way in ["busy loops", "stopped"]:
        outcomes = []
        with bench.mock({"rules": [], "otherwise": {"status": 200}}) as url:
            for seed in range(1, RUNS + 1):
                outcome, lower, upper = search(url, seed, way)
                outcomes.append((outcome, upper))
                print(f"{way}: {outcome}, {lower} to {upper}", file=sys.stderr)
        wrong = sum(1 for outcome, upper in outcomes if upper is not None or outcome in ("found", "below"))
        words = ", ".join(f"{sum(1 for o, _ in outcomes if o == name)} {name}" for name in sorted({o for o, _ in outcomes}))
        rows.append([way, words, wrong, verdict(wrong == 0)])
    report.table(["generator", "outcomes", "with a rate that doesn't hold", "none"], rows)
    report.write()


main()
