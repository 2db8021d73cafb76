#!/usr/bin/env python3
"""What `muster compare` says of runs of which the truth is known. Usage: Benchmarks/compare.py [PAIRS] [SECONDS] [LOAD...]

How long a run has to be for a change to show depends on how long the queue remembers: at 80% of M/M/1 a p99 that is 10% higher
needs some 40 minutes (`Benchmarks/compare.py 200 2400 0.8`; with numpy, else it takes hours). Logs are written as muster writes them: 600 intervals at most.

Runs of M/M/1 (1,000 services a second, loaded to 50% and to 80%) are simulated by Lindley's recursion and written as interval
logs beside the results of a load. Of equal runs "worse" and "better" are false alarms, which may come in 5% of the pairs, for each
percentile; of runs in which every response takes 10% longer "worse" is right.
"""
import base64, json, os, random, re, struct, subprocess, sys, tempfile, zlib
from bench import PROGRAM as MUSTER, Report

try:
    import numpy
except ImportError:
    numpy = None

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 60
LOADS = [float(load) for load in sys.argv[3:]] or [0.5, 0.8]
# As long as muster's intervals of a run of so many seconds.
LENGTH = next((length for length in (1, 2, 5, 10, 15, 20, 30) if SECONDS <= 600 * length), 60)
SERVICE_RATE = 1000.0
WARM_UP = 5
PERCENTS = ("p50", "p90", "p99")


def quick_responses(generator, utilisation, factor):
    """The same as `responses`, all at once: a wait is how far the walk of services less gaps is above its lowest point so far."""
    count = int((SECONDS + WARM_UP) * utilisation * SERVICE_RATE * 1.2) + 1000
    source = numpy.random.default_rng(generator.getrandbits(64))
    gaps = source.exponential(1 / (utilisation * SERVICE_RATE), count)
    services = source.exponential(1 / SERVICE_RATE, count)
    walk = numpy.concatenate([[0.0], numpy.cumsum(services[:-1] - gaps[1:])])
    waits = walk - numpy.minimum.accumulate(walk)
    times = numpy.cumsum(gaps) - WARM_UP
    assert times[-1] > SECONDS
    counted = (times >= 0) & (times < SECONDS)
    values = ((waits + services)[counted] * factor * 1e9).astype(numpy.int64)
    edges = numpy.searchsorted(times[counted], numpy.arange(LENGTH, SECONDS, LENGTH))
    return numpy.split(values, edges)


