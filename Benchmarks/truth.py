#!/usr/bin/env python3
"""Capacities that theory knows, searched for. Usage: Benchmarks/truth.py [quick|full] [RUNS] [CASE...] [--beside N] [--rows FILE] [--from SEED]

The mock is a queue, or a token bucket, whose highest rate for an objective is known; the search has to find it. M/M/1 of 1,000/s keeps
p99 <= 20 ms up to 769.74/s; M/M/4 of 250/s each keeps p99 <= 50 ms up to 902.67/s (both by the closed form of the response time, solved
for the rate); a token bucket of 500/s refuses what is above. Of the queues the estimate by all trials together is held against the truth, of the bucket, which no percentile tells of, the middle of the bounds.
`full` takes ten minutes at most; `quick` is within a minute, and its bounds say what it is worth: of it is told how often they have the truth
between them. With `--beside N` so many searches run at the same time, on all cores, by generators that sleep between their requests
(`--pacing economical`): later by a tenth of a millisecond than those that poll, and an hour in place of five. With `--rows FILE` what was
found is kept there, and added to what is there already: hours of searches in parts, of which `--from` says the first seed. Any other tool can be held against the same mocks:
`Benchmarks/truth.py serve CASE` serves one until it is stopped.
"""
import argparse, concurrent.futures, json, math, os, subprocess, sys, time
import bench
from bench import Report, verdict


def wait_probability(servers, offered):
    """Erlang C by the recursion of Erlang B (Cooper: Introduction to Queueing Theory, 1981, section 3.4)."""
    blocking = 1.0
    for server in range(1, servers + 1):
        blocking = offered * blocking / (server + offered * blocking)
    return blocking / (1 - offered / servers * (1 - blocking))


def highest_rate(servers, service_rate, limit, percent=99):
    """The rate at which the percentile of the M/M/c response time is `limit` seconds."""
    def above(rate):
        drain = servers * service_rate - rate
        difference = drain - service_rate
        waited = limit * math.exp(-service_rate * limit) if abs(difference) < 1e-9 else \
            (math.exp(-service_rate * limit) - math.exp(-drain * limit)) / difference
        return math.exp(-service_rate * limit) + wait_probability(servers, rate / service_rate) * service_rate * waited

    low, high = 0.0, servers * service_rate
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) > 1 - percent / 100 else (middle, high)
    return low


OK = {"rules": [], "otherwise": {"status": 200}}
# Of each: its mock, the objective, the arrivals, the truth, and how far off the middle of the bounds may be.
CASES = {
    "M/M/1": ({**OK, "service": {"servers": 1, "time": {"exponential": "1ms"}}}, "p99<20ms", "poisson", highest_rate(1, 1000, 0.02), 0.02),
    "M/M/4": ({**OK, "service": {"servers": 4, "time": {"exponential": "4ms"}}}, "p99<50ms", "poisson", highest_rate(4, 250, 0.05), 0.02),
    "bucket": ({"limits": {"all": {"rate": "500/s", "burst": 10}},
                "rules": [{"name": "too many", "when": {"over": "all"}, "respond": {"status": 429}}], "otherwise": {"status": 200}},
               "failures<0.1%", "constant", 500.0, 0.01),
}
FORMS = {
    "quick": {"queue": ["--trial", "6s", "--sum", "6s", "--width", "12%", "--within", "55s", "--from", "200/s"],
              "bucket": ["--trial", "4s", "--sum", "4s", "--width", "4%", "--within", "55s", "--from", "200/s"]},
    "full": {"queue": ["--trial", "30s", "--sum", "240s", "--width", "6%", "--within", "590s", "--from", "200/s"],
             "bucket": ["--trial", "10s", "--sum", "10s", "--width", "1.5%", "--within", "590s", "--from", "200/s"]},
}


def options(form, case):
    return FORMS[form]["bucket" if case == "bucket" else "queue"]


