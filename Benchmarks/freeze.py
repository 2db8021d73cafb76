#!/usr/bin/env python3
"""A server that stands still for a second: what open and closed tools see of it. Usage: Benchmarks/freeze.py [SECONDS] [AFTER] [FREEZE]

The mock needs 1 ms a request, with more servers than requests, and freezes for 1 s, 3 s after its first request. An open load of 500/s
for 10 s has 500 requests due while it stands; the one that is due t after the beginning is answered 1 s - t later, and the worst 1% of
5,000 are the 50 that were due in the first 0.1 s: their shortest wait, p99, is 0.9 s and the service.
"""
import re, sys
import bench
from bench import Muster, Report, verdict

RATE, SERVICE = 500, 0.001
SECONDS, AFTER, FREEZE = (kind(sys.argv[place]) if len(sys.argv) > place else usual
                          for place, kind, usual in [(1, int, 10), (2, int, 3), (3, float, 1.0)])
MOCK = {"service": {"servers": 10_000, "time": f"{SERVICE * 1000:g}ms"}, "freeze": {"after": f"{AFTER}s", "for": f"{FREEZE:g}s"},
        "otherwise": {"status": 200}}


def seconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit]


def k6():
    """A row of what k6 says of 16 users without think time."""
    if not bench.k6():
        return []
    with bench.mock(MOCK) as url:
        metrics, _ = bench.k6_summary(f"""import http from "k6/http";
export const options = {{ vus: 16, duration: "{SECONDS}s", discardResponseBodies: true }};
export default function () {{ http.get("{url}/"); }}""")
    times = metrics["http_req_duration"]
    return [["k6, closed", f"{times['med']:.1f}", f"{times['p(99)']:.1f}", f"{times['max']:.0f}"]]


def main():
    report = Report("freeze", "A server that stands still for a second")
    expected = FREEZE - 0.01 * RATE * SECONDS / RATE + SERVICE
    with bench.mock(MOCK) as url:
        # 16 connections: the requests under way when the server stops are 0.3% of all, so service times hardly show it.
        run = Muster({"request": {"path": "/"}, "expect": {"status": 200},
                      "load": {"rate": f"{RATE}/s", "for": f"{SECONDS}s", "connections": {"max": 16, "openBefore": 16}}},
                     url, "--accept-suspect")
    with bench.mock(MOCK) as url:
        _, _, output = bench.wrk(url, 16, SECONDS, "--latency", "--timeout", "5s")
    wrk = {percent: seconds(time) for percent, time in re.findall(r"([\d.]+)%\s+([\d.]+\w+)", output)}
    report.text(f"{RATE}/s for {SECONDS} s over 16 connections, a freeze of {FREEZE:g} s; the closed tools with 16 connections for as "
                "long. In milliseconds.")
    response, service = run.percentile(99) / 1000, run.percentile(99, "serviceTime") / 1000
    report.table(["", "p50", "p99", "max"], [
        ["arithmetic, response time", f"{SERVICE * 1000:.1f}", f"{expected * 1000:.0f}", f"{(FREEZE + SERVICE) * 1000:.0f}"],
        ["muster, response time", f"{run.percentile(50) / 1000:.1f}", f"{response:.0f}",
         f"{run.load['responseTime']['maxNs'] / 1e6:.0f}"],
        ["muster, service time", f"{run.percentile(50, 'serviceTime') / 1000:.1f}", f"{service:.1f}",
         f"{run.load['serviceTime']['maxNs'] / 1e6:.0f}"],
        ["wrk --latency, closed, corrected afterwards", f"{wrk['50'] * 1000:.1f}", f"{wrk['99'] * 1000:.1f}", "-"],
    ] + k6())
    report.table(["", "goal", "met"], [
        ["response-time p99", f"within 2% of {expected * 1000:.0f} ms", verdict(abs(response / 1000 / expected - 1) <= 0.02)],
        ["service-time p99", "doesn't show the freeze: below 10 ms", verdict(service < 10)],
    ])
    report.text("A closed client waits for the answer before it sends the next request: while the server stands, it sends nothing, so a "
                "freeze of a tenth of the run costs it one late answer a connection. That is coordinated omission, and k6's p99 "
                "doesn't show the freeze. wrk 4 guesses afterwards what it left out: it adds, to each answer that took longer than a "
                "connection's mean pace, those that would have come meanwhile. Of muster's 16 connections each has one late answer "
                "too, and the service times show no more than that; the response times count the wait of everybody who came "
                "meanwhile, measured and not guessed.")
    report.write()


main()
