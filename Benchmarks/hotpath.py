#!/usr/bin/env python3
"""The hot path, from readiness to record: what it allocates, locks, retains and releases a request, and its instructions.
Usage: Benchmarks/hotpath.py [--seconds N]

Calls are counted in the generator's thread (the one that receives) by count-calls.c, preloaded; instructions, and the same calls once
more, by callgrind. What a load does once, or once a second, has no part in the figures: they are differences of runs that differ in
their rate alone, or in their length alone. Every response of nginx differs from the others, so all the work is done for each; the
requests have an index, a UUID and the time in them.
"""
import argparse, collections, contextlib, glob, json, os, re, shutil, subprocess, sys, tempfile
import bench
from bench import Report, verdict

ARGUMENTS = argparse.ArgumentParser()
ARGUMENTS.add_argument("--seconds", type=int, default=25, help="how long the runs are that are compared")
SHORT = 5
# Users with think time, and with less or none.
SLOW, QUICK = {"users": 32, "think": "10ms"}, {"users": 32}
SLOW_PROFILED, QUICK_PROFILED = {"users": 4, "think": "40ms"}, {"users": 4, "think": "4ms"}

REQUEST = {"method": "POST", "path": "/a?i=${index}", "headers": {"X-Date": "${now:yyyyMMdd'T'HHmmss'Z'}", "X-Id": "${uuid}"},
           "json": {"index": "${index}", "id": "${uuid}"}}
STATUS, JSON_CHECKED = {"status": 200}, {"status": 200, "json": {"$.code": 0, "$.msg": "success"}}
KINDS = {"allocate": "malloc, calloc, realloc", "free": "free", "object": "swift_allocObject", "retain": "retain",
         "release": "release", "access": "swift_beginAccess", "lock": "pthread_mutex_lock"}
# In callgrind, by the functions' names.
NAMES = {"allocate": r"(__libc_)?(malloc|calloc|realloc|memalign)|posix_memalign", "free": r"(cfree|free|__libc_free)",
         "object": r"swift_allocObject|_swift_allocObject_", "retain": r"swift_(retain|retain_n|bridgeObjectRetain|unknownObjectRetain)",
         "release": r"swift_(release|release_n|bridgeObjectRelease|unknownObjectRelease)", "access": r"swift_beginAccess",
         "lock": r"(__)?pthread_mutex_lock(@.*)?"}
# Valgrind 3.19 writes into the mask that sigsuspend is given, and libdispatch has it in memory that can't be written.
SIGSUSPEND = """#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
int sigsuspend(const sigset_t *mask) { sigset_t copy = *mask; return (int)syscall(SYS_rt_sigsuspend, &copy, 8); }
"""


def library(folder, name, source=None):
    """A library to preload, compiled."""
    bench.need("cc")
    path = source and os.path.join(folder, f"{name}.c") or os.path.join(bench.FOLDER, f"{name}.c")
    if source:
        with open(path, "w") as file:
            file.write(source)
    subprocess.run(["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", f"{folder}/{name}.so", path, "-ldl"], check=True)
    return f"{folder}/{name}.so"


def load(command, environment, url, model, seconds, check, pacing):
    """Runs a load and gives how many requests were completed."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/suite.json", "w") as file:
            json.dump({"suite": "hot path", "scenarios": [{"name": "load", "request": REQUEST, "expect": check,
                       "load": {**model, "for": f"{seconds}s", "validate": "none" if check == STATUS else "all"}}]}, file)
        finished = bench.run([*command, "run", f"{folder}/suite.json", "--target", url, "--threads", "1", "--report-dir", folder,
                              "--accept-suspect", "--insecure", "--pacing", pacing], may_fail=True, environment=environment)
        if finished.code != 0:
            sys.exit(finished.output)
        with open(f"{folder}/results.json") as file:
            result = json.load(file)["suites"][0]["cases"][0]["steps"][0]["load"]
        if result["audit"]["connectionsOpened"] != model["users"] or result["completed"] != result["sent"]:
            sys.exit(f"connections were opened in the run, or requests failed: {result['audit']}")
        return result["completed"]


class Counted:
    """A run with the calls of its generator's thread counted."""

    def __init__(self, folder, url, model, seconds, check):
        self.seconds, self.path = seconds, f"{folder}/counts"
        environment = {"LD_PRELOAD": f"{folder}/count-calls.so", "COUNT_CALLS_FILE": self.path}
        self.requests = load([bench.PROGRAM], environment, url, model, seconds, check, "precise")
        with open(self.path) as file:
            self.counts = max((json.loads(line) for line in file), key=lambda counts: counts["receive"])


class Profiled:
    """A run under callgrind: instructions and calls of its generator's thread."""

    def __init__(self, folder, url, model, seconds, check):
        for old in glob.glob(f"{folder}/callgrind*"):
            os.remove(old)
        command = ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={folder}/callgrind",
                   f"{folder}/muster"]
        self.requests = load(command, {"LD_PRELOAD": f"{folder}/sigsuspend.so"}, url, model, seconds, check, "economical")
        threads = [self.read(path) for path in glob.glob(f"{folder}/callgrind-*")]
        self.instructions, self.calls, self.own = max(threads, key=lambda thread: self.count(thread[1], r"(__)?(libc_)?recv"))

    @staticmethod
    def count(calls, pattern):
        return sum(number for (_, callee), number in calls.items() if re.fullmatch(pattern, callee))

    @staticmethod
    def read(path):
        """Instructions in all, calls by caller and callee, own instructions by function (Callgrind Format Specification)."""
        names, calls, own, total, caller, callee, skip = {}, collections.Counter(), collections.Counter(), 0, "", "", False

        def name(text):
            number, _, rest = text.partition(" ")
            if rest:
                names[number] = re.sub(r"'\d+$", "", rest)
            return names.get(number, text)
        with open(path, errors="replace") as file:
            for line in file:
                if line.startswith("fn="):
                    caller = name(line[3:].strip())
                elif line.startswith("cfn="):
                    callee = name(line[4:].strip())
                elif line.startswith("calls="):
                    calls[caller, callee] += int(line[6:].split()[0])
                    skip = True
                elif line.startswith(("totals:", "summary:")):
                    total = int(line.split()[1])
                elif line[0] in "0123456789+-*":
                    # The line behind "calls=" is the callee's cost.
                    if not skip:
                        own[caller] += int(line.split()[1])
                    skip = False
        return total, calls, own


