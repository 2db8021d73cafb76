#!/usr/bin/env python3
"""Runs that several processes share. Usage: Benchmarks/shards.py [merge|single|slurm|walk|search|hosts]... [--shards N] [--seconds N]

    merge   merges synthetic results of 1,000 shards of a load of ten minutes: time and memory
    single  the same load by one process and by four shards: Poisson arrivals, and users
    slurm   2, 4 and 8 shards in a Slurm of this machine (deploy/slurm/cluster.py) against M/M/4 queues: how far apart they begin, the
            merged percentiles against theory, and what becomes of a killed shard
    walk    the Indexed Job of deploy/kubernetes without a cluster
    search  the capacity of a token bucket, and of an M/M/1 queue, searched for by one process and by several that share the trials
    hosts   four hosts with addresses of their own, as network namespaces at a bridge, against a server in a fifth (root)
"""
import argparse, contextlib, json, math, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time, zlib
import bench
from bench import PROGRAM, ROOT, Report, verdict

sys.path.insert(0, os.path.join(ROOT, "deploy/slurm"))
import cluster as slurm

SERVICE = 0.02
QUEUES = 25
SERVERS, UTILISATION = 4, 0.8


# What theory says: Erlang C, as in queues.py.
def response(percent):
    blocking = 1.0
    for server in range(1, SERVERS + 1):
        blocking = SERVERS * UTILISATION * blocking / (server + SERVERS * UTILISATION * blocking)
    waits = blocking / (1 - UTILISATION * (1 - blocking))
    rate, drain = 1 / SERVICE, SERVERS * (1 - UTILISATION) / SERVICE

    def above(t):
        gap = drain - rate
        waited = t * math.exp(-rate * t) if abs(gap) < 1e-9 else (math.exp(-rate * t) - math.exp(-drain * t)) / gap
        return math.exp(-rate * t) + waits * rate * waited

    low, high = 0.0, 100 * SERVICE / (1 - UTILISATION)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) > 1 - percent / 100 else (low, middle)
    return high


def suite(folder, url, seconds):
    """A Poisson load over the queues of the mock; gives its path."""
    requests = [{"name": f"queue {i}", "request": {"path": f"/{i}"}} for i in range(QUEUES)]
    rate = QUEUES * SERVERS * UTILISATION / SERVICE
    path = os.path.join(folder, "suite.json")
    with open(path, "w") as file:
        json.dump({"suite": "shards", "target": url, "scenarios": [
            {"name": "queues", "request": {"path": "/0"}, "expect": {"status": 200},
             "load": {"rate": f"{rate:g}/s", "arrivals": "poisson", "for": f"{seconds}s", "warmUp": "4s", "drain": "5s",
                      "requests": requests, "validate": "none"}}]}, file)
    return path


def queues(seed=1):
    rules = [{"name": f"queue {i}", "when": {"path": f"/{i}"},
              "respond": {"service": {"servers": SERVERS, "time": {"exponential": f"{round(SERVICE * 1e6)}us"}}}}
             for i in range(QUEUES)]
    return bench.mock({"rules": rules}, seed)


def load_of(folder):
    with open(os.path.join(folder, "results.json")) as file:
        run = json.load(file)
    case = run["suites"][0]["cases"][0]
    return run, case, case["steps"][0]["load"]


def value(load, percent):
    return next((p["valueNs"] / 1e6 for p in load["responseTime"]["percentiles"] if p["percent"] == percent), float("nan"))


# Synthetic shards

def packed(values):
    """LatencyRecorder's histogram of values in nanoseconds, as Swift's PackedLatencies writes it."""
    counts = {}
    for v in values:
        doubling = max(0, v.bit_length() - 11)
        index = (doubling << 10) + (v >> doubling)
        counts[index] = counts.get(index, 0) + 1
    body, last = bytearray(), 0
    for index in sorted(counts):
        body += leb(index - last) + leb(counts[index])
        last = index
    head = [len(values), 0, min(values, default=0), max(values, default=0), sum(values), len(body)]
    return b"".join(leb(n) for n in head) + bytes(body)