def search(case, form, seed, shared):
    """The goal that one search found, how long it took and how many trials. `shared`: the cores are, with other searches."""
    mock, objective, arrivals, _, _ = CASES[case]
    generator, server, pacing = (None, None, ["--pacing", "economical"]) if shared else (bench.GENERATOR, bench.SERVER, [])
    with bench.mock(mock, seed, server) as url:
        start = time.time()
        run = subprocess.run(bench.pinned(generator, [bench.PROGRAM, "capacity", url, "--up-to", "2000/s", "--expect", objective, "--arrivals", arrivals,
                              "--json", "--seed", str(seed)] + pacing + options(form, case)), capture_output=True, text=True)
        seconds = time.time() - start
    if run.returncode == 2:
        raise RuntimeError(run.stderr)
    found = json.loads(run.stdout)["suites"][0]["cases"][0]["steps"][0]["capacity"]
    goal = found["goals"][0]
    return goal, seconds, len(found["trials"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("form", nargs="?", default="quick", choices=["quick", "full", "serve"])
    parser.add_argument("rest", nargs="*", metavar="RUNS CASE...")
    parser.add_argument("--beside", type=int, default=1)
    parser.add_argument("--rows", metavar="FILE", help="add to the rows of this file")
    parser.add_argument("--from", type=int, default=1, dest="first", metavar="SEED", help="the first seed")
    asked = parser.parse_args()
    if asked.form == "serve":
        with bench.mock(CASES[asked.rest[0]][0], 1) as url:
            print(url, flush=True)
            while True:
                time.sleep(3600)
    runs, cases, load = int((asked.rest or ["3"])[0]), asked.rest[1:] or list(CASES), os.getloadavg()[0]
    rows = json.load(open(asked.rows)) if asked.rows and os.path.exists(asked.rows) else []
    # The cases take turns, and each search is written down when it ends: hours of them may be stopped.
    with concurrent.futures.ThreadPoolExecutor(asked.beside) as pool:
        searches = [pool.submit(measure, case, asked.form, seed, asked.beside > 1) for seed in range(asked.first, asked.first + runs) for case in cases]
        for search in concurrent.futures.as_completed(searches):
            if search.exception():
                pool.shutdown(cancel_futures=True)
                sys.exit(str(search.exception()))
            rows.append(search.result())
            if asked.rows:
                with open(asked.rows, "w") as file:
                    json.dump(rows, file)
            tell(asked, rows, load).save()
    tell(asked, rows, load).write()


def measure(case, form, seed, shared):
    """A row of the table: what one search found, how far off it is, and whether the truth is between its ends."""
    truth = CASES[case][3]
    goal, seconds, trials = search(case, form, seed, shared)
    lower, upper, estimate = goal["lowerPerSecond"], goal["upperPerSecond"], goal["estimate"]
    middle = (lower * upper) ** 0.5 if lower and upper else None
    found = middle if case == "bucket" else estimate and estimate["perSecond"]
    interval = f"{estimate['lowerPerSecond']:.0f} to {estimate['upperPerSecond']:.0f}" if estimate else "-"
    ends = (estimate["lowerPerSecond"], estimate["upperPerSecond"]) if estimate and form == "full" else (lower, upper)
    row = {"case": case, "error": found / truth - 1 if found else None, "between": all(ends) and ends[0] <= truth <= ends[1]}
    row["cells"] = [case, f"{truth:.1f}", f"{lower:.1f}" if lower else "-", f"{upper:.1f}" if upper else "-", goal["outcome"],
                    f"{estimate['perSecond']:.1f}" if estimate else "-", interval,
                    f"{row['error']:+.1%}" if found else "-", f"{seconds:.0f} s, {trials} trials", "yes" if row["between"] else "no"]
    print(" | ".join(row["cells"]), file=sys.stderr)
    return row


def tell(asked, rows, load):
    form = asked.form
    report = Report("truth", "Capacities that theory knows")
    report.text(f"The {form} form: `muster capacity URL --up-to 2000/s {' '.join(options(form, 'M/M/1'))}`, the bucket with "
                f"`{' '.join(options(form, 'bucket'))}`. Load average before: {load:.1f}."
                + (f" {asked.beside} searches at a time on all cores, by generators that sleep." if asked.beside > 1 else ""))
    sums = []
    for case in dict.fromkeys(row["case"] for row in rows):
        of = [row for row in rows if row["case"] == case]
        near = sum(1 for row in of if row["error"] is not None and abs(row["error"]) <= CASES[case][4])
        between = sum(1 for row in of if row["between"])
        counted, wanted = (near, 0.95) if form == "full" else (between, 0.8)
        sums.append([case, f"{near} of {len(of)}", f"{between} of {len(of)}", verdict(counted >= math.ceil(len(of) * wanted))])
    report.table(["", "truth, /s", "holds at", "not at", "outcome", "together", "95%", "error", "took", "truth between"],
                 [row["cells"] for row in sorted(rows, key=lambda row: row["case"])])
    report.table(["", "within 2% (bucket 1%)", "truth between", "as wanted"], sums)
    return report

main()
