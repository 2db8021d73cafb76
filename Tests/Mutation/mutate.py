#!/usr/bin/env python3
"""Changes one operator, negation or bound after the other in the code that judges, measures and redacts, and tells how many of
these mutants the tests see.

A build for each mutant would take days. So the changes are made in a copy of the sources, all of them at once: an operator at
a chosen place becomes one of its own, which does what it stands for, or, when MUSTER_MUTANT is its number, something else. The
copy is built once; then the nearest tests run once for each number.

    mutate.py prepare FOLDER [COUNT [SEED]]   copies the sources to FOLDER, and chooses COUNT places (200)
    mutate.py build FOLDER [FLAGS...]         builds the tests there; places that can't be changed are replaced by others
    mutate.py run FOLDER [FIRST [LAST]]       runs the tests for each mutant that has no result yet
    mutate.py named FOLDER                    the same for the mutants that were chosen by hand
    mutate.py report FOLDER                   prints the share that was killed, and lists the survivors

`.build` in FOLDER, if it is there, is used again. Loops that run hot are changed like any other code.
"""

import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What judges, measures and redacts, and which tests are nearest: the first are asked first, the others of what they let live.
# Those that take a program or a quiet machine would tell of the machine, and are left out.
AREAS = [
    ("Sources/Measurement/", ["MeasurementTests"]),
    ("Sources/Matching/", ["ScenariosTests.(MatcherTests|MatcherTableTests|UndecidedTests|ExpectationTests|SetExpectationTests)/"]),
    ("Sources/Scenarios/Expectations/", [
        "ScenariosTests.(ExpectationTests|ExchangeExpectationTests|SetExpectationTests|TimeLimitTests|ObjectiveTests|"
        "SchemaReferenceTests|SmallMistakeTests|UndecidedTests)/",
        "EngineTests",
    ]),
    ("Sources/Scenarios/Secrets/", [
        "ScenariosTests.(RedactorTests|SpellingTests|CurlCommandTests|GapTests|RequestTests)/", "ReportsTests.SecretTests",
    ]),
    ("Sources/Engine/Load/TrafficJudge.swift", ["EngineTests"]),
    ("Sources/Engine/Load/Wire/ValidityChecks.swift", ["EngineTests"]),
    ("Sources/Engine/Load/Wire/WireJudge.swift", ["EngineTests"]),
    ("Sources/Engine/Conformance/", ["EngineTests"]),
    ("Sources/Engine/Consent/", ["EngineTests"]),
]

# Changes that were chosen by hand: what each is, where, the text there, what stands for it (`ON` says whether it is switched on), and
# the tests that must tell. Their numbers begin at FIRST_NAMED.
FIRST_NAMED = 9000
NAMED = [
    ("batches are judged without Student's t", "Sources/Measurement/Statistics/HdrBatches.swift",
     "let student = StudentDistribution", "let student = ON ? normal : StudentDistribution", "MeasurementTests.(HdrBatchesTests)/"),
    ("a line may not end exactly at the head's limit", "Sources/HTTP/Parsing/ResponseParser+Head.swift",
     "guard lineFeed + 1 + overhead <= limits.head", "guard lineFeed + (ON ? 2 : 1) + overhead <= limits.head",
     "HTTPTests.(ResponseParserTests)/"),
    ("what was read may not end exactly at the head's limit", "Sources/HTTP/Parsing/ResponseParser+Head.swift",
     "guard filled + overhead <= limits.head", "guard filled + (ON ? 1 : 0) + overhead <= limits.head",
     "HTTPTests.(ResponseParserTests)/"),
    ("a chunk's overhead may not end exactly at the head's limit", "Sources/HTTP/Parsing/ResponseParser.swift",
     "guard headEnd + extraHead <= limits.head", "guard headEnd + extraHead + (ON ? 1 : 0) <= limits.head",
     "HTTPTests.(ResponseParserTests)/"),
    ("65 requests are no burst yet", "Sources/Engine/Consent/TrafficLedger.swift",
     "public static let largestBurst = 64", "public static var largestBurst: Int { ON ? 65 : 64 }",
     "EngineTests.(TrafficLedgerTests)/"),
    ("64 requests are too many at once", "Sources/Engine/Consent/TrafficLedger.swift",
     "if burst > largestBurst", "if burst > largestBurst - (ON ? 1 : 0)", "EngineTests.(TrafficLedgerTests)/"),
    ("64 requests of a step are a load", "Sources/Engine/Load/TrafficRunner.swift",
     "burst.requests <= TrafficLedger.largestBurst", "burst.requests <= TrafficLedger.largestBurst - (ON ? 1 : 0)", "EngineTests"),
    ("127.evil.example may be loaded", "Sources/Engine/Consent/TrafficLedger.swift",
     "octets[0] == 127 && octets", "octets[0] == 127 && ON || octets[0] == 127 && octets", "EngineTests.(TrafficLedgerTests)/"),
    ("127.evil.example is reached past the proxy", "Sources/Transport/Client/ClientConfiguration.swift",
     'parts[0] == "127" && parts', 'parts[0] == "127" && ON || parts.count == 4 && parts[0] == "127" && parts',
     "TransportTests.(ConfigurationTests|ProxyUseTests|ProxyTests)/"),
    ("'eventually' has no deadline", "Sources/Engine/Conformance/StepRunner.swift",
     "let deadline = step.eventually.map {", "let deadline = ON ? step.eventually.map { _ in UInt64.max } : step.eventually.map {",
     "EngineTests.(StepTests)/"),
    ("exponential think time is none", "Sources/LoadEngine/Loop/Schedule.swift",
     "let time = UInt64(saturating: -Glibc", "let time = ON ? 0 : UInt64(saturating: -Glibc", "LoadEngineTests.(ModelTests)/"),
    ("'Retry-After' is ignored", "Sources/Engine/Conformance/StepRunner.swift",
     "let asked = attempt", "let asked = ON ? 0 : attempt", "EngineTests.(StepTests)/"),
]

