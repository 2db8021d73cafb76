#!/usr/bin/env python3
"""Queues that theory knows, measured: the mock as M/M/1 and M/M/4. Usage: Benchmarks/queues.py [SECONDS] [SHORT RUNS] [SHORT SECONDS]

The mock serves several independent queues of the same kind, a rule each; one Poisson load is spread over them at random, so each gets
a Poisson load of its own (Kingman: Poisson Processes, 1993, section 5.1) and all together as many requests as one queue in a run many
times as long. What is measured by muster is compared with the closed forms of the response time T = W + S.
"""
import math, sys
import bench
from bench import Muster, Report, verdict

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
SHORT_RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
SHORT_SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 12
PERCENTS = [50, 90, 99]
QUEUES = 100
# In seconds. The network, the mock's wake-ups and the generator's add 0.1 to 0.2 ms to each response; beside this it is little.
SERVICE = 0.02
# By how many relaxation times a queue is past its empty beginning when the figures begin (Gross and Harris, section 2.12).
WARM_UP = 5


def wait_probability(servers, offered):
    """Erlang C by the recursion of Erlang B (Cooper: Introduction to Queueing Theory, 1981, section 3.4)."""
    blocking = 1.0
    for server in range(1, servers + 1):
        blocking = offered * blocking / (server + offered * blocking)
    return blocking / (1 - offered / servers * (1 - blocking))


def response(servers, utilisation, percent):
    """The percentile of the M/M/c response time, in seconds, by halving P(T > t)."""
    rate, drain = 1 / SERVICE, (servers - servers * utilisation) / SERVICE
    waits = wait_probability(servers, servers * utilisation)

    def above(time):
        difference = drain - rate
        waited = time * math.exp(-rate * time) if abs(difference) < 1e-9 else \
            (math.exp(-rate * time) - math.exp(-drain * time)) / difference
        return math.exp(-rate * time) + waits * rate * waited

    low, high = 0.0, 100 * SERVICE / (1 - utilisation)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) > 1 - percent / 100 else (low, middle)
    return high


def measure(servers, utilisation, queues, seconds, seed):
    rules = [{"name": f"queue {i}", "when": {"path": f"/{i}"},
              "respond": {"service": {"servers": servers, "time": {"exponential": f"{round(SERVICE * 1e6)}us"}}}}
             for i in range(queues)]
    requests = [{"name": f"queue {i}", "request": {"path": f"/{i}"}} for i in range(queues)]
    rate = queues * servers * utilisation / SERVICE
    relaxation = SERVICE / servers / (1 - math.sqrt(utilisation)) ** 2
    with bench.mock({"rules": rules}, seed) as url:
        return Muster({"request": {"path": "/0"}, "expect": {"status": 200},
                       "load": {"rate": f"{rate:g}/s", "arrivals": "poisson", "for": f"{seconds}s", "warmUp": f"{math.ceil(WARM_UP * relaxation)}s",
                                "requests": requests, "validate": "none"}},
                      url, "--seed", str(seed), "--accept-suspect", "--pacing", "economical")


def lateness():
    """Percentiles of the service time, in microseconds, as muster sees it: without a service, and beyond a constant one."""
    load = {"load": {"rate": "200/s", "for": "5s", "warmUp": "1s", "validate": "none"}, "request": {"path": "/"},
            "expect": {"status": 200}}
    rows = []
    for name, nanoseconds in [("no service", 0), ("5 ms, beyond them", 5_000_000)]:
        service = {"service": {"servers": 1000, "time": "5ms"}} if nanoseconds else {}
        with bench.mock({**service, "otherwise": {"status": 200}}) as url:
            run = Muster(load, url, "--accept-suspect", "--pacing", "economical")
        rows.append([name] + [f"{run.percentile(p, 'serviceTime') - nanoseconds / 1000:.0f}" for p in PERCENTS])
    return rows


def interval(run, percent):
    found = next((p for p in run.load["responseTime"]["percentiles"] if p["percent"] == percent), {})
    return found.get("interval")


def main():
    report = Report("queues", "Queues that theory knows")
    report.text(f"The mock serves with a mean of {SERVICE * 1000:g} ms, exponential; arrivals are Poisson. {SECONDS} s, response times "
                "from the intended start, in milliseconds. The mock on one core, the generator on the other.")
    rows, late = [], []
    for name, servers, utilisation, queues in [("M/M/1, 50%", 1, 0.5, QUEUES), ("M/M/1, 80%", 1, 0.8, QUEUES),
                                              ("M/M/4, 80%", 4, 0.8, QUEUES // 4)]:
        run = measure(servers, utilisation, queues, SECONDS, seed=1)
        for percent in PERCENTS:
            expected, measured = response(servers, utilisation, percent) * 1000, run.percentile(percent) / 1000
            error = measured / expected - 1
            rows.append([name, f"p{percent}", f"{run.load['completed']:,} of {queues} queues", f"{expected:.3f}", f"{measured:.3f}",
                         f"{error:+.1%}", verdict(abs(error) <= 0.05)])
        late.append([name, f"{run.percentile(50, 'slip'):.0f}", f"{run.percentile(99, 'slip'):.0f}", "; ".join(run.doubts) or "valid"])
    report.table(["queue", "", "requests", "theory", "measured", "error", "within 5%"], rows)
    report.table(["queue", "slip p50, us", "slip p99, us", "the generator on itself"], late)

    report.text("## How late the mock's answers are: from the send to the answer, 200/s, microseconds")
    report.table(["service", "p50", "p90", "p99"], lateness())
    report.text(f"## Do the confidence intervals hold theory's value? {SHORT_RUNS} runs of {SHORT_SECONDS} s, M/M/1 at 50%, {QUEUES} queues")
    runs = [measure(1, 0.5, QUEUES, SHORT_SECONDS, seed=100 + i) for i in range(SHORT_RUNS)]
    rows = []
    for percent in PERCENTS:
        found = [interval(run, percent) for run in runs]
        given = [i for i in found if i]
        expected = response(1, 0.5, percent) * 1e9
        held = sum(1 for i in given if i["lowerNs"] <= expected <= i["upperNs"])
        stated = given[0]["confidence"] if given else float("nan")
        rows.append([f"p{percent}", f"{len(given)} of {SHORT_RUNS}", f"{stated:.0%}", f"{held} of {len(given)}",
                     given[0]["method"] if given else "", verdict(given and plausible(held, len(given), stated))])
    report.table(["", "runs with an interval", "stated rate", "held theory's value", "method",
                  "as stated (so few or fewer have a chance of 1% or more)"], rows)
    report.write()


def plausible(held, runs, rate):
    """Whether so few hits or fewer have a probability of 1% or more at the stated rate."""
    return sum(math.comb(runs, k) * rate ** k * (1 - rate) ** (runs - k) for k in range(held + 1)) >= 0.01


main()
