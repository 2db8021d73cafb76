#!/usr/bin/env python3
"""Builds the manifests with kustomize and holds them against Kubernetes' published schemas, without a cluster or a network.

Needs kubectl (or kustomize) and the package kubernetes-validate from PyPI, which carries the schemas. Ends with 1 when something is wrong,
with 77 when what it needs isn't there.
"""
import pathlib, re, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent


def built(folder):
    tool = ["kubectl", "kustomize"] if shutil.which("kubectl") else ["kustomize", "build"]
    return subprocess.run(tool + [str(folder)], capture_output=True, text=True, check=True).stdout


def main():
    if not (shutil.which("kubectl") or shutil.which("kustomize")):
        print("skipped: neither kubectl nor kustomize is installed")
        return 77
    try:
        import kubernetes_validate, yaml
    except ImportError:
        print("skipped: kubernetes-validate isn't installed (pip install kubernetes-validate)")
        return 77
    wrong = 0
    resources = []
    for folder in [HERE, HERE / "merge"]:
        for resource in yaml.safe_load_all(built(folder)):
            name = f"{resource['kind']}/{resource['metadata']['name']}"
            version = kubernetes_validate.latest_version()
            try:
                kubernetes_validate.validate(resource, version, strict=True)
                print(f"valid for {version}: {name}")
            except Exception as error:
                wrong += 1
                print(f"WRONG: {name}: {error}")
            resources.append(resource)
    wrong += agreement(resources)
    return 1 if wrong else 0


def agreement(resources):
    """What no schema knows: that the manifests agree with each other."""
    problems = []
    jobs = {r["metadata"]["name"]: r for r in resources if r["kind"] == "Job"}
    maps = {re.sub("-[a-z0-9]{10}$", "", r["metadata"]["name"]): r for r in resources if r["kind"] == "ConfigMap"}
    shards, settings = jobs["muster-shards"]["spec"], maps["muster-settings"]["data"]
    merge = maps["muster-merge-settings"]["data"]
    if not shards["completions"] == shards["parallelism"] == int(settings["SHARDS"]) == int(merge["SHARDS"]):
        problems.append("completions, parallelism and both SHARDS differ")
    if (shards["completionMode"], shards["backoffLimit"], shards["template"]["spec"]["restartPolicy"]) != ("Indexed", 0, "Never"):
        problems.append("shards.yaml isn't an Indexed Job that runs each shard once")
    for name in ["RESULTS", "REPORT"]:
        if settings[name] != merge[name]:
            problems.append(f"{name} differs between shards and merge")
    names = {r["metadata"]["name"] for r in resources}
    for job in jobs.values():
        pod = job["spec"]["template"]["spec"]
        mounted = {m["name"] for c in pod["containers"] for m in c["volumeMounts"]}
        if mounted != {v["name"] for v in pod["volumes"]}:
            problems.append(f"{job['metadata']['name']}: volumes and mounts differ")
        for volume in pod["volumes"]:
            if "configMap" in volume and volume["configMap"]["name"] not in names:
                problems.append(f"{job['metadata']['name']}: there is no ConfigMap {volume['configMap']['name']}")
    for problem in problems:
        print(f"WRONG: {problem}")
    return len(problems)


sys.exit(main())