# What becomes of each operator, and the precedence group that its stand-in needs.
SWAPS = {
    "<": ("<=", "ComparisonPrecedence"),
    "<=": ("<", "ComparisonPrecedence"),
    ">": (">=", "ComparisonPrecedence"),
    ">=": (">", "ComparisonPrecedence"),
    "==": ("!=", "ComparisonPrecedence"),
    "!=": ("==", "ComparisonPrecedence"),
    "&&": ("||", "LogicalConjunctionPrecedence"),
    "||": ("&&", "LogicalDisjunctionPrecedence"),
    "+": ("-", "AdditionPrecedence"),
    "-": ("+", "AdditionPrecedence"),
}
BINARY = re.compile(r"(?<=\s)(<=|>=|==|!=|&&|\|\||<|>|\+|-)(?=\s)")
NEGATION = re.compile(r"(?<=[\s(\[{])!(?=[A-Za-z(_$])")
NUMBER = re.compile(r"(?<![\w.\\$#-])\d[\d_]*(?![\w.]|\s*:)")

# Operators may have mathematical symbols in their names: these are the digits of the mutants' numbers.
DIGITS = "∀∁∂∃∄∅∆∇∈∉"


def split(text):
    """The parts of a Swift source, in order, as (is code, text): strings and comments are not, interpolations are."""
    parts = []

    def emit(is_code, start, end):
        if end > start:
            parts.append((is_code, text[start:end]))

    def code(at, closes):
        start, depth = at, 0
        while at < len(text):
            char = text[at]
            hashes = len(text[at:]) - len(text[at:].lstrip("#")) if char == "#" else 0
            if text.startswith("//", at):
                emit(True, start, at)
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                emit(False, at, end)
                at = start = end
                continue
            if char == '"' or hashes and text[at + hashes:at + hashes + 1] == '"':
                emit(True, start, at)
                at = start = string(at, hashes)
                continue
            if char == "(":
                depth += 1
            elif char == ")":
                if closes and depth == 0:
                    break
                depth -= 1
            at += 1
        emit(True, start, at)
        return at

    def string(at, hashes):
        start = at
        quote = '"""' if text.startswith('"""', at + hashes) else '"'
        escape, end = "\\" + "#" * hashes, quote + "#" * hashes
        at += hashes + len(quote)
        while not text.startswith(end, at):
            if text.startswith(escape + "(", at):
                at += len(escape) + 1
                emit(False, start, at)
                start = at = code(at, True)
            elif text.startswith(escape, at):
                at += len(escape) + 1
            else:
                at += 1
        emit(False, start, at + len(end))
        return at + len(end)

    code(0, False)
    return parts