def leb(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def synthetic(folder, shards, seconds, rate):
    """Writes what `shards` shards would have left of a load of so many seconds, `rate` requests a second each: the frame is a real
    run's, the histograms are made up, ten different ones."""
    with tempfile.TemporaryDirectory() as scratch, bench.mock({"otherwise": {"status": 200}}) as url:
        path = os.path.join(scratch, "suite.json")
        with open(path, "w") as file:
            json.dump({"suite": "synthetic", "target": url, "scenarios": [
                {"name": "load", "request": {"path": "/"}, "expect": {"status": 200, "latency": {"p99": "1s"}},
                 "load": {"rate": f"{shards}/s", "for": "1s", "drain": "5s"}}]}, file)
        bench.run([PROGRAM, "run", path, "--shard", f"0/{shards}", "--seed", "1", "--report-dir", f"{scratch}/0"], may_fail=True)
        document = pathlib.Path(f"{scratch}/0/shard.json").read_text()
        figures = next(pathlib.Path(f"{scratch}/0/loads").glob("*.figures"))
        magic, header, _ = figures.read_bytes().split(b"\n", 2)
        name = figures.name
    draw = random.Random(1)
    bodies = []
    for _ in range(10):
        times = [[max(50_000, int(draw.lognormvariate(16.5, 0.6))) for _ in range(rate)] for _ in range(seconds)]
        everything = [t for second in times for t in second]
        lags = packed([draw.randrange(1000, 60_000) for _ in range(rate * seconds)])
        body = packed(everything) * 2 + packed(everything) + packed([]) + lags * 3
        for second, values in enumerate(times):
            one = packed(values)
            body += b"".join(leb(n) for n in [second, 1, rate, rate, 0, rate, 0, 5, 1, 2, rate]) + one + one
        bodies.append(body)
    size = 0
    for shard in range(shards):
        head = json.loads(header)
        total = rate * seconds
        head.update(offered=total, sent=total, completed=total, statuses={"200": total}, durationNs=seconds * 10**9,
                    series=[{"request": 0, "statusClass": 2}])
        head["shards"]["each"][0].update(index=shard, offered=total, sent=total, completed=total)
        content = magic + b"\n" + json.dumps(head, separators=(",", ":")).encode() + b"\n" + bodies[shard % 10]
        content += zlib.crc32(content).to_bytes(4, "little")
        place = pathlib.Path(folder, str(shard))
        (place / "loads").mkdir(parents=True)
        (place / "loads" / name).write_bytes(content)
        run = json.loads(document)
        run["shards"]["each"][0]["index"] = shard
        run["suites"][0]["cases"][0]["steps"][0]["load"]["shards"]["each"][0]["index"] = shard
        (place / "shard.json").write_text(json.dumps(run))
        size += len(content)
    return size


def merge(report, options):
    shards, seconds, rate = options.shards or 1000, options.seconds or 600, options.rate
    with tempfile.TemporaryDirectory() as folder:
        size = synthetic(folder, shards, seconds, rate)
        command = [PROGRAM, "merge"] + [f"{folder}/{i}" for i in range(shards)] + ["--report-dir", f"{folder}/merged", "--quiet"]
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - start
        if os.waitstatus_to_exitcode(status):
            sys.exit(output)
        _, case, load = load_of(f"{folder}/merged")
        complete = load["completed"] == shards * seconds * rate and case["verdict"] == "passed"
        memory = usage.ru_maxrss / 1024
        report.text(f"## {shards:,} shards merged\n\nA load of {seconds} s, {rate}/s in each shard: {size / 1e6:.0f} MB of figures, "
                    f"{load['completed']:,} responses. Synthetic; the files were in the page cache.")
        report.table(["", "goal", "measured", "met"], [
            ["time", "< 10 s", f"{took:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of processors", verdict(took < 10)],
            ["largest memory", "< 500 MB", f"{memory:.0f} MB", verdict(memory < 500)],
            ["every response counted, verdict passed", "", "", verdict(complete)]])


# Shards that run

def rows_of(name, folder):
    run, case, load = load_of(folder)
    rows = []
    for percent in [50, 90, 99]:
        expected, measured = response(percent) * 1000, value(load, percent)
        rows.append([name, f"p{percent}", f"{load['completed']:,}", f"{expected:.2f}", f"{measured:.2f}",
                     f"{measured / expected - 1:+.1%}", verdict(abs(measured / expected - 1) <= 0.05)])
    delays = [s["startDelayNs"] / 1e6 for s in load["shards"]["each"] if s["startDelayNs"] is not None]
    late = sum(1 for s in load["shards"]["each"] if s["audit"] and s["audit"]["doubts"])
    spread = load["shards"]["startSpreadNs"]
    return rows, [name, f"{max(delays):.2f}", f"{spread / 1e6:.2f}" if spread is not None else "", f"{late}", case["verdict"]]


def shards(report, options):
    if why := slurm.missing():
        return report.text(f"Slurm: skipped: {why}")
    seconds = options.seconds or 60
    rows, starts = [], []
    with queues() as url, slurm.Cluster() as cluster:
        for count in [2, 4, 8]:
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o755)
                submit(cluster, count, suite(folder, url, seconds), f"{folder}/run", seconds)
                more, start = rows_of(f"{count} shards", f"{folder}/run/merged")
                rows += more
                starts.append(start)
        killed = kill_one(cluster, url)
    report.text(f"## Slurm on this machine: M/M/4 at 80%, {QUEUES} queues, {seconds} s\n\nAn array of shards and a merge that depends on it "
                "(`deploy/slurm/submit.sh`), whose generators sleep (`PACING=economical`) as they share two cores; milliseconds.")
    report.table(["", "", "requests", "theory", "merged", "error", "within 5%"], rows)
    report.table(["", "latest start, ms after the plan", "from the first to the last start, ms", "shards with doubts", "verdict"], starts)
    report.text("## A shard of four that is killed (SIGKILL)")
    report.table(["", ""], killed)


