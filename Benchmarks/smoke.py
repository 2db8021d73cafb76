#!/usr/bin/env python3
"""Whether the benchmarks still run: each for about a second, its figures thrown away. Usage: Benchmarks/smoke.py [NAME...]

What a script needs and this machine lacks is told; that script is left out then. `memory.py`, `hotpath.py`, `truth.py`, `weak.py`, `contract.py`, `contracts.py`
and `builds.py` take minutes at least, and are only read by Python.
"""
import os, py_compile, signal, subprocess, sys, tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
SHORT = {"throughput": ["1", "1"], "latency": ["1", "1"], "queues": ["1", "1", "1"], "freeze": ["2", "1", "0.2"], "flows": ["1", "1"],
         "http2": ["1", "1"], "burst": ["1"], "compare": ["1", "20"], "reports": ["200", "1"], "conformance": [], "schema": ["0.01"],
         "shards": ["merge", "--shards", "8", "--seconds", "20", "--rate", "20"]}
LONG = ["memory", "hotpath", "truth", "weak", "contract", "contracts", "builds"]
LIMIT = 180


def outcome(name, results):
    """None when a benchmark ran, else why not; and whether that is the machine's lack."""
    if name in LONG:
        py_compile.compile(os.path.join(FOLDER, f"{name}.py"), cfile=os.path.join(results, f"{name}.pyc"), doraise=True)
        return None, False
    # k6 alone takes longer than all others together.
    environment = {**os.environ, "BENCH_RESULTS": results, "K6": ""}
    process = subprocess.Popen([sys.executable, os.path.join(FOLDER, f"{name}.py"), *SHORT[name]], env=environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        # What it has started ends with it.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return f"more than {LIMIT} s", False
    if process.returncode:
        return output.strip()[-2000:], "is missing; Benchmarks/README.md" in output
    if not os.path.exists(os.path.join(results, f"{name}.md")):
        return "it wrote no report", False
    return None, False


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory() as results:
        for name in sys.argv[1:] or [*SHORT, *LONG]:
            why, lacks = outcome(name, results)
            word = "passed" if why is None else "skipped" if lacks else "failed"
            counts[word] += 1
            print(f"{name}: {word}" + (f": {why}" if why else ""), flush=True)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    sys.exit(counts["failed"] > 0)


main()