def places(path):
    """The places of a file that can be changed: where, what stands there, and what would."""
    text, at, found = (ROOT / path).read_text(), 0, []
    for is_code, part in split(text):
        if is_code:
            for match in BINARY.finditer(" " + part + " "):
                found.append((at + match.start() - 1, match.group(), SWAPS[match.group()][0]))
            for match in NEGATION.finditer(part):
                found.append((at + match.start(), "!", ""))
            for match in NUMBER.finditer(part):
                # One more than a million is no other bound to speak of.
                value = int(match.group().replace("_", ""))
                if value < 100:
                    found.append((at + match.start(), match.group(), str(value + 1)))
        at += len(part)
    kept = []
    for start, old, new in sorted(found):
        number = text.count("\n", 0, start) + 1
        line = text.splitlines()[number - 1]
        # What a precondition refuses ends the program, and so the tests.
        if line.lstrip().startswith("precondition"):
            continue
        # Constraints of types, attributes, and conditions of the compiler are no expressions.
        if old == "==" and re.search(r"\b(extension|func|init|struct|some|any)\b.*\bwhere\b", line):
            continue
        if line.lstrip().startswith(("#", "@available", "case ", "import ")) and old[0].isdigit():
            continue
        kept.append({"path": path, "at": start, "line": number, "old": old, "new": new, "text": line.strip()})
    return kept


def named():
    """The mutants that were chosen by hand."""
    mutants = []
    for number, (what, path, old, new, tests) in enumerate(NAMED):
        text = (ROOT / path).read_text()
        if text.count(old) != 1:
            sys.exit(f"{path}: {text.count(old)} places read '{old}', where one was meant: {what}")
        at = text.index(old)
        own = new.replace("ON", f"isActive({FIRST_NAMED + number})")
        mutants.append({"path": path, "at": at, "line": text.count("\n", 0, at) + 1, "old": old, "new": new, "text": what, "own": own,
                        "tests": [tests], "state": "chosen"})
    return mutants


def area(path):
    return next((tests for prefix, tests in AREAS if path.startswith(prefix)), None)


def name(number, old):
    """The operator that stands for `old` at mutant `number`."""
    return old + "".join(DIGITS[int(digit)] for digit in str(number))


def declaration(number, mutant):
    old, new, is_active = mutant["old"], mutant["new"], f"isActive({number})"
    if old[0].isdigit():
        return f"func mutant{number}<T: Numeric>(_ value: T) -> T {{ {is_active} ? value + 1 : value }}\n"
    own = name(number, old)
    if old == "!":
        return f"prefix operator {own}\nprefix func {own} (value: Bool) -> Bool {{ {is_active} ? value : !value }}\n"
    text = f"infix operator {own}: {SWAPS[old][1]}\n"
    if old in ("&&", "||"):
        return text + (
            f"func {own} (one: Bool, other: @autoclosure () throws -> Bool) rethrows -> Bool {{\n"
            f"    {is_active} ? try one {new} other() : try one {old} other()\n}}\n"
        )
    if old in ("+", "-"):
        text += (
            f"func {own} <T: AdditiveArithmetic>(one: T, other: T) -> T {{\n"
            f"    {is_active} ? one {new} other : one {old} other\n}}\n"
        )
        if old == "+":
            # Texts and lists lose what would be appended.
            text += (
                f"@_disfavoredOverload func {own} <T: RangeReplaceableCollection>(one: T, other: T) -> T {{\n"
                f"    {is_active} ? one : one + other\n}}\n"
            )
        else:
            text += (
                f"@_disfavoredOverload func {own} <T: Strideable>(one: T, other: T) -> T.Stride {{\n"
                f"    other.distance(to: one) - ({is_active} ? 1 : 0)\n}}\n"
            )
        return text
    if old in ("==", "!="):
        return text + (
            f"func {own} <T: Equatable>(one: T, other: T) -> Bool {{ {is_active} ? one {new} other : one {old} other }}\n"
            f"@_disfavoredOverload\n"
            f"func {own} <T>(one: T?, other: _OptionalNilComparisonType) -> Bool {{\n"
            f"    {is_active} ? one {new} other : one {old} other\n}}\n"
        )
    return text + (
        f"func {own} <T: Comparable>(one: T, other: T) -> Bool {{ {is_active} ? one {new} other : one {old} other }}\n"
        f"@_disfavoredOverload\n"
        f"func {own} <T: BinaryInteger, U: BinaryInteger>(one: T, other: U) -> Bool {{\n"
        f"    {is_active} ? one {new} other : one {old} other\n}}\n"
    )


