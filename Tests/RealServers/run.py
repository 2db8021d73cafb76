#!/usr/bin/env python3
"""Runs the cases of a contract against servers that nobody here wrote, and prints what was found by cause.

Usage: Tests/RealServers/run.py [--cases N] [--folder DIR] [--keep] [SERVER ...]

Servers: tiled and prefect (FastAPI, OpenAPI 3.1), jupyter (Swagger 2.0). Each is installed from PyPI into a virtual environment in
the folder (a temporary one unless given), listens on 127.0.0.1, is asked for its own contract, and is ended. MUSTER names the
program. Reference data of each: at most ten lines, below. Whether a cause is true is for a person to say: the reports stay in the
folder. Needs the network for PyPI alone.
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
        "values": {"path": "a.txt"},
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


def run(name, folder, cases):
    server = SERVERS[name]
    binaries = install(name, server, folder)
    place = os.path.join(folder, name)
    os.makedirs(os.path.join(place, "content"), exist_ok=True)
    with open(os.path.join(place, "content/a.txt"), "w") as file:
        file.write("text\n")
    port = free_port()
    words = [word.format(port=port, folder=place) for word in server["start"]]
    environment = dict(os.environ, HOME=place, PREFECT_HOME=place, PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
    log = open(os.path.join(place, "server.log"), "w")
    process = subprocess.Popen([os.path.join(binaries, words[0])] + words[1:], stdout=log, stderr=log, env=environment, cwd=place)
    base = f"http://127.0.0.1:{port}"
    try:
        document = None
        for path in [server["contract"]] + server.get("alternatives", []):
            try:
                document = fetch(base + path, server.get("headers", {}), 120)
                break
            except OSError as error:
                reason = error
        if document is None:
            raise SystemExit(f"{name}: {reason}")
        contract = os.path.join(place, "contract" + (".yaml" if server["contract"].endswith("yaml") else ".json"))
        with open(contract, "wb") as file:
            file.write(document)
        values = os.path.join(place, "values.json")
        with open(values, "w") as file:
            json.dump(server["values"], file)
        for method, path, content in server.get("prepare", []):
            fields = dict(server.get("headers", {}), **{"Content-Type": "application/json"})
            request = urllib.request.Request(base + path, json.dumps(content).encode(), fields, method=method)
            urllib.request.urlopen(request, timeout=30).read()
        suite = os.path.join(place, "suite.json")
        known = dict(os.environ, **server["environment"])
        target = base + server.get("base", "")
        subprocess.run([PROGRAM, "generate", contract, "--values", values, "--target", target, "--cases", str(cases), "-o", suite]
                       + (["--auth", server["auth"]] if "auth" in server else []),
                       env=known, check=True, stderr=open(os.path.join(place, "generate.log"), "w"))
        begin = time.time()
        subprocess.run([PROGRAM, "run", suite, "--report-dir", os.path.join(place, "reports"), "--format", "json,md,html", "-q"],
                       env=known, stdout=open(os.path.join(place, "run.log"), "w"), stderr=subprocess.STDOUT)
        seconds = time.time() - begin
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    with open(os.path.join(place, "reports/results.json")) as file:
        verdicts = collections.Counter(case["verdict"] for suite in json.load(file)["suites"] for case in suite["cases"])
    print(f"\n## {name}: {sum(verdicts.values())} cases in {seconds:.0f} s: {dict(verdicts)}\n")
    print("| cause | cases | found |\n|---|---|---|")
    for title, count, found in causes(os.path.join(place, "reports/report.md")):
        print(f"| {title} | {count} | {found[:120]} |")
    print(open(os.path.join(place, "generate.log")).read().strip().splitlines()[-1], flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("servers", nargs="*", default=list(SERVERS))
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--folder")
    parser.add_argument("--keep", action="store_true", help="keep a temporary folder")
    options = parser.parse_args()
    folder = os.path.abspath(options.folder) if options.folder else tempfile.mkdtemp(prefix="muster-real-")
    try:
        for name in options.servers or SERVERS:
            run(name, folder, options.cases)
    finally:
        if not options.folder and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
