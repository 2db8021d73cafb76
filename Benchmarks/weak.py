#!/usr/bin/env python3
"""Whether a generator that is too weak gives a capacity. Usage: Benchmarks/weak.py [RUNS] [HOGS]

The target answers everything at once and takes far more than it is asked for; the generator has a core with HOGS busy loops beside it that
come before it (nice), or is stopped for 40 ms out of 80 (SIGSTOP), which is what a throttled container is like. No run may say at which rate
the target doesn't hold any more: that would be the generator's. A run that found its highest rate to hold is right, too: it does.

The third target is a token bucket of 500/s that holds ten: what a weak generator sends together is refused, and no rate below 490/s may be
said not to hold for that.
"""
import json, os, signal, subprocess, sys, threading, time
import bench
from bench import Report, verdict

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
HOGS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
OPEN = {"rules": [], "otherwise": {"status": 200}}
BUCKET = {"limits": {"all": {"rate": "500/s", "burst": 10}}, "rules": [
    {"name": "too many", "when": {"over": "all"}, "respond": {"status": 429}}], "otherwise": {"status": 200}}
# How the generator is kept from its work, the target, the objective, the highest rate (more than the weak generator can send, and less
# than the target can take) and the rate below which none may be said not to hold.
WAYS = {
    "busy loops": (OPEN, "p99<5ms", "60000/s", None),
    "stopped": (OPEN, "p99<5ms", "60000/s", None),
    "stopped, a bucket of 500/s": (BUCKET, "failures<0.1%", "2000/s", 490),
}


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


def search(url, seed, way, objective, most):
    """What a search of a weak generator says: its outcome, its bounds, and why."""
    beside = hogs() if way == "busy loops" else []
    try:
        process = subprocess.Popen(bench.pinned(bench.GENERATOR, [
            bench.PROGRAM, "capacity", url, "--up-to", most, "--from", "300/s", "--expect", objective, "--arrivals", "constant", "--trial", "1s", "--sum", "2s",
            "--width", "10%", "--within", "40s", "--json", "--seed", str(seed)]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        done = threading.Event()
        thread = threading.Thread(target=throttle, args=(process, done))
        if way.startswith("stopped"):
            thread.start()
        output, _ = process.communicate(timeout=120)
        done.set()
        if way.startswith("stopped"):
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
    report.text(f"{RUNS} runs each of `muster capacity`, on a core with {HOGS} busy loops that come before it, or stopped for half of the time. The "
                "first two targets are idle: a rate that is said not to hold would be the generator's. The bucket takes 500/s.")
    rows = []
    for way, (target, objective, most, least) in WAYS.items():
        outcomes = []
        with bench.mock(target) as url:
            for seed in range(1, RUNS + 1):
                outcome, lower, upper = search(url, seed, way, objective, most)
                outcomes.append((outcome, upper))
                print(f"{way}: {outcome}, {lower} to {upper}", file=sys.stderr)
        wrong = sum(1 for outcome, upper in outcomes
                    if (upper is not None and (least is None or upper < least)) or outcome == "below" or least is None and outcome == "found")
        words = ", ".join(f"{sum(1 for o, _ in outcomes if o == name)} {name}" for name in sorted({o for o, _ in outcomes}))
        rows.append([way, f"`{objective}`, to {most}", words, wrong, verdict(wrong == 0)])
    report.table(["generator", "asked", "outcomes", "with a rate that is said not to hold and does", "none"], rows)
    report.write()


main()