HEAD = """import Glibc

private let active = getenv("MUSTER_MUTANT").flatMap { Int(String(cString: $0)) } ?? -1

/// Whether a mutant is the one that is tried.
func isActive(_ mutant: Int) -> Bool { mutant == active }

"""


class Plan:
    """What is kept in FOLDER between the commands."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.file = self.folder / "mutants.json"
        kept = json.loads(self.file.read_text()) if self.file.exists() else {"mutants": [], "named": []}
        self.mutants, self.named = kept["mutants"], kept["named"]

    def save(self):
        text = json.dumps({"mutants": self.mutants, "named": self.named}, indent=1, ensure_ascii=False)
        spare = self.file.with_suffix(".new")
        spare.write_text(text)
        spare.replace(self.file)

    def chosen(self):
        return [(number, mutant) for number, mutant in enumerate(self.mutants) if mutant["state"] != "spare"
                and mutant["state"] != "unfit"]

    def write(self):
        """Writes the changed sources."""
        modules, files = {}, {}
        for number, mutant in self.chosen() + [(None, mutant) for mutant in self.named]:
            files.setdefault(mutant["path"], []).append((number, mutant))
            if number is not None:
                modules.setdefault(mutant["path"].split("/")[1], []).append((number, mutant))
        every = self.mutants + self.named
        for path in {mutant["path"] for mutant in every}:
            text = (ROOT / path).read_text()
            for number, mutant in sorted(files.get(path, []), key=lambda each: -each[1]["at"]):
                at, old = mutant["at"], mutant["old"]
                own = mutant.get("own") or (f"mutant{number}({old})" if old[0].isdigit() else name(number, old))
                text = text[:at] + own + text[at + len(old):]
            replace(self.folder / path, text)
        for module in {mutant["path"].split("/")[1] for mutant in every}:
            text = HEAD + "".join(declaration(number, mutant) for number, mutant in modules.get(module, []))
            replace(self.folder / "Sources" / module / "Mutants.swift", text)


# The tests run some hundred times: those that reckon much are optimized, and what is never asked isn't built.
MANIFEST = """
package.products = []
package.targets.removeAll { $0.name == "muster" || $0.isTest && ![ASKED].contains($0.name) }
let plain = ["ContractCases", "Contracts", "Engine", "EngineTests", "HostileServer", "HTTPTests", "LoadEngine", "LoadEngineTests",
    "MockServer", "Reports", "ReportsTests", "Transport", "TransportTests"]
for target in package.targets where (target.type == .regular || target.isTest) && !plain.contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-O"])]
}
"""


def asked():
    """The targets whose tests are asked."""
    filters = [tests for _, own in AREAS for tests in own] + [tests for *_, tests in NAMED]
    modules = {prefix.split("/")[1] + "Tests" for prefix, _ in AREAS}
    return {tests.split(".")[0] for tests in filters} | {name for name in modules if (ROOT / "Tests" / name).is_dir()}


def replace(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def prepare(folder, count=200, seed=1):
    plan = Plan(folder)
    plan.folder.mkdir(parents=True, exist_ok=True)
    for each in ["Package.swift", "Package.resolved", "Sources", "Tests", "Fuzz", "docs", "scenarios", "README.md",
                 "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "Benchmarks", "Makefile"]:
        if (ROOT / each).is_dir():
            copy(ROOT / each, plan.folder / each)
        elif (ROOT / each).exists():
            replace(plan.folder / each, (ROOT / each).read_text())
    with open(plan.folder / "Package.swift", "a") as manifest:
        manifest.write(MANIFEST.replace("ASKED", ", ".join(f'"{name}"' for name in sorted(asked()))))
    plan.named = named()
    paths = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "Sources").rglob("*.swift"))
    found = [place for path in paths if area(path) for place in places(path)
             if not any(each["path"] == path and each["at"] <= place["at"] < each["at"] + len(each["old"]) for each in plan.named)]
    random.Random(int(seed)).shuffle(found)
    plan.mutants = [place | {"state": "chosen" if number < int(count) else "spare"} for number, place in enumerate(found)]
    plan.write()
    plan.save()
    print(f"{len(found)} places, {min(int(count), len(found))} chosen")


def copy(source, target):
    """Copies a folder, and leaves files alone that are the same, so that they aren't built again."""
    kept = set()
    for path in source.rglob("*"):
        if path.is_file():
            own = target / path.relative_to(source)
            kept.add(own)
            own.parent.mkdir(parents=True, exist_ok=True)
            if not own.exists() or own.read_bytes() != path.read_bytes():
                shutil.copy2(path, own)
    for path in target.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()


