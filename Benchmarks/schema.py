#!/usr/bin/env python3
"""Measures how long validators of JSON Schema take for one document. Usage: Benchmarks/schema.py [SHARE]

The documents are the KooDrive response, against its schema in the contract, and a list of orders of 100 KB. The document is parsed and
the schema compiled beforehand; each figure is the least of five rounds on one core, since whatever else runs only makes a round
longer. SHARE, 1 unless given, is how much of the usual repetitions there are. Beside muster: jsonschema (Python), when this Python has it, and valijson over RapidJSON (C++, Debian's libvalijson-dev), when its
headers are installed; it reads draft 7, so the schemas say nothing that draft 7 doesn't know.
"""
import importlib.metadata, json, os, re, subprocess, sys, tempfile
from bench import FOLDER, PROGRAM, ROOT, Report, run

SHARE = float(sys.argv[1]) if len(sys.argv) > 1 else 1
VALIJSON = "/usr/include/valijson/validator.hpp"
ORDERS = {
    "type": "array", "minItems": 1,
    "items": {
        "type": "object", "required": ["id", "state", "customer", "lines"], "additionalProperties": False,
        "properties": {
            "id": {"type": "integer", "minimum": 1}, "state": {"enum": ["open", "paid", "sent"]},
            "note": {"type": ["string", "null"], "maxLength": 200},
            "customer": {"type": "object", "required": ["name", "mail"],
                         "properties": {"name": {"type": "string", "minLength": 1}, "mail": {"type": "string", "pattern": "^[^@]+@[^@]+$"}}},
            "lines": {"type": "array", "items": {"$ref": "#/definitions/line"}}}},
    "definitions": {
        "line": {"type": "object", "required": ["sku", "count", "price"],
                 "properties": {"sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}, "count": {"type": "integer", "minimum": 1},
                                "price": {"type": "number", "exclusiveMinimum": 0}}}}}


def orders(size):
    """A list of orders whose text has at least `size` bytes."""
    made = []
    while len(json.dumps(made, separators=(",", ":"))) < size:
        number = len(made) + 1
        made.append({"id": number, "state": ["open", "paid", "sent"][number % 3], "note": None if number % 2 else "leave it at the door",
                     "customer": {"name": f"Customer {number}", "mail": f"customer{number}@shop.example"},
                     "lines": [{"sku": f"ABC-{line:04}", "count": line, "price": 9.99 * line} for line in range(1, 6)]})
    return made


def koodrive():
    """The response and its schema, as the contract has them."""
    with open(os.path.join(ROOT, "scenarios/koodrive/thumbnail.openapi.json")) as file:
        contract = json.load(file)
    schemas = json.loads(json.dumps(contract["components"]["schemas"]).replace("#/components/schemas/", "#/definitions/"))
    return {"allOf": [{"$ref": "#/definitions/Success"}], "definitions": schemas}, {"code": "0", "msg": "success"}


def muster(schema, document, repetitions):
    output = run([PROGRAM, "eval", "--schema", schema, "--repeat", str(repetitions), document]).output
    return float(re.search(r"([\d.]+) ns for each judgement", output).group(1))


def python(schema, document, repetitions):
    """jsonschema in a Python of its own: on the same core as the others, and without this one's garbage."""
    code = ("import json, sys, timeit, jsonschema\n"
            "schema, document = (json.load(open(path)) for path in sys.argv[1:3])\n"
            "validator = jsonschema.Draft202012Validator(schema)\n"
            "assert validator.is_valid(document)\n"
            "n = int(sys.argv[3])\n"
            "print(min(timeit.repeat(lambda: validator.is_valid(document), number=n, repeat=5)) / n * 1e9)")
    return float(run([sys.executable, "-c", code, schema, document, str(repetitions)]).output)


def reference():
    """valijson's program, or None."""
    if not os.path.exists(VALIJSON):
        return None
    path = os.path.join(tempfile.gettempdir(), "muster-reference-schema")
    subprocess.run(["g++", "-std=c++17", "-O2", "-o", path, os.path.join(FOLDER, "reference-schema.cpp")], check=True)
    return path


def main():
    try:
        import jsonschema
    except ImportError:
        jsonschema = None
    native = reference()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        cases = [("KooDrive response", *koodrive(), 200_000), ("orders, 100 KB", ORDERS, orders(100_000), 200)]
        for name, schema, document, repetitions in cases:
            repetitions = max(1, round(repetitions * SHARE))
            paths = [os.path.join(folder, file) for file in ("schema.json", "document.json")]
            for path, value in zip(paths, (schema, document)):
                with open(path, "w") as file:
                    json.dump(value, file, separators=(",", ":"))
            size = os.path.getsize(paths[1])
            own = muster(*paths, repetitions)
            times = [own, float(run([native, *paths, str(repetitions)]).output) if native else None,
                     python(*paths, max(1, repetitions // 100)) if jsonschema else None]
            shown = [f"{time:,.0f} ns, {size / time * 1e3:,.1f} MB/s" if time else "not installed" for time in times]
            rows.append([name, f"{size:,}", *shown, *(f"{time / own:,.1f}" if time else "-" for time in times[1:])])
    report = Report("schema", "Validation by JSON Schema")
    if jsonschema:
        report.text(f"jsonschema {importlib.metadata.version('jsonschema')} on Python {sys.version.split()[0]}.")
    report.table(["document", "bytes", "muster", "valijson", "jsonschema (Python)", "valijson / muster", "jsonschema / muster"], rows)
    report.write()


main()