def submit(cluster, count, path, results, seconds, during=None):
    environment = dict(cluster.environment, MUSTER=PROGRAM, DELAY="8", SEED="3", PACING="economical")
    printed = subprocess.run([f"{ROOT}/deploy/slurm/submit.sh", str(count), path, results, "--oversubscribe"], env=environment,
                             capture_output=True, text=True)
    if printed.returncode:
        sys.exit(printed.stderr)
    array, last = printed.stdout.split()
    if during:
        during(array)
    end = time.monotonic() + seconds + 120
    while cluster.ask("squeue", "-h", "-j", last).strip():
        if time.monotonic() > end:
            sys.exit(f"the merge didn't end: {cluster.ask('squeue')}")
        time.sleep(0.5)
    return cluster.ask("scontrol", "show", "job", last)


def kill_one(cluster, url):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)

        def during(array):
            time.sleep(14)
            # The shard's own process, as a machine that runs out of memory would: scancel lets it stop in good order.
            for line in subprocess.run(["pgrep", "-f", f"run .*--shard 2/4.*{folder}"], capture_output=True, text=True).stdout.split():
                os.kill(int(line), signal.SIGKILL)

        submit(cluster, 4, suite(folder, url, 10), f"{folder}/run", 10, during)
        run, case, load = load_of(f"{folder}/run/merged")
        named = [s for s in load["shards"]["each"] if s.get("absent")]
        return [["shards named as missing", ", ".join(f"{s['index']}: {s['absent']}" for s in named)],
                ["verdict, exit code", f"{case['verdict']}, {run['exitCode']}"], ["why", case["reason"][:160]],
                ["not averaged away", verdict(case["verdict"] == "error" and [s["index"] for s in named] == [2])]]


def single(report, options):
    """The same load by one process and by four: the values lie in each other's intervals."""
    seconds, count, rows = options.seconds or 60, options.shards or 4, []
    kinds = {"Poisson": {"rate": "160/s", "arrivals": "poisson"},
             "users": {"users": 40, "think": {"exponential": "200ms"}, "rampUp": "1s"}}
    for kind, model in kinds.items():
        loads = []
        for shards in [1, count]:
            with queues() as url, tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "suite.json")
                with open(path, "w") as file:
                    json.dump({"suite": "single", "target": url, "scenarios": [
                        {"name": "load", "request": {"path": "/0"}, "expect": {"status": 200},
                         "load": {**model, "for": f"{seconds}s", "warmUp": "4s", "drain": "5s"}}]}, file)
                if shards == 1:
                    bench.run([PROGRAM, "run", path, "--seed", "11", "--report-dir", f"{folder}/run/merged", "--accept-suspect"], None,
                              may_fail=True)
                else:
                    bench.run([f"{ROOT}/deploy/kubernetes/walk.sh", str(shards), path, f"{folder}/run"], None, may_fail=True,
                              environment={"MUSTER": PROGRAM, "DELAY": "4", "SEED": "11"})
                loads.append(load_of(f"{folder}/run/merged")[2])
        for percent in [50, 90, 99]:
            values = [value(load, percent) for load in loads]
            ends = [next((p["interval"] for p in load["responseTime"]["percentiles"] if p["percent"] == percent), None) for load in loads]
            words = [f"{e['lowerNs'] / 1e6:.1f} to {e['upperNs'] / 1e6:.1f}" if e else "none" for e in ends]
            holds = all(ends) and all(ends[i]["lowerNs"] <= values[1 - i] * 1e6 <= ends[i]["upperNs"] for i in range(2))
            rows.append([kind, f"p{percent}", f"{loads[0]['completed']:,}, {loads[1]['completed']:,}", f"{values[0]:.2f} ({words[0]})",
                         f"{values[1]:.2f} ({words[1]})", verdict(holds)])
    report.text(f"## One process and {count}: M/M/4, {seconds} s, milliseconds with 95% intervals")
    report.table(["", "", "responses", "one", f"{count} shards, merged", "each in the other's interval"], rows)


