#!/usr/bin/env python3
"""Runs the cases of a contract against servers that nobody here wrote, and prints what was found by cause.

Usage: Tests/RealServers/run.py [--cases N] [--folder DIR] [--keep] [--schemathesis] [--seeds SEED,...] [SERVER ...]

Servers: tiled and prefect (FastAPI, OpenAPI 3.1), jupyter (Swagger 2.0). Each is installed from PyPI into a virtual environment in
the folder (a temporary one unless given), listens on 127.0.0.1, is asked for its own contract, and is ended. MUSTER names the
program. Reference data of each: at most ten lines, below. Whether a cause is true is for a person to say: the reports stay in the
folder. With --schemathesis that program (from PyPI too) tests each server for as many seconds, started anew; 30 at least, and then muster
gets as many cases as take so long. Both are held against each other: by the operations that they saw fail with 5xx, and by the causes,
which are the places of the server's code where the exceptions in its own log come from. With --seeds Schemathesis runs once by each of
them. Needs the network for PyPI alone.
"""
import argparse, collections, json, os, re, shutil, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("MUSTER", os.path.join(ROOT, ".build/release/muster")))

SERVERS = {
    "tiled": {
        "install": ["tiled[server]"],
        "start": ["tiled", "serve", "catalog", "--temp", "--api-key", "secret", "--host", "127.0.0.1", "--port", "{port}"],
        "contract": "/openapi.json",
        "prepare": [("POST", "/api/v1/metadata/?api_key=secret",
                     {"id": "c", "structure_family": "container", "metadata": {}, "data_sources": [], "specs": []})],
        "values": {"path": "c"},
        "auth": "APIKeyQuery",
        "environment": {"API_KEY": "secret"},
        "fields": {"Authorization": "Apikey secret"},
    },
    "prefect": {
        "install": ["prefect"],
        "start": ["prefect", "server", "start", "--host", "127.0.0.1", "--port", "{port}"],
        "contract": "/api/openapi.json",
        "alternatives": ["/openapi.json"],
        "base": "/api",
        "values": {},
        "environment": {},
    },
    # Its contract knows no credentials: none are asked for.
    "jupyter": {
        "install": ["jupyter-server"],
        "start": ["jupyter", "server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port={port}",
                  "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", "--ServerApp.root_dir={folder}/content"],
        "contract": "/api/spec.yaml",
        # What the descriptions say and the schemas don't: POST wants a folder, and a new file is a text.
        "values": {"path": "a.txt", "POST /api/contents/{path}.path": "folder", "copy_from": "a.txt", "ext": ".txt",
                   "PUT /api/contents/{path}.type": "file", "PUT /api/contents/{path}.format": "text"},
        "environment": {},
    },
}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(url, headers, seconds):
    """What is at the URL as soon as there is something."""
    end = time.time() + seconds
    while True:
        try:
            return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10).read()
        except OSError as error:
            if time.time() > end or getattr(error, "code", 500) in (404, 403):
                raise
            time.sleep(0.5)


def install(name, server, folder):
    home = os.path.join(folder, "v")
    if not os.path.exists(os.path.join(home, "bin/pip")):
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
    subprocess.run([os.path.join(home, "bin/pip"), "install", "-q"] + server["install"], check=True)
    return os.path.join(home, "bin")


def causes(report):
    """The causes that report.md lists: what it is, how many cases, what was found."""
    found, text = [], open(report).read()
    for part in text.split("\n### ")[1:]:
        head = part.split("\n", 1)[0]
        match = re.match(r"\d+\. (.*), (\d+) cases?$", head)
        lines = dict(re.findall(r"^- (expected|found) (.*)$", part, re.M))
        found.append((match.group(1).strip("`"), int(match.group(2)), lines.get("found", "")) if match else (head, 1, ""))
    return found


