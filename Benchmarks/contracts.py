#!/usr/bin/env python3
"""Plans the cases of real OpenAPI documents, and runs them against the product's own mock of each.

Usage: Benchmarks/contracts.py [--cases N] [--only TEXT] [-o FILE] [DOCUMENT ...]

Without documents those of ../shared/conformance/openapi (MUSTER_CONFORMANCE). MUSTER names the program. For each: how many operations are
tested, in part, left out (`muster lint`); the time and the most memory of `muster generate`; the time of `muster run` against
`muster mock --stateful`, and how many cases failed, which should be none.
"""
import argparse, collections, glob, json, os, re, subprocess, sys, tempfile, time

from bench import PROGRAM, ROOT

STARTER = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)"""
SECONDS = 600  # the most that one document's run may take


def timed(command, output=subprocess.DEVNULL):
    """Exit code, seconds, CPU seconds, and MB at most, of a command.

    A small process starts it: the most memory of a process is never less than that of the one that it was forked from.
    """
    begin = time.time()
    measured = subprocess.run([sys.executable, "-S", "-c", STARTER] + command, stdout=subprocess.PIPE, stderr=output, text=True, cwd=ROOT)
    code, cpu, kilobytes = measured.stdout.split()
    return int(code), time.time() - begin, float(cpu), int(kilobytes) / 1024


def lint(document):
    text = subprocess.run([PROGRAM, "lint", document], capture_output=True, text=True).stdout
    found = re.findall(r"(\d+) operations? tested, (\d+) in part, (\d+) left out", text)
    return [int(number) for number in found[-1]] if found else None


def run(document, suite, folder):
    """The verdicts of the suite on the mock of its document, what failed, and the seconds."""
    mock = subprocess.Popen([PROGRAM, "mock", document, "--stateful"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = mock.stdout.readline().strip()
        begin = time.time()
        subprocess.run([PROGRAM, "run", suite, "--target", url, "--report-dir", folder, "--format", "json", "-q"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS)
        seconds = time.time() - begin
        with open(os.path.join(folder, "results.json")) as file:
            cases = [case for suite in json.load(file)["suites"] for case in suite["cases"]]
    except (subprocess.TimeoutExpired, OSError) as error:
        return collections.Counter(), [str(error)], float("nan")
    finally:
        mock.terminate()
        mock.wait()
    return collections.Counter(case["verdict"] for case in cases), [case["name"] for case in cases if case["verdict"] == "failed"], seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--only", default="")
    parser.add_argument("-o", "--output")
    options = parser.parse_args()
    shared = os.environ.get("MUSTER_CONFORMANCE", os.path.join(ROOT, "../shared/conformance"))
    documents = options.documents or sorted(
        name for name in glob.glob(os.path.join(shared, "openapi/*")) if name.endswith((".json", ".yaml", ".yml")))
    lines = ["| document | KB | tested, in part, left out | plan: s | CPU s | MB | cases | own mock: s | failed |",
             "|---|---|---|---|---|---|---|---|---|"]
    total = 0
    for document in documents:
        name = os.path.basename(document)
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            suite = os.path.join(folder, "suite.json")
            counts = lint(document)
            code, wall, cpu, memory = timed([PROGRAM, "generate", os.path.abspath(document), "--cases", str(options.cases), "-o", suite])
            if code != 0:
                lines.append(f"| {name} | | {counts} | not planned: exit code {code} | | | | | |")
                total += 1
                continue
            verdicts, failed, seconds = run(document, suite, folder)
        row = f"| {name} | {os.path.getsize(document) // 1024} | {', '.join(map(str, counts or ['none']))} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | " \
              f"{sum(verdicts.values())} | {seconds:.0f} | {len(failed)} |"
        lines.append(row)
        total += len(failed)
        print(row, flush=True)
        for case in failed[:20]:
            print(f"    {case}", file=sys.stderr, flush=True)
    text = "\n".join(lines) + "\n"
    if options.output:
        with open(options.output, "w") as file:
            file.write(text)
    print(f"{total} failures")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
