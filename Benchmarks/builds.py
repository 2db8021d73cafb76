#!/usr/bin/env python3
"""Build times. Usage: Benchmarks/builds.py [--clean] [--tests] [TARGET...]

A line is added to one file of each target in turn (the comment `// touched`, taken away again), and the program is built in debug; with --tests, the
tests too. With --clean, both are built from nothing first, and the program as it is released, in scratch folders that are removed
again; what others have written is built with it. Nothing else should run on the machine.
"""
import argparse, os, subprocess, sys, tempfile, time
from bench import ROOT, Report, need

SOURCES = os.path.join(ROOT, "Sources")
DEBUG = ["swift", "build"]
RELEASE = ["swift", "build", "-c", "release", "--product", "muster", "--static-swift-stdlib"]


def build(command):
    begin = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return time.monotonic() - begin


def files(target):
    found = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(SOURCES, target)) for name in names]
    return sorted((name for name in found if name.endswith(".swift")), key=lambda name: (os.path.getsize(name), name))


def touched(target, command):
    """Seconds for a build after a change of the target's file of middle size, and that file."""
    names = files(target)
    name = names[len(names) // 2]
    with open(name) as file:
        text = file.read()
    try:
        with open(name, "w") as file:
            file.write(text + "// touched\n")
        return build(command), os.path.basename(name)
    finally:
        with open(name, "w") as file:
            file.write(text)


def clean(command):
    with tempfile.TemporaryDirectory() as folder:
        return build([*command, "--scratch-path", folder])


def main():
    need("swift")
    parser = argparse.ArgumentParser()
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--tests", action="store_true")
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    command = DEBUG + (["--build-tests"] if options.tests else [])
    report = Report("builds", "Build times")
    if options.clean:
        kinds = {"debug, the tests too": [*DEBUG, "--build-tests"], "release": RELEASE}
        report.table(["from nothing", "seconds"], [[name, f"{clean(command):.0f}"] for name, command in kinds.items()])
    build(command)
    targets = options.targets or sorted(name for name in os.listdir(SOURCES) if files(name))
    rows = []
    for target in targets:
        seconds, name = touched(target, command)
        # What was put back is a change too.
        build(command)
        rows.append([target, name, f"{seconds:.0f}"])
    report.table(["after a change in", "file", "seconds" + (", the tests too" if options.tests else "")], rows)
    report.write()


main()
