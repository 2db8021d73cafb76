#!/usr/bin/env python3
"""Prints what the program is made of, in SPDX 2.3: sbom.py PROGRAM SOURCES VERSION EPOCH LIBRARY...

The packages of Swift that are in it, by Package.resolved, and the packages of Debian that it loads."""
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys

# Of Package.swift; what they bring along has the same.
LICENCE = "Apache-2.0"


def spdx_id(text):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", text)


def swift_packages(sources):
    with open(os.path.join(sources, "Package.resolved"), encoding="utf-8") as file:
        pins = json.load(file)["pins"]
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        state = pin["state"]
        version = state.get("version") or state["revision"]
        yield {
            "SPDXID": spdx_id("swift-" + pin["identity"]),
            "name": pin["identity"],
            "versionInfo": version,
            "downloadLocation": "git+%s@%s" % (pin["location"], state["revision"]),
            "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": LICENCE,
            "copyrightText": "NOASSERTION",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:swift/%s@%s" % (re.sub(r"^https?://|\.git$", "", pin["location"]), version),
                }
            ],
        }


def libraries(names):
    for name in names:
        wanted = "${Version}\t${Architecture}\t${source:Package}"
        told = subprocess.run(["dpkg-query", "-W", "-f", wanted + "\n", name], capture_output=True, text=True, check=True).stdout
        version, architecture, _ = told.split("\n")[0].split("\t")
        yield {
            "SPDXID": spdx_id("deb-" + name),
            "name": name,
            "versionInfo": version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:deb/debian/%s@%s?arch=%s" % (name, version, architecture),
                }
            ],
        }


def main():
    program, sources, version, epoch = sys.argv[1:5]
    with open(program, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    created = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    own = {
        "SPDXID": "SPDXRef-muster",
        "name": "muster",
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": LICENCE,
        "licenseDeclared": LICENCE,
        "copyrightText": "NOASSERTION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
        "primaryPackagePurpose": "APPLICATION",
    }
    linked, loaded = list(swift_packages(sources)), list(libraries(sys.argv[5:]))
    relations = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-muster"}]
    for kind, packages in (("STATIC_LINK", linked), ("DYNAMIC_LINK", loaded)):
        for package in packages:
            relations.append(
                {"spdxElementId": "SPDXRef-muster", "relationshipType": kind, "relatedSpdxElement": package["SPDXID"]}
            )
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "muster-" + version,
        "documentNamespace": "https://spdx.org/spdxdocs/muster-%s-%s" % (version, digest[:16]),
        "creationInfo": {"created": created, "creators": ["Tool: muster-sbom"]},
        "packages": [own] + linked + loaded,
        "relationships": relations,
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