def counted(folder, url, check, arguments):
    """Calls a request, and calls a second beside them, by kind; and over how many requests."""
    short, slow = (Counted(folder, url, SLOW, seconds, check) for seconds in (SHORT, arguments.seconds))
    quick = Counted(folder, url, QUICK, arguments.seconds, check)
    more = quick.requests - slow.requests
    each = {kind: (quick.counts[kind] - slow.counts[kind]) / more for kind in KINDS}
    rest = {kind: (slow.counts[kind] - short.counts[kind] - each[kind] * (slow.requests - short.requests))
            / (slow.seconds - short.seconds) for kind in KINDS}
    return each, rest, more


def profiled(folder, url, check):
    slow, quick = (Profiled(folder, url, model, 4, check) for model in (SLOW_PROFILED, QUICK_PROFILED))
    more = quick.requests - slow.requests
    each = {kind: (quick.count(quick.calls, names) - slow.count(slow.calls, names)) / more for kind, names in NAMES.items()}
    callers = {}
    for kind in ("allocate", "retain"):
        sums = collections.Counter()
        for profile, sign in ((quick, 1), (slow, -1)):
            for (caller, callee), number in profile.calls.items():
                if re.fullmatch(NAMES[kind], callee) and not re.fullmatch(NAMES[kind], caller):
                    sums[caller] += sign * number
        callers[kind] = [(name, number / more) for name, number in sums.most_common(5) if number / more > 0.01]
    own = collections.Counter({name: (count - slow.own[name]) / more for name, count in quick.own.items()})
    return (quick.instructions - slow.instructions) / more, each, more, callers, own


def words(pairs, digits):
    """Functions with their figures, in Swift's own words where swift is there to demangle them."""
    text = ", ".join(f"{name} {number:,.{digits}f}" for name, number in pairs) or "nobody"
    if shutil.which("swift"):
        text = subprocess.run(["swift", "demangle", "--simplified"], input=text, capture_output=True, text=True).stdout.strip()
    return text.replace("|", "\\|").replace("<", "&lt;")


def main():
    arguments = ARGUMENTS.parse_args()
    bench.need("valgrind", "objcopy")
    report = Report("hotpath", "The hot path")
    with tempfile.TemporaryDirectory() as folder, bench.nginx() as (_, _, plain, secure):
        library(folder, "count-calls")
        library(folder, "sigsuspend", SIGSUSPEND)
        # Valgrind 3.19 doesn't know all of the debugger's format.
        subprocess.run(["objcopy", "--strip-debug", bench.PROGRAM, f"{folder}/muster"], check=True)
        cases = [("plain", plain, STATUS), ("TLS", secure, STATUS), ("plain, JSON checked", plain, JSON_CHECKED)]
        rows, seconds = [], []
        for name, url, check in cases:
            each, rest, more = counted(folder, url, check, arguments)
            rows.append([name, f"{more:,}"] + [f"{each[kind]:.4f}" for kind in KINDS])
            seconds.append([name] + [f"{rest[kind]:.0f}" for kind in KINDS])
            clean = all(each[kind] < 0.01 for kind in KINDS)
            rows[-1].append(verdict(clean) if check == STATUS else "no goal")
        report.text(f"Calls a request in the generator's thread: {arguments.seconds} s of 32 users without think time less {arguments.seconds} s "
                    "with 10 ms of it. What is left below 0.01 is the packing of each second's histogram, which has more buckets at the "
                    "higher rate, and, with TLS, what OpenSSL does for itself is in the figures too.")
        report.table(["", "requests"] + list(KINDS.values()) + ["none"], rows)
        report.text(f"Beside them, calls a second, whatever the rate ({arguments.seconds} s less {SHORT} s with think time): the second's figures.")
        report.table([""] + list(KINDS.values()), seconds)
        rows, notes = [], []
        for name, url, check in cases:
            instructions, each, more, callers, own = profiled(folder, url, check)
            rows.append([name, f"{more:,}", f"{instructions:,.0f}"] + [f"{each[kind]:.4f}" for kind in NAMES])
            notes.append([name, words(callers["allocate"], 2), words(callers["retain"], 2), words(own.most_common(6), 0)])
        report.text("## Under callgrind\n\nInstructions in user mode, and calls of functions with these names from anywhere, the "
                    "libraries' inside included; 4 s of 4 users with 4 ms of think time less 4 s with 40 ms: mostly one response a look at epoll.")
        report.table(["", "requests", "instructions"] + [KINDS[kind] for kind in NAMES], rows)
        report.text("Low rates make what is done once a second or once a millisecond, such as a date with fractions, weigh more than "
                    "above.")
        report.table(["", "who allocates, times a request", "who retains", "own instructions of the dearest"], notes)
    report.write()


main()