def walk(report, options):
    seconds, count = options.seconds or 20, options.shards or 4
    with queues() as url, tempfile.TemporaryDirectory() as folder:
        path = suite(folder, url, seconds)
        finished = bench.run([f"{ROOT}/deploy/kubernetes/walk.sh", str(count), path, f"{folder}/run"], None, may_fail=True,
                             environment={"MUSTER": PROGRAM, "DELAY": "4"})
        _, start = rows_of(f"{count} pods", f"{folder}/run/merged")
        report.text(f"## The Indexed Job without a cluster\n\n`deploy/kubernetes/walk.sh {count}`: a process for each pod, then the merge, which "
                    f"ended with {finished.code}.")
        report.table(["", "latest start, ms after the plan", "from the first to the last start, ms", "shards with doubts", "verdict"], [start])


# Of each: the mock, the goal, the arrivals, and the truth (truth.py tells whence).
SEARCHES = {
    "bucket": ({"limits": {"all": {"rate": "500/s", "burst": 10}}, "otherwise": {"status": 200},
                "rules": [{"name": "too many", "when": {"over": "all"}, "respond": {"status": 429}}]},
               {"failures": "0.1%", "trial": "5s", "sum": "5s", "width": "3%"}, "constant", 500.0),
    "M/M/1": ({"rules": [], "otherwise": {"status": 200}, "service": {"servers": 1, "time": {"exponential": "1ms"}}},
              {"latency": {"p99": "20ms"}, "trial": "15s", "sum": "60s", "width": "8%"}, "poisson", 769.74),
}


def search(report, options):
    rows = []
    for name, (mock, goal, arrivals, truth) in SEARCHES.items():
        for count in [1, options.shards or 3]:
            with bench.mock(mock, 5, None) as url, tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "suite.json")
                with open(path, "w") as file:
                    json.dump({"suite": "search", "target": url, "scenarios": [
                        {"name": "capacity", "request": {"path": "/"}, "expect": {"status": 200},
                         "capacity": {"from": "200/s", "upTo": "2000/s", "within": "6m", "arrivals": arrivals, "goals": [goal]}}]}, file)
                start = time.monotonic()
                if count == 1:
                    bench.run([PROGRAM, "run", path, "--seed", "5", "--report-dir", f"{folder}/run/merged", "--pacing", "economical"], None,
                              may_fail=True)
                else:
                    bench.run([f"{ROOT}/deploy/kubernetes/walk.sh", str(count), path, f"{folder}/run"], None, may_fail=True,
                              environment={"MUSTER": PROGRAM, "DELAY": "4", "SEED": "5", "PACING": "economical", "TRIALS": f"{folder}/run/trials"})
                took = time.monotonic() - start
                with open(f"{folder}/run/merged/results.json") as file:
                    found = json.load(file)["suites"][0]["cases"][0]["steps"][0]["capacity"]
            result, together = found["goals"][0], found["goals"][0]["estimate"]
            lower, upper = result["lowerPerSecond"], result["upperPerSecond"]
            rows.append([name, f"{truth:.1f}", f"{count}", f"{lower:.1f}" if lower else "-", f"{upper:.1f}" if upper else "-",
                         f"{together['perSecond']:.1f}" if together else "-", result["outcome"], f"{took:.0f} s, {len(found['trials'])} trials",
                         verdict(bool(lower and upper) and lower <= truth * 1.02 and upper >= truth * 0.98)])
    report.text("## A search for a capacity by one process and by several\n\nThe shards of `deploy/kubernetes/walk.sh`, whose trials shard 0 gives them "
                "through a folder; all processes, and the target, on the same cores.")
    report.table(["", "truth, /s", "processes", "holds at", "not at", "together", "outcome", "took", "truth between, give or take 2%"], rows)


# Hosts