class Running:
    """A server of its own, with its contract, which ends with the block."""

    def __init__(self, name, folder, binaries, tester):
        self.log = os.path.join(folder, name, f"server-{tester}.log")
        self.server, self.place = SERVERS[name], os.path.join(folder, name)
        self.name, self.binaries = name, binaries

    def __enter__(self):
        server, place = self.server, self.place
        shutil.rmtree(os.path.join(place, "content"), ignore_errors=True)
        os.makedirs(os.path.join(place, "content/folder"))
        with open(os.path.join(place, "content/a.txt"), "w") as file:
            file.write("text\n")
        port = free_port()
        words = [word.format(port=port, folder=place) for word in server["start"]]
        environment = dict(os.environ, HOME=place, PREFECT_HOME=os.path.join(place, f"home-{port}"),
                           PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
        log = open(self.log, "w")
        self.process = subprocess.Popen([os.path.join(self.binaries, words[0])] + words[1:], stdout=log, stderr=log, env=environment, cwd=place)
        self.base = f"http://127.0.0.1:{port}"
        document = None
        for path in [server["contract"]] + server.get("alternatives", []):
            try:
                document = fetch(self.base + path, server.get("headers", {}), 120)
                break
            except OSError as error:
                reason = error
        if document is None:
            self.__exit__()
            raise SystemExit(f"{self.name}: {reason}")
        self.contract = os.path.join(place, "contract" + (".yaml" if server["contract"].endswith("yaml") else ".json"))
        with open(self.contract, "wb") as file:
            file.write(document)
        for method, path, content in server.get("prepare", []):
            fields = dict(server.get("headers", {}), **{"Content-Type": "application/json"})
            request = urllib.request.Request(self.base + path, json.dumps(content).encode(), fields, method=method)
            urllib.request.urlopen(request, timeout=30).read()
        self.target = self.base + server.get("base", "")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def operations(contract):
    """The operations of a contract: a pattern of each path, and the path; those with fewest variables first."""
    found = re.findall(r'^  (/[^:\n]*):', open(contract).read(), re.M) if contract.endswith("yaml") else list(json.load(open(contract))["paths"])
    return sorted(((re.compile(re.sub(r"\\\{[^}]*\\\}", "[^?]*", re.escape(path)) + "$"), path) for path in found), key=lambda pair: pair[1].count("{"))


def failing(exchanges, target, contract):
    """The operations that answered with 5xx."""
    known = operations(contract)
    found = set()
    for method, url, status in exchanges:
        if status >= 500 and url.startswith(target):
            path = url[len(target):].split("?")[0].split("#")[0]
            found.add(method + " " + next((template for pattern, template in known if pattern.match(path)), path))
    return found


def exceptions(log):
    """Where the exceptions of a server's log come from: the innermost line of a traceback that is the server's own or a library's, and
    the exception's name. Each of a chain of them is one."""
    found, place = set(), None
    for line in open(log, encoding="utf-8", errors="replace"):
        frame = re.search(r'File "([^"]+)", line (\d+), in', line)
        if frame:
            place = "/".join(frame.group(1).split("/")[-3:]) + ":" + frame.group(2)
        error = re.match(r"[\s|]*([A-Za-z_][\w.]*(?:Error|Exception|Refused|Timeout|NotFound))\b", line)
        if error and place:
            found.add(f"{error.group(1).split('.')[-1]} at {place}")
            place = None
    return found


def schemathesis(name, folder, binaries, seconds, seed):
    """The operations that Schemathesis saw fail with 5xx in so many seconds, how many requests it sent, and the server's exceptions."""
    subprocess.run([os.path.join(folder, "v/bin/pip"), "install", "-q", "schemathesis"], check=True)
    tester = "schemathesis" + (f"-{seed}" if seed else "")
    with Running(name, folder, binaries, tester) as running:
        har = os.path.join(running.place, tester + ".har")
        fields = [word for item in running.server.get("fields", {}).items() for word in ("-H", ": ".join(item))]
        fields += ["--seed", seed] if seed else []
        words = ["run", running.contract, "--url", running.target, "--max-time", str(int(seconds)), "-c", "not_a_server_error",
                 "--continue-on-failure", "--request-timeout", "30", "--report-har-path", har, "--no-color"]
        subprocess.run([os.path.join(folder, "v/bin/schemathesis")] + words + fields, stderr=subprocess.STDOUT, cwd=running.place,
                       stdout=open(os.path.join(running.place, tester + ".log"), "w"), timeout=seconds * 5 + 600)
        entries = json.load(open(har))["log"]["entries"]
        exchanges = [(entry["request"]["method"], entry["request"]["url"], entry["response"]["status"]) for entry in entries]
        found = failing(exchanges, running.target, running.contract), len(exchanges)
    return *found, exceptions(running.log)


def tested(name, folder, binaries, cases, tester="muster"):
    """What muster found by so many cases against a server started anew."""
    server = SERVERS[name]
    with Running(name, folder, binaries, tester) as running:
        place, target, contract = running.place, running.target, running.contract
        values, suite = os.path.join(place, "values.json"), os.path.join(place, f"suite-{tester}.json")
        with open(values, "w") as file:
            json.dump(server["values"], file)
        known = dict(os.environ, **server["environment"])
        subprocess.run([PROGRAM, "generate", contract, "--values", values, "--target", target, "--cases", str(cases), "-o", suite]
                       + (["--auth", server["auth"]] if "auth" in server else []),
                       env=known, check=True, stderr=open(os.path.join(place, f"generate-{tester}.log"), "w"))
        reports = os.path.join(place, "reports-" + tester)
        begin = time.time()
        subprocess.run([PROGRAM, "run", suite, "--report-dir", reports, "--format", "json,md,html", "-q"],
                       env=known, stdout=open(os.path.join(place, f"run-{tester}.log"), "w"), stderr=subprocess.STDOUT)
        seconds = time.time() - begin
    with open(os.path.join(reports, "results.json")) as file:
        all_cases = [case for suite in json.load(file)["suites"] for case in suite["cases"]]
    exchanges = [(step["request"]["method"], step["request"]["url"], step["response"]["status"])
                 for case in all_cases for step in case["steps"] if step.get("request") and step.get("response")]
    failed, thrown = failing(exchanges, target, contract), exceptions(running.log)
    left = open(os.path.join(place, f"generate-{tester}.log")).read().strip().splitlines()[-1]
    verdicts = collections.Counter(case["verdict"] for case in all_cases)
    return Tested(verdicts, seconds, reports, left, len(exchanges), failed, thrown)


Tested = collections.namedtuple("Tested", "verdicts seconds reports left requests failed thrown")
# Schemathesis needs so long to come past its examples.
LEAST_SECONDS = 30


def run(name, folder, cases, compares, seeds):
    binaries = install(name, SERVERS[name], folder)
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    own = tested(name, folder, binaries, cases)
    print(f"\n## {name}: {sum(own.verdicts.values())} cases in {own.seconds:.0f} s: {dict(own.verdicts)}\n")
    print("| cause | cases | found |\n|---|---|---|")
    for title, count, found in causes(os.path.join(own.reports, "report.md")):
        print(f"| {title} | {count} | {found[:120]} |")
    print(own.left, flush=True)
    if not compares:
        return
    # As many cases as take the same time.
    if own.seconds < LEAST_SECONDS * 0.8 and "left out" in own.left:
        own = tested(name, folder, binaries, int(cases * LEAST_SECONDS / own.seconds), "muster-longer")
    seconds = max(LEAST_SECONDS, own.seconds)
    for seed in seeds:
        others, requests, thrown = schemathesis(name, folder, binaries, seconds, seed)
        by = f" by seed {seed}" if seed else ""
        print(f"\nmuster {own.requests} requests in {own.seconds:.0f} s, Schemathesis {requests} in {seconds:.0f} s{by}.")
        compare("5xx by operation", own.failed, others)
        compare("exceptions by place", own.thrown, thrown)


def compare(title, own, others):
    print(f"\n{title}: muster {len(own)}, Schemathesis {len(others)}")
    for title, names in (("both", own & others), ("muster alone", own - others), ("Schemathesis alone", others - own)):
        print(f"- {title}: {', '.join(sorted(names)) or 'none'}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("servers", nargs="*", default=list(SERVERS))
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--folder")
    parser.add_argument("--keep", action="store_true", help="keep a temporary folder")
    parser.add_argument("--schemathesis", action="store_true", help="hold its findings of 5xx against these")
    parser.add_argument("--seeds", default="", help="of Schemathesis, with commas between: it runs by each")
    options = parser.parse_args()
    folder = os.path.abspath(options.folder) if options.folder else tempfile.mkdtemp(prefix="muster-real-")
    try:
        for name in options.servers or SERVERS:
            run(name, folder, options.cases, options.schemathesis, options.seeds.split(","))
    finally:
        if not options.folder and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