def responses(generator, utilisation, factor):
    """Response times in nanoseconds, by the interval in which they were due."""
    if numpy:
        return quick_responses(generator, utilisation, factor)
    seconds = [[] for _ in range(-(-SECONDS // LENGTH))]
    time, wait, service = -WARM_UP, 0.0, 0.0
    while True:
        gap = generator.expovariate(utilisation * SERVICE_RATE)
        time += gap
        if time >= SECONDS:
            return seconds
        wait = max(0.0, wait + service - gap)
        service = generator.expovariate(SERVICE_RATE)
        if time >= 0:
            seconds[int(time) // LENGTH].append(int((wait + service) * factor * 1e9))


def index(value):
    """The bucket of a value (HdrHistogram's layout of three digits, from 1)."""
    bucket = max(0, (value | 2047).bit_length() - 11)
    return bucket * 1024 + (value >> bucket)


def encoded(values):
    """A histogram in the V2 encoding, compressed and in base64 (HdrHistogram: AbstractHistogram.encodeIntoCompressedByteBuffer)."""
    counts = {}
    if numpy:
        buckets = numpy.maximum(0, numpy.frexp((values | 2047).astype(numpy.float64))[1] - 11)
        slots, repeats = numpy.unique(buckets * 1024 + (values >> buckets), return_counts=True)
        counts = dict(zip(slots.tolist(), repeats.tolist()))
    for value in [] if numpy else values:
        counts[index(value)] = counts.get(index(value), 0) + 1
    payload, place = bytearray(), 0

    def append(number):
        number = (number << 1) ^ (number >> 63)
        number &= (1 << 64) - 1
        while number >= 128:
            payload.append(number & 127 | 128)
            number >>= 7
        payload.append(number)

    for slot in sorted(counts):
        if slot > place:
            append(-(slot - place))
        append(counts[slot])
        place = slot + 1
    raw = struct.pack(">iiiiqqd", 0x1C849303 | 0x10, len(payload), 0, 3, 1, 3_600_000_000_000, 1.0) + payload
    packed = zlib.compress(raw)
    return base64.b64encode(struct.pack(">ii", 0x1C849304 | 0x10, len(packed)) + packed).decode()


def log(seconds):
    lines = ["#[Histogram log format version 1.3]", "#[StartTime: 0.000 (seconds since epoch)]", "#[BaseTime: 0.000 (seconds since epoch)]"]
    return "\n".join(lines + [f"{place * LENGTH}.000,{LENGTH}.000,0.000,{encoded(values)}" for place, values in enumerate(seconds)]) + "\n"


def template(folder):
    """The results of a load, which the logs are put beside; what its own generator doubted doesn't matter here."""
    with open(f"{folder}/q.mock.json", "w") as file:
        json.dump({"mock": "q", "rules": [{"name": "a", "when": {"path": "/"}, "respond": {"json": 1}}]}, file)
    with open(f"{folder}/q.json", "w") as file:
        json.dump({"suite": "Q", "mock": "q.mock.json", "scenarios": [{
            "name": "load", "request": {"path": "/"}, "load": {"rate": "50/s", "for": "1s"}, "expect": {"status": 200}}]}, file)
    subprocess.run([MUSTER, "run", f"{folder}/q.json", "--mock", "--report-dir", f"{folder}/t"], stdout=subprocess.DEVNULL)
    with open(f"{folder}/t/results.json") as file:
        results = json.load(file)
    load = results["suites"][0]["cases"][0]["steps"][0]["load"]
    load["audit"].update(valid=True, doubts=[])
    (name,) = [name for name in os.listdir(f"{folder}/t/loads") if name.endswith(".hlog")]
    return results, name


def verdicts(folder, results, name, sides):
    for side, seconds in zip("ab", sides):
        os.makedirs(f"{folder}/{side}/loads", exist_ok=True)
        with open(f"{folder}/{side}/results.json", "w") as file:
            json.dump(results, file)
        with open(f"{folder}/{side}/loads/{name}", "w") as file:
            file.write(log(seconds))
    output = subprocess.run([MUSTER, "compare", f"{folder}/a", f"{folder}/b"], capture_output=True, text=True).stdout
    found = dict(re.findall(r"^  (p\d+) .*?(worse|better|same|can't tell)$", output, re.M))
    assert set(found) == set(PERCENTS), output
    return found


def main():
    report = Report("compare", "Equal runs, and runs 10% slower, held against each other")
    report.text(f"{PAIRS} pairs of runs of {SECONDS} s a row, tolerance 5%. Figures are the shares of pairs in which it was said.")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        results, name = template(folder)
        for utilisation in LOADS:
            for factor in (1.0, 1.1):
                generator = random.Random(f"{utilisation} {factor}")
                counts = {percent: {} for percent in PERCENTS}
                for _ in range(PAIRS):
                    sides = [responses(generator, utilisation, 1.0), responses(generator, utilisation, factor)]
                    for percent, verdict in verdicts(folder, results, name, sides).items():
                        counts[percent][verdict] = counts[percent].get(verdict, 0) + 1
                for percent in PERCENTS:
                    of = lambda word: 100 * counts[percent].get(word, 0) / PAIRS
                    wrong = of("worse") + of("better")
                    goal, met = ("at most 5% worse or better", wrong <= 5) if factor == 1 else ("at least 80% worse", of("worse") >= 80)
                    shares = [f"{of(word):.1f}%" for word in ("worse", "better", "same", "can't tell")]
                    truth = "equal" if factor == 1 else "10% slower"
                    rows.append([f"{utilisation:.0%}", truth, percent, *shares, goal, "yes" if met else "no"])
    report.table(["load", "truth", "percentile", "worse", "better", "same", "can't tell", "goal", "met"], rows)
    report.write()


if __name__ == "__main__":
    main()