@contextlib.contextmanager
def network(count):
    """So many hosts and a server at a bridge, in namespaces of their own; gives their names, the server's last."""
    tag = f"mu{os.getpid() % 10000}"
    names = [f"{tag}h{i}" for i in range(count)] + [f"{tag}srv"]

    def ip(*words):
        subprocess.run(["ip", *words], check=True)

    try:
        ip("netns", "add", f"{tag}sw")
        ip("-n", f"{tag}sw", "link", "add", "br0", "type", "bridge")
        ip("-n", f"{tag}sw", "link", "set", "br0", "up")
        for number, name in enumerate(names):
            ip("netns", "add", name)
            ip("link", "add", "eth0", "netns", name, "type", "veth", "peer", "name", f"port{number}", "netns", f"{tag}sw")
            ip("-n", f"{tag}sw", "link", "set", f"port{number}", "master", "br0", "up")
            ip("-n", name, "addr", "add", f"10.99.0.{number + 1}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield names
    finally:
        for name in names + [f"{tag}sw"]:
            subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)


def hosts(report, options):
    if os.geteuid() or not shutil.which("ip"):
        return report.text("Hosts: skipped: needs root and ip (apt install iproute2)")
    seconds, count = options.seconds or 20, 4
    with network(count) as names, tempfile.TemporaryDirectory() as folder:
        address = f"10.99.0.{count + 1}"
        server = subprocess.Popen(["ip", "netns", "exec", names[-1], "nginx", "-p", folder, "-c", conf(folder, address)]
                                  if shutil.which("nginx") else sys.exit("nginx is missing"))
        try:
            time.sleep(1)
            path = os.path.join(folder, "suite.json")
            with open(path, "w") as file:
                json.dump({"suite": "hosts", "target": f"http://{address}:8080", "scenarios": [
                    {"name": "from four hosts", "request": {"path": "/${index}"}, "expect": {"status": 200, "latency": {"p99": "250ms"}},
                     "load": {"rate": "4000/s", "arrivals": "poisson", "for": f"{seconds}s", "drain": "5s"}}]}, file)
            # Comparing the clocks takes up to 15 s.
            start = str(math.ceil(time.time()) + 18)
            runs = [subprocess.Popen(["ip", "netns", "exec", name, PROGRAM, "run", path, "--shard", f"{i}/{count}", "--seed", "5",
                                      "--start-at", start, "--allow-host", address, "--clock", f"http://{address}:8080/", "--no-preflight",
                                      "--threads", "1", "--pacing", "economical", "--report-dir", f"{folder}/{i}", "--quiet"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for i, name in enumerate(names[:-1])]
            told = [run.communicate()[1].strip().splitlines() for run in runs]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
        merged = subprocess.run([PROGRAM, "merge"] + [f"{folder}/{i}" for i in range(count)] + ["--report-dir", f"{folder}/merged"],
                                capture_output=True, text=True)
        run, case, load = load_of(f"{folder}/merged")
        seen = addresses(f"{folder}/access.log")
        report.text(f"## Four hosts on one machine\n\nNetwork namespaces at a bridge, each with an address; nginx in a fifth; 4,000/s, Poisson, {seconds} s. "
                    f"The merge ended with {merged.returncode}: {case['verdict']}.")
        report.table(["host", "requests sent", "seen by the server from its address", "start, ms after the plan", "clock against the server's"],
                     [[f"10.99.0.{s['index'] + 1}", f"{s['sent']:,}", format(seen.get("10.99.0.%d" % (s["index"] + 1), 0), ","), f"{s['startDelayNs'] / 1e6:.2f}",
                       next((l for l in told[s["index"]] if l.startswith("clock")), "")] for s in load["shards"]["each"]])
        report.table(["", "p50", "p99", "from the first to the last start"],
                     [["merged, ms", f"{value(load, 50):.2f}", f"{value(load, 99):.2f}", f"{load['shards']['startSpreadNs'] / 1e6:.2f} ms"]])


def conf(folder, address):
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"""daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; user root;
events {{ worker_connections 4096; }}
http {{ log_format short '$remote_addr'; access_log {folder}/access.log short buffer=1m; keepalive_requests 1000000000;
  server {{ listen {address}:8080; location / {{ default_type text/plain; return 200 'ok'; }} }} }}
""")
    return f"{folder}/nginx.conf"


def addresses(path):
    counts = {}
    with open(path) as file:
        for line in file:
            counts[line.strip()] = counts.get(line.strip(), 0) + 1
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=["merge", "single", "slurm", "walk", "search", "hosts"])
    parser.add_argument("--shards", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--rate", type=int, default=100, help="requests a second of each synthetic shard")
    parser.add_argument("--queues", type=int, default=QUEUES, help="so many queues of M/M/4, 160 requests a second each")
    options = parser.parse_args()
    globals()["QUEUES"] = options.queues
    report = Report("shards", "Runs that several processes share")
    for what in options.what:
        {"merge": merge, "slurm": shards, "single": single, "walk": walk, "search": search, "hosts": hosts}[what](report, options)
    report.write()


main()
