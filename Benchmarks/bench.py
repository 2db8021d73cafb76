"""What the benchmarks share: servers and generators as child processes on their own cores, CPU times, tables.

The generator runs on core 0 and the server on core 1 (taskset). For a machine that others use too, BENCH_PRIORITY=high runs
both at nice -20, BENCH_PRIORITY=realtime before everything else (chrt -f); both need root, and results say so. The
kernel's network threads (ksoftirqd) get real-time priority too then, until the end: a generator that polls would starve them. Whoever
polls for longer than about a second is paused for 5% of it all the same (the kernel's fair server): keep such runs shorter. Everything goes to 127.0.0.1 and is bounded in time.
"""
import atexit, contextlib, datetime, json, os, platform, re, shutil, socket, statistics, subprocess, sys, tempfile, time

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(FOLDER)
PROGRAM = os.path.abspath(os.environ.get("MUSTER", os.path.join(ROOT, ".build/release/muster")))
PRIORITY = os.environ.get("BENCH_PRIORITY", "")
PREFIX = {"": [], "high": ["nice", "-n", "-20"], "realtime": ["chrt", "-f", "10"]}[PRIORITY]
GENERATOR, SERVER = 0, 1
if PRIORITY == "realtime":
    for thread in subprocess.run(["pgrep", "ksoftirqd/"], capture_output=True, text=True).stdout.split():
        subprocess.run(["chrt", "-f", "-p", "20", thread])
        atexit.register(subprocess.run, ["chrt", "-o", "-p", "0", thread])
if PRIORITY == "high":
    # The scheduler shares the time among sessions first (sched(7), autogroup): the session of this process is put first too.
    with contextlib.suppress(OSError):  # it leads a session already
        os.setsid()
    with contextlib.suppress(OSError):
        with open("/proc/self/autogroup", "w") as autogroup:
            autogroup.write("-20")
# The same for every request, and another one for each: muster remembers what it judged, and serves no purpose to a benchmark then.
ANSWERS = ['{"code":0,"msg":"success"}', '{"code":0,"msg":"success","serial":"$connection-$connection_requests"}']


def need(*programs):
    """Ends the benchmark when a program is missing."""
    for program in programs:
        if not shutil.which(program):
            sys.exit(f"{program} is missing; Benchmarks/README.md says what to install")


def pinned(core, command):
    """`command` on one core (None: on all)."""
    taskset = [] if core is None else ["taskset", "-c", str(core)]
    return PREFIX + taskset + command


class Finished:
    """A child process that has ended: what it printed, and the CPU time that it used, in seconds."""

    def __init__(self, code, output, usage):
        self.code, self.output, self.cpu = code, output, usage.ru_utime + usage.ru_stime


