#!/usr/bin/env python3
"""Runs the fuzz targets one after the other, each for its part of SECONDS.

    Fuzz/run.py SECONDS [TARGET...]

The first inputs are the project's scenarios and the public suites (MUSTER_CONFORMANCE, or ../shared/conformance), read anew
each time; what is found beyond them is kept in .build-fuzz/corpus, a crash in .build-fuzz/crashes. The last line of each
target says how often it ran. The exit code is 1 when anything crashed, hung or leaked.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SUITES = pathlib.Path(os.environ.get("MUSTER_CONFORMANCE") or ROOT.parent / "shared/conformance")
WORK = ROOT / ".build-fuzz"
BINARIES = ROOT / ".build-fuzz/debug"
PROGRAMS = {
    "FuzzJSON": ["json", "jsonpath", "schema", "pattern"],
    "FuzzHTTP": ["response", "field", "url", "events"],
    "FuzzScenarios": ["suite", "csv", "env"],
    "FuzzServing": ["mock", "openapi", "request"],
}
# The longest inputs, in bytes: where most of the work is in the size, short ones find more.
LENGTHS = {"suite": 8192, "mock": 8192, "openapi": 8192, "schema": 4096}


def files(folder, *endings):
    return [p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name.endswith(endings)]


def load(path):
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def line(value):
    return json.dumps(value, ensure_ascii=False).encode()


def schemas():
    for path in sorted((SUITES / "json-schema-2020-12").rglob("*.json")):
        for group in load(path) or []:
            for test in group["tests"]:
                yield line(group["schema"]) + b"\n" + line(test["data"])


def patterns():
    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("pattern"), str):
                yield value["pattern"]
            for part in value.values():
                yield from walk(part)
        elif isinstance(value, list):
            for part in value:
                yield from walk(part)

    yield from (rb"^(a|b)*?(?=c)\1[^\d\p{Lu}]{2,3}$" + b"\nabc", rb"(?i)(?<n>x)\k<n>\bz" + b"\nxXz")
    for path in sorted((SUITES / "json-schema-2020-12").rglob("*.json")):
        for pattern in walk(load(path)):
            yield pattern.encode() + b"\naaa 2026-01-01"


def paths():
    for path in sorted((SUITES / "jsonpath-rfc9535").rglob("*.json")):
        suite = load(path)
        for test in suite.get("tests", []) if isinstance(suite, dict) else []:
            yield test["selector"].encode() + b"\n" + line(test.get("document"))


RESPONSES = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not\r\nA: b\r\n c\r\nSet-Cookie: a=b; Path=/\r\n\r\nrest",
    b"HTTP/1.1 200 \r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + bytes.fromhex("1f8b08000000000000030300000000000000000000"),
]
REQUESTS = [
    b"GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.0\r\n\r\n",
    b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
]
FIELDS = [
    b'a=1;b="x", c=(1 2.5 tok :aGk=: ?0);d, e=@1700000000', b'%"f%c3%bc", "a\\"b"', b"sid=x; Path=/; Max-Age=9; Domain=h.example; Secure",
    b'</a?p=2>; rel="next", <b>; rel=prev', b'Digest realm="a", nonce="b", qop="auth,auth-int", Bearer scope=c', b"a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT",
]
URLS = [b"http://a:b%20c@Host.example:8080/p?q#f", b"https://[::1]:443", b"http://b\xc3\xbccher.example/\xc3\xbc?x", b"http://127.1:80/../a"]
EVENTS = [b"\xef\xbb\xbfdata: a\r\n\r\n:\n\ndata\n\nid: 1\rdata: b\r\r", b'{"a":1}\n\n {"b":2}\r\n3']
SEEDS = {
    "json": lambda: files(SUITES / "json-parsing", ".json"),
    "jsonpath": paths,
    "schema": schemas,
    "pattern": patterns,
    "suite": lambda: files(ROOT / "scenarios", ".json"),
    "mock": lambda: files(ROOT / "scenarios", ".mock.json"),
    "openapi": lambda: files(ROOT / "scenarios", ".openapi.json", ".yaml") + files(SUITES / "openapi", ".json", ".yaml"),
    "csv": lambda: files(ROOT / "scenarios", ".csv") + [b'a,b\r\n"x ""y""\r\n",2\r\n'],
    "env": lambda: [b"A=b\n# c\nexport D='e f'\nG=\"h\\n\"\n"],
    "response": lambda: RESPONSES,
    "request": lambda: REQUESTS,
    "field": lambda: FIELDS,
    "url": lambda: URLS,
    "events": lambda: EVENTS,
}


def fuzz(target, seconds):
    """Whether nothing was found."""
    corpus = WORK / "corpus" / target
    crashes = WORK / "crashes"
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    length = LENGTHS.get(target, 2048)
    program = next(name for name, targets in PROGRAMS.items() if target in targets)
    with tempfile.TemporaryDirectory() as seeds:
        for number, seed in enumerate(SEEDS[target]()):
            if len(seed) <= 4 * length:
                (pathlib.Path(seeds) / f"{number}").write_bytes(seed)
        # Symbols take the runtime for ever; the stacks of allocations, a third of the time.
        options = "symbolize=0:detect_leaks=0:malloc_context_size=0:quarantine_size_mb=16"
        environment = os.environ | {"FUZZ_TARGET": target, "ASAN_OPTIONS": options}
        arguments = [f"-max_total_time={seconds}", f"-max_len={length}", "-timeout=30", "-rss_limit_mb=2048"]
        arguments += ["-print_final_stats=1", f"-artifact_prefix={crashes}/{target}-"]
        result = subprocess.run(
            [BINARIES / program, *arguments, corpus, seeds], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
    words = result.stderr.decode(errors="replace")
    runs = re.findall(r"number_of_executed_units: *(\d+)", words)
    print(f"{target}: {runs[0] if runs else 'an unknown number of'} executions, exit {result.returncode}", flush=True)
    if result.returncode:
        print(words[-4000:], flush=True)
    return result.returncode == 0


def main():
    chosen = sys.argv[2:] or list(SEEDS)
    each = max(1, int(sys.argv[1]) // len(chosen))
    return 0 if all([fuzz(target, each) for target in chosen]) else 1


if __name__ == "__main__":
    sys.exit(main())