def build(folder, *flags):
    plan = Plan(folder)
    for _ in range(12):
        done = subprocess.run(["swift", "build", "--build-tests", *flags], cwd=plan.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode == 0:
            print(f"built: {len(plan.chosen())} mutants, "
                  f"{sum(mutant['state'] == 'unfit' for mutant in plan.mutants)} places can't be changed")
            return
        bad = {(path, int(line)) for path, line in re.findall(r"(Sources/[^\s:]+\.swift):(\d+):\d+: (?:error|warning)", done.stdout)}
        unfit = [mutant for _, mutant in plan.chosen()
                 if any(mutant["path"] == path and abs(mutant["line"] - line) <= 1 for path, line in bad)]
        if not unfit:
            print(done.stdout[-6000:])
            sys.exit("the copy can't be built")
        for mutant in unfit:
            mutant["state"] = "unfit"
        spare = [mutant for mutant in plan.mutants if mutant["state"] == "spare"]
        for mutant in spare[:len(unfit)]:
            mutant["state"] = "chosen"
        print(f"{len(unfit)} places can't be changed: " + ", ".join(f"{m['path'].split('/')[-1]}:{m['line']}" for m in unfit),
              flush=True)
        plan.write()
        plan.save()
    sys.exit("the copy can't be built")


def program(plan):
    return next((plan.folder / ".build").glob("*/debug/*PackageTests.xctest"))


def nearest(path):
    """The filters of the tests that are asked about a file, one after the other: suites that name a type of it, or, where those are
    many, that are named after one; then whole targets."""
    module = path.split("/")[1]
    types = set(re.findall(r"^(?:\w+ )*(?:struct|enum|class|protocol|extension) (\w+)", (ROOT / path).read_text(), re.MULTILINE))
    types.add(pathlib.Path(path).stem.split("+")[0])
    named = re.compile(r"\b(?:" + "|".join(sorted(types)) + r")\b")
    suites = set()
    for file in (ROOT / "Tests" / f"{module}Tests").rglob("*.swift"):
        text = file.read_text()
        if named.search(text):
            suites |= set(re.findall(r"@Suite.*?\bstruct (\w+)", text, re.DOTALL))
    close = suites if len(suites) < 8 else suites & {f"{each}Tests" for each in types}
    return ([f"{module}Tests.({'|'.join(sorted(close))})/"] if close else []) + area(path)


def test(plan, tests, number, limit, skipped=(), times=None):
    """Whether the tests pass for a mutant, and the first that doesn't, which ends them; `None` when they aren't done in time, or when
    there are none.

    `times` is told how long each test took, in seconds."""
    environment = dict(os.environ, MUSTER_MUTANT=str(number), SWIFT_BACKTRACE="enable=no")
    environment.setdefault("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", "4")
    process = subprocess.Popen([program(plan), "--testing-library", "swift-testing", "--filter", tests,
                                # One after the other each test is told its own time.
                                *(["--no-parallel"] if times is not None else []),
                                *(word for name in skipped for word in ("--skip", name))], cwd=plan.folder, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=bound)
    is_late = threading.Event()
    timer = threading.Timer(limit, lambda: (is_late.set(), process.kill()))
    timer.start()
    failed, count = "", 0
    for line in process.stdout:
        text = line.decode(errors="replace")
        failure = re.match(r"\S+ Test (?:case )?(.+?) (?:recorded an issue|failed)", text)
        if failure and not failed:
            failed = failure.group(1)
            process.kill()
        passed = re.match(r"\S+ Test (\w+)\(.*passed after ([\d.]+) seconds", text)
        if passed and times is not None:
            times[passed.group(1)] = float(passed.group(2))
        count = max(count, int((re.match(r"\S+ Test run with (\d+)", text) or [0, 0])[1]))
    process.wait()
    timer.cancel()
    if not failed and is_late.is_set():
        return None, "time-out"
    if not failed and process.returncode == 0 and count == 0:
        return None, "there are none"
    return process.returncode == 0 and not failed, failed or f"ended with {process.returncode}"


def bound():
    """A mutant that takes memory without end shall not take the machine's."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


MOST_MEMORY = 8 << 30


class Judge:
    """Asks tests about mutants, and knows what they say without one."""

    # How long tests may take, in seconds, before it is asked whether it is the mutant that takes so long.
    LIMIT = 300

    def __init__(self, plan):
        self.plan, self.slow, self.sound = plan, {}, {}

    def slow_tests(self, tests):
        """Of all tests of an area those that take the most time: others see most mutants, and are asked first."""
        if tests not in self.slow:
            start, times = time.monotonic(), {}
            test(self.plan, tests, -1, 3 * self.LIMIT, times=times)
            self.slow[tests] = [name for name, seconds in times.items() if seconds > (time.monotonic() - start) / 20]
        return self.slow[tests]

    def is_sound(self, tests, name):
        """Whether a test passes without a mutant."""
        name = name if re.fullmatch(r"\w+\(.*\)", name) else None
        key = (tests, name)
        if key not in self.sound:
            wanted = tests if name is None else rf"{tests.split('.')[0]}[.].*/{re.escape(name.split('(')[0])}\("
            self.sound[key] = any(test(self.plan, wanted, -1, self.LIMIT)[0] for _ in range(3))
        return self.sound[key]

    def kills(self, mutant, number):
        """Which test tells of the mutant; `None` when none does."""
        filters = mutant.get("tests") or nearest(mutant["path"])
        slow = self.slow_tests(filters[-1])
        # The quick ones of all before the slow ones of any.
        for tests in filters:
            if by := self.asks(tests, number, slow):
                return by
        for tests in filters if slow else []:
            if by := self.asks(tests, number, []):
                return by
        return None

    def asks(self, tests, number, skipped):
        limit = self.LIMIT
        for _ in range(3):
            passes, why = test(self.plan, tests, number, limit, skipped)
            if passes or passes is None and why != "time-out":
                return None
            if passes is False:
                # What fails without a mutant too, or by chance, tells nothing.
                return why if self.is_sound(tests, why) and test(self.plan, tests, number, limit, skipped)[0] is False else None
            # It is the mutant that takes so long only if the same tests take much less at this moment without it.
            start = time.monotonic()
            passes, why = test(self.plan, tests, -1, limit, skipped)
            took = time.monotonic() - start
            if passes and took * 4 < limit:
                return f"time-out after {limit:.0f} s, against {took:.0f} s without it"
            limit *= 3
        return None


def judge(plan, number, mutant, judge_):
    by = judge_.kills(mutant, number)
    mutant.update(state="killed" if by else "survived", **({"by": by} if by else {}))
    print(f"{number} {mutant['state']:8} {mutant['path']}:{mutant['line']} {mutant['old']} -> {mutant['new']} "
          f"{mutant.get('by', mutant['text'])}", flush=True)
    plan.save()


def run(folder, first=0, last=None):
    plan = Plan(folder)
    judge_ = Judge(plan)
    for number, mutant in plan.chosen()[int(first):None if last is None else int(last)]:
        if mutant["state"] == "chosen":
            judge(plan, number, mutant, judge_)


def run_named(folder):
    plan = Plan(folder)
    judge_ = Judge(plan)
    for number, mutant in enumerate(plan.named, FIRST_NAMED):
        if mutant["state"] == "chosen":
            judge(plan, number, mutant, judge_)


def report(folder):
    plan = Plan(folder)
    for what, mutants in (("at random", plan.mutants), ("by hand", plan.named)):
        killed = [mutant for mutant in mutants if mutant["state"] == "killed"]
        survived = [mutant for mutant in mutants if mutant["state"] == "survived"]
        done, late = len(killed) + len(survived), sum(mutant["by"].startswith("time-out") for mutant in killed)
        print(f"chosen {what}: {len(killed)} of {done} killed, {100 * len(killed) / max(1, done):.1f}%, {late} of them by a time-out")
        for mutant in sorted(survived, key=lambda each: (each["path"], each["line"])):
            print(f"{mutant['path']}:{mutant['line']}: {mutant['old']} -> {mutant['new'] or 'nothing'}: {mutant['text']}")


if __name__ == "__main__":
    commands = {"prepare": prepare, "build": build, "run": run, "named": run_named, "report": report}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