def run(command, core=GENERATOR, may_fail=False, environment=None):
    """Runs a command to its end; its CPU time is the kernel's own count (wait4)."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(pinned(core, command), stdout=output, stderr=subprocess.STDOUT, cwd=ROOT,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        finished = Finished(process.returncode, output.read().decode(errors="replace"), usage)
    if finished.code != 0 and not may_fail:
        sys.exit(f"{' '.join(command)} ended with {finished.code}:\n{finished.output}")
    return finished


class Muster:
    """A run of muster: the `load` of its first case in results.json, and the process."""

    def __init__(self, scenario, target, *options, core=GENERATOR, threads=1, suite=None):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "suite.json")
            with open(path, "w") as file:
                json.dump({"suite": "benchmark", **(suite or {}), "scenarios": [{"name": "load", **scenario}]}, file)
            self.process = run([PROGRAM, "run", path, "--target", target, "--threads", str(threads), "--report-dir", folder,
                                *options], core, may_fail=True)
            with open(os.path.join(folder, "results.json")) as file:
                case = json.load(file)["suites"][0]["cases"][0]
        if case["verdict"] == "failed":
            sys.exit(f"muster: {case['reason']}\n{self.process.output}")
        self.load = case["steps"][0]["load"]
        self.doubts = self.load["audit"]["doubts"] if self.load.get("audit") else []

    def percentile(self, percent, kind="responseTime"):
        """In microseconds; NaN when there were too few."""
        times = self.load["audit"][kind] if kind.lower().endswith("slip") else self.load[kind]
        return next((p["valueNs"] / 1000 for p in times["percentiles"] if p["percent"] == percent), float("nan"))

    @property
    def rate(self):
        return self.load["throughputPerSecond"]

    @property
    def cpu(self):
        """Microseconds of CPU a request, the process's start and the warm-up included."""
        return self.process.cpu * 1e6 / (self.load["completed"] + self.load["warmUp"])


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextlib.contextmanager
def child(command, core, ready):
    """A server as a child process; `ready` is asked until it is true."""
    process = subprocess.Popen(pinned(core, command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    try:
        if not ready(process):
            sys.exit(f"{' '.join(command)} does not serve")
        yield process
    finally:
        process.terminate()
        process.wait()


def listens(port):
    for _ in range(100):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def nginx(http2=False, core=SERVER):
    """One nginx worker that answers everything with a JSON text: the same for all on two ports, another one each time on two more;
    /slow with a byte a second. With `http2`, over TLS it speaks HTTP/2 too. Gives the URLs: plain, TLS, plain with different bodies, TLS with different bodies."""
    need("nginx", "openssl")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        ports = [free_port() for _ in range(4)]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
                       check=True, stderr=subprocess.DEVNULL)
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                             ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        servers = "\n".join(
            f"server {{ listen 127.0.0.1:{port}{' ssl' if i % 2 else ''}{' http2' if i % 2 and http2 else ''} backlog=4096; "
            f"{'ssl_certificate cert.pem; ssl_certificate_key key.pem; ' if i % 2 else ''}"
            f"http2_max_concurrent_streams 1000; location /slow {{ root {folder}; limit_rate 1; }} "
            f"location / {{ default_type application/json; return 200 '{ANSWERS[i // 2]}'; }} }}" for i, port in enumerate(ports))
        with open(f"{folder}/slow", "w") as file:
            file.write("x" * 1000)
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(f"""daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 12000; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; {temporary}
{servers}
}}
""")
        with child(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf"], core, lambda _: listens(ports[0])):
            yield tuple(f"http{'s' if i % 2 else ''}://127.0.0.1:{port}" for i, port in enumerate(ports))


@contextlib.contextmanager
def mock(rules, seed=1, core=SERVER):
    """muster's mock on the server's core (None: on all). Gives its URL."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mock.json")
        with open(path, "w") as file:
            json.dump({"mock": "benchmark", **rules}, file)
        address = []
        with child([PROGRAM, "mock", path, "--seed", str(seed)], core,
                   lambda process: address.append(process.stdout.readline().strip()) or address[0]):
            yield address[0]


def compiled(name):
    """The C program `name`.c of this folder, built."""
    need("gcc")
    path = os.path.join(tempfile.gettempdir(), f"muster-{name}")
    subprocess.run(["gcc", "-O2", "-Wall", "-o", path, os.path.join(FOLDER, f"{name}.c")], check=True)
    return path


def k6():
    """k6's program: $K6, or the one on PATH; nothing when there is none, or $K6 is empty."""
    return os.environ.get("K6", shutil.which("k6"))


def k6_summary(script, core=GENERATOR):
    """Runs a k6 script; gives its metrics and the CPU time of the process."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/script.js", "w") as file:
            file.write(script)
        finished = run([k6(), "run", "--quiet", "--no-usage-report", "--summary-export", f"{folder}/summary.json",
                        "--summary-trend-stats", "med,p(90),p(99),max", f"{folder}/script.js"], core)
        with open(f"{folder}/summary.json") as file:
            return json.load(file)["metrics"], finished.cpu


def wrk(url, connections, seconds, *options, threads=1, core=GENERATOR):
    """Runs wrk: requests a second, microseconds of CPU a request, and what it printed."""
    need("wrk")
    finished = run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}", *options, url], core)
    requests = int(re.search(r"(\d+) requests in", finished.output).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", finished.output).group(1))
    if "Non-2xx" in finished.output or "Socket errors" in finished.output:
        sys.exit(finished.output)
    return rate, finished.cpu * 1e6 / requests, finished.output


def median(values):
    return statistics.median(values)


def spread(values, digits=0):
    """The median, with the extremes."""
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def verdict(holds):
    return "yes" if holds else "**no**"


def machine():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read()).group(1)
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout.strip()
    if "commit" not in version:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT).stdout.strip()
        version += f" (commit {commit})"
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}, {version}, {os.cpu_count()} cores of "
            f"{model}, a virtual machine with {memory:.0f} GiB, {platform.system()} {platform.release()}; "
            f"{f'generator and server at {PRIORITY} priority, ' if PRIORITY else ''}load average {load:.1f} at the start.")


class Report:
    """A Markdown report: printed, and written to results/NAME.md."""

    def __init__(self, name, title):
        self.name, self.lines = name, [f"# {title}", "", machine(), ""]

    def text(self, text):
        self.lines += [text, ""]

    def table(self, header, rows):
        self.lines.append("| " + " | ".join(header) + " |")
        self.lines.append("|" + "---|" * len(header))
        self.lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        self.lines.append("")

    def write(self):
        print(self.save())

    def save(self):
        """Writes the file; gives its text."""
        text = "\n".join(self.lines).rstrip() + "\n"
        results = os.environ.get("BENCH_RESULTS", os.path.join(FOLDER, "results"))
        os.makedirs(results, exist_ok=True)
        with open(os.path.join(results, f"{self.name}.md"), "w") as file:
            file.write(text)
        return text
