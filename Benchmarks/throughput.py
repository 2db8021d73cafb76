#!/usr/bin/env python3
"""Throughput on one core against nginx: muster beside wrk, and k6 once. Usage: Benchmarks/throughput.py [PAIRS] [SECONDS]

32 keep-alive connections, closed, no think time. wrk and muster take turns, so that what changes on the machine meets both; a
ratio is the median of the pairs' ratios. CPU time is of the processes, from the kernel, start-up included.
"""
import json, sys, tempfile
import bench
from bench import Muster, Report, median, spread, verdict

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 7
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3

with open(f"{bench.ROOT}/scenarios/koodrive/thumbnail.json") as file:
    KOODRIVE = json.load(file)
GET = {"request": {"path": "/"}}
POST = {"request": KOODRIVE["request"]}
CHECKED = {"status": 200, "json": {"$.code": 0, "$.msg": "success"}}


def muster(scenario, url, expect, validate):
    scenario = {**scenario, "expect": expect,
                "load": {"users": 32, "for": f"{SECONDS}s", "warmUp": "200ms", "validate": validate}}
    return Muster(scenario, url, "--insecure", suite={"variables": KOODRIVE["variables"]})


def lua(scenario):
    """wrk's script for the same bytes; its date is fixed, muster's is written for each request."""
    request, names = scenario["request"], {name: default(value) for name, value in KOODRIVE["variables"].items()}
    if "json" not in request:
        return None

    def fill(text):
        for _ in range(3):
            for name, value in names.items():
                text = text.replace("${%s}" % name, value)
        return text.replace("${now:yyyyMMdd'T'HHmmss'Z'}", "20260101T000000Z")

    body = fill(json.dumps(request["json"], separators=(",", ":")))
    headers = {name: fill(value) for name, value in request["headers"].items()} | {"Content-Type": "application/json"}
    lines = [f'wrk.method = "{request["method"]}"', f"wrk.path = {json.dumps(request['path'])}", f"wrk.body = {json.dumps(body)}"]
    return "\n".join(lines + [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()])


def default(value):
    """What a variable is when the environment sets nothing."""
    value = value["secret"] if isinstance(value, dict) and "secret" in value else value
    if not isinstance(value, str):
        return json.dumps(value)
    return value.split(":-", 1)[1].rstrip("}") if value.startswith("${env:") and ":-" in value else value


def wrk(scenario, url):
    script = lua(scenario)
    if script is None:
        return bench.wrk(url, 32, SECONDS)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        return bench.wrk(url, 32, SECONDS, "-s", file.name)


def k6(url):
    script = f"""import http from "k6/http"; import {{ check }} from "k6";
export const options = {{ vus: 32, duration: "{SECONDS}s", discardResponseBodies: true, insecureSkipTLSVerify: true }};
export default function () {{ check(http.get("{url}/"), {{ status: r => r.status === 200 }}); }}"""
    metrics, cpu = bench.k6_summary(script)
    return metrics["http_reqs"]["rate"], cpu * 1e6 / metrics["http_reqs"]["count"]


def main():
    report = Report("throughput", "Throughput on one core")
    report.text(f"32 keep-alive connections, {SECONDS} s a run, {PAIRS} pairs in turns; requests a second and microseconds of CPU a "
                "request: median (extremes). Generator on one core, nginx on the other.")
    with bench.nginx() as (plain, secure, plain_differing, secure_differing):
        rows, checked, medians = [], [], {}
        for name, scenario, url in [("GET", GET, plain), ("KooDrive POST", POST, plain), ("GET, TLS", GET, secure),
                                    ("KooDrive POST, TLS", POST, secure), ("GET, bodies differ", GET, plain_differing),
                                    ("KooDrive POST, bodies differ", POST, plain_differing),
                                    ("GET, TLS, bodies differ", GET, secure_differing),
                                    ("KooDrive POST, TLS, bodies differ", POST, secure_differing)]:
            ours, theirs, with_json = [], [], []
            for _ in range(PAIRS):
                theirs.append(wrk(scenario, url))
                ours.append(muster(scenario, url, {"status": 200}, "none"))
                with_json.append(muster(scenario, url, CHECKED, "all"))
            rate = median([own.rate / other[0] for own, other in zip(ours, theirs)])
            cpu = median([own.cpu / other[1] for own, other in zip(ours, theirs)])
            full = median([own.rate / status.rate for own, status in zip(with_json, ours)])
            medians[name] = median([run.rate for run in ours])
            rows.append([name, spread([run.rate for run in ours]), spread([run[0] for run in theirs]), f"{rate:.2f}",
                         verdict(rate >= 1), spread([run.cpu for run in ours], 2), spread([run[1] for run in theirs], 2),
                         f"{cpu:.2f}", verdict(cpu <= 1)])
            checked.append([name, spread([run.rate for run in with_json]), f"{full:.2f}", verdict(full >= 0.7),
                            f"{median([run.cpu for run in with_json]):.2f}",
                            f"{median([own.rate / other[0] for own, other in zip(with_json, theirs)]):.2f}"])
        report.text("## Status checked: muster and wrk (which checks nothing but counts other statuses)")
        report.table(["", "muster /s", "wrk /s", "ratio", ">= 1.0", "muster us CPU", "wrk us CPU", "ratio", "<= 1.0"], rows)
        report.text("muster doesn't parse and judge again what is the same, byte for byte, as one of the last four responses that it "
                    "accepted. \"Bodies differ\": each response is another one, and all the work is done for each.")
        report.text("## Every response's JSON checked (two JSONPath expectations)")
        report.table(["", "muster /s", "of status only", ">= 0.7", "us CPU", "of wrk without checks"], checked)
        if bench.k6():
            runs = [k6(plain) for _ in range(min(3, PAIRS))]
            rate = median([run[0] for run in runs])
            report.text("## k6, GET, status checked, bodies discarded")
            report.table(["k6 /s", "us CPU", "muster over k6", ">= 5"],
                         [[spread([run[0] for run in runs]), spread([run[1] for run in runs], 1),
                           f"{medians['GET'] / rate:.1f}", verdict(medians["GET"] >= 5 * rate)]])
        else:
            report.text("k6 was not there.")
    report.write()


main()
