#!/usr/bin/env python3
"""Tells which declarations for other modules (`public`, `package`) no test reaches, and how many lines of each target tests reach.

    coverage.py FOLDER [--names]

FOLDER is the scratch folder of a build with `--enable-code-coverage` whose tests have left their profiles in FOLDER/profiles, as
`make coverage` has it. With `--names`, each declaration that no test reaches is printed with its place.

A declaration is reached when a test enters its body: what has none (a stored property, a requirement, a case) is nothing to reach.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DECLARATION = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|package)\s+(?:(?:static|mutating|final|nonisolated|override|consuming|"
                         r"borrowing|convenience|required|indirect|lazy|class)\s+)*(func|init|var|subscript)\b")


def code(text):
    """The text with blanks for what stands in comments and strings, so that its braces can be counted."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'//[^\n]*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"', blank, text)


def declarations(path):
    """The declarations of a file that have bodies: the first line, and the places of the braces around the body."""
    text = code(path.read_text())
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    place = lambda at: (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    for number, line in enumerate(text.split("\n"), 1):
        match = DECLARATION.match(line)
        if not match:
            continue
        at, depth = starts[number - 1] + match.end(), 0
        opening = None
        while at < len(text):
            char = text[at]
            if char in "([":
                depth += 1
            elif char in ")]":
                depth -= 1
                if depth < 0:
                    break
            elif char == "}" or char == "=" and depth == 0 and match.group(1) == "var" and text[at + 1] != "=":
                break
            elif char == "{" and depth == 0:
                opening = at
                break
            elif char == "\n" and depth == 0 and re.match(r"\s*(?:}|\n|@|(?:public|package|private|fileprivate|static|func|init|var|let|case|"
                                                          r"struct|enum|class|extension|mutating|typealias|subscript)\b)", text[at + 1:]):
                break
            at += 1
        if opening is None:
            continue
        end, depth = opening, 0
        while end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                break
            end += 1
        yield number, place(opening), place(end)


def tool(name):
    """A program of the compiler's own LLVM: another one doesn't know its profiles."""
    beside = pathlib.Path(shutil.which("swiftc") or "/").resolve().parent / name
    return beside if beside.exists() else name


def whole(profiles):
    """The profiles whose counters can be: a program that was killed while it wrote leaves others, which would spoil the rest."""
    kept = [profile for profile in profiles
            if not subprocess.run([tool("llvm-profdata"), "merge", "-o", "/dev/null", profile], capture_output=True).returncode]
    if len(kept) < len(profiles):
        print(f"{len(profiles) - len(kept)} of {len(profiles)} profiles are spoilt and left out: what only they reached counts as not "
              "reached.", file=sys.stderr)
    return kept


def export(folder):
    profile = folder / "coverage.profdata"
    subprocess.run([tool("llvm-profdata"), "merge", "-sparse", "-o", profile, *whole(sorted((folder / "profiles").glob("*.profraw")))],
                   check=True)
    programs = [next((folder / "debug").glob("*PackageTests.xctest")), folder / "debug" / "muster"]
    return json.loads(subprocess.run(
        [tool("llvm-cov"), "export", "-instr-profile", profile, programs[0], "-object", programs[1], "-ignore-filename-regex",
         "/(Tests|checkouts|DerivedSources)/|embedded_resources"],
        check=True, stdout=subprocess.PIPE).stdout)["data"][0]


def main(folder, *options):
    data = export(pathlib.Path(folder).resolve())
    entered = {}
    for function in data["functions"]:
        file = function["filenames"][0].split("/Sources/", 1)
        if len(file) == 2:
            places = entered.setdefault("Sources/" + file[1], {})
            start = tuple(function["regions"][0][:2])
            places[start] = places.get(start, 0) + function["count"]
    lines = {}
    for file in data["files"]:
        parts = file["filename"].split("/Sources/", 1)
        if len(parts) == 2:
            sums = lines.setdefault(parts[1].split("/")[0], [0, 0])
            sums[0] += file["summary"]["lines"]["count"]
            sums[1] += file["summary"]["lines"]["covered"]
    counts, missed = {}, []
    for path in sorted((ROOT / "Sources").rglob("*.swift")):
        name = str(path.relative_to(ROOT))
        target = counts.setdefault(name.split("/")[1], [0, 0])
        for number, opening, end in declarations(path):
            bodies = [count for place, count in entered.get(name, {}).items() if opening <= place <= end]
            if not bodies:
                continue
            target[0] += 1
            target[1] += any(bodies)
            if not any(bodies):
                missed.append(f"{name}:{number}: {path.read_text().splitlines()[number - 1].strip()}")
    share = lambda sums: f"{100 * sums[1] / sums[0]:.1f}%" if sums[0] else "-"
    print("| target | declarations | reached | lines reached |\n|---|---:|---:|---:|")
    total, all_lines = [0, 0], [0, 0]
    for target, sums in sorted(counts.items()):
        own = lines.get(target, [0, 0])
        for one, other in ((total, sums), (all_lines, own)):
            one[0], one[1] = one[0] + other[0], one[1] + other[1]
        print(f"| `{target}` | {sums[0]} | {share(sums)} | {share(own)} |")
    print(f"| all | {total[0]} | {share(total)} | {share(all_lines)} |")
    if "--names" in options:
        print("\n".join(missed))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
