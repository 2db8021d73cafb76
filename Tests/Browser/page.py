#!/usr/bin/env python3
"""Opens report.html in Chromium and holds it to what docs/reports.md says of it.

    Tests/Browser/page.py reports/report.html [--screenshots FOLDER] [--strict]

No console error, no request leaves the file, its policy lets nothing else run, the filter and the anchors work, nothing is cut at
1280 and 400 pixels, and axe-core (the rules that it runs by default: WCAG A and AA, best practices) finds nothing, light and dark.
It speaks the DevTools protocol over a pipe and needs only Python, Chromium, and for the last part axe-core
(pip install --no-deps axe-playwright-python). Without them it says SKIPPED and ends with 0, or with 1 under --strict.
"""
import argparse
import base64
import glob
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse


def chromium():
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


def axe():
    """The newest axe-core that a package of Python brings; None without any."""
    found = []
    for module in ("axe_playwright_python", "axe_core_python", "axe_selenium_python"):
        spec = importlib.util.find_spec(module)
        for folder in (spec.submodule_search_locations if spec else None) or []:
            for path in glob.glob(f"{folder}/**/axe*.js", recursive=True):
                text = pathlib.Path(path).read_text(encoding="utf-8")
                version = re.search(r"axe v(\d+)\.(\d+)\.(\d+)", text[:5000])
                if version:
                    found.append((tuple(map(int, version.groups())), text))
    return max(found)[1] if found else None


class Browser:
    """A page of a headless Chromium, by the DevTools protocol over two pipes."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        read_in, self.write_end = os.pipe()
        self.read_end, write_out = os.pipe()

        def pipes():
            # The ends may have these numbers already: they are moved out of the way first.
            one, other = os.dup(read_in), os.dup(write_out)
            os.dup2(one, 3)
            os.dup2(other, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", f"--user-data-dir={self.folder.name}", "about:blank"],
            preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_in)
        os.close(write_out)
        self.number = 0
        self.buffer = b""
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def message(self):
        while b"\0" not in self.buffer:
            data = os.read(self.read_end, 1 << 20)
            if not data:
                raise SystemExit("chromium went away")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        data = json.dumps(request).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        """Goes to a page and waits until all of its cases are there, of which a large one brings most when it has nothing else to do."""
        self.load(url)
        for _ in range(3000):
            if self.run("document.querySelectorAll('noscript.later').length") == 0:
                return
            time.sleep(0.02)
        raise SystemExit("the script of the page doesn't bring all of its cases")

    def load(self, url):
        self.call("Page.navigate", url="about:blank")
        while self.run("document.readyState + location.protocol") != "completeabout:":
            time.sleep(0.02)
        self.events.clear()
        self.call("Page.navigate", url=url)
        while self.run("document.readyState + location.protocol") != "completefile:":
            time.sleep(0.02)

    def run(self, script):
        """What `script` comes to; a promise is waited for."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{script[:80]}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def size(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def scheme(self, name):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def shot(self, path):
        picture = self.call("Page.captureScreenshot", format="png")
        pathlib.Path(path).write_bytes(base64.b64decode(picture["data"]))

    def close(self):
        self.process.kill()
        self.process.wait()


class Checks:
    def __init__(self):
        self.failed = 0
        self.passed = 0
        self.skipped = 0

    def check(self, name, isRight, detail=""):
        self.passed += 1 if isRight else 0
        self.failed += 0 if isRight else 1
        print(f"{'✓' if isRight else '✗'} {name}" + (f": {detail}" if detail and not isRight else ""))

    def skip(self, why):
        self.skipped += 1
        print(f"- SKIPPED: {why}")


def console(browser, checks, url):
    browser.open(url)
    errors, requests = [], []
    for event in browser.events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            errors.append(params["exceptionDetails"].get("text"))
        if method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            errors.append(params["entry"]["text"])
        if method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            errors.append(str(params["args"]))
        if method == "Network.requestWillBeSent" and params["request"]["url"] not in (url, "about:blank"):
            requests.append(params["request"]["url"])
    checks.check("no error or warning in the console", not errors, errors[:3])
    checks.check("no request leaves the file", not requests, requests[:3])


def anchors(browser, checks, url):
    dead = browser.run("""[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))
        .filter(h => !h.startsWith('#') || !(document.getElementById(h.slice(1)) || h.startsWith('#requirement-')))""")
    checks.check("every link leads to an anchor of the page", not dead, dead[:5])
    twice = browser.run("""(() => { const seen = new Set(); return [...document.querySelectorAll('[id]')].map(e => e.id)
        .filter(i => seen.has(i) || !seen.add(i)) })()""")
    checks.check("no anchor is there twice", not twice, twice[:5])
    case = browser.run("(document.querySelector('details.case') || {}).id || ''")
    if not case:
        return checks.skip("the page has no case")
    browser.open(f"{url}#{case}")
    checks.check("a case's anchor opens it", browser.run(f"document.getElementById({json.dumps(case)}).open"))
    last = browser.run("[...document.querySelectorAll('details.case')].pop().id")
    browser.load(f"{url}#{last}")
    checks.check("the last case's anchor opens it at once", browser.run(f"document.getElementById({json.dumps(last)}).open"))
    count = "[document.querySelectorAll('details.case').length, parseInt(document.getElementById('filter').dataset.cases)]"
    browser.open(url)
    checks.check("all cases come to be there", len(set(browser.run(count))) == 1, browser.run(count))


def filters(browser, checks, url):
    """Each filter by itself, and several together: what is shown is what has the words, and the address says it again."""
    browser.open(url)
    shown = "[...document.querySelectorAll('details.case')].filter(c => !c.hidden)"
    cases = browser.run("""[...document.querySelectorAll('details.case')].map(c => ({ status: c.dataset.status,
        req: (c.dataset.req || '').split('\\n'), tag: (c.dataset.tag || '').split('\\n'), operation: [c.dataset.operation || ''],
        text: c.firstElementChild.textContent.toLowerCase() }))""")

    def fits(case, wanted):
        return all(all(word in case["text"] for word in value.lower().split()) if name == "text" else value in case[name]
                   for name, value in wanted.items())

    def hold(wanted):
        browser.open(url)
        for name, value in wanted.items():
            browser.run(f"""(() => {{ const f = document.querySelector('#filter [name={name}]'); f.value = {json.dumps(value)};
                f.dispatchEvent(new Event('input', {{ bubbles: true }})) }})()""")
        expected = sum(1 for case in cases if fits(case, wanted))
        found = browser.run(f"{shown}.length")
        words = ", ".join(f"{name} {value}" for name, value in wanted.items())
        checks.check(f"the filter shows what has {words}", found == expected and expected > 0, f"{found} of {expected}")
        address = browser.run("location.hash")
        query = urllib.parse.parse_qs(address.removeprefix("#cases?"))
        checks.check("the filter is in the address", query == {name: [value] for name, value in wanted.items()}, address)
        browser.open(url + address)
        checks.check("an address with a filter shows the same", browser.run(f"{shown}.length") == expected)

    for name in ("status", "req", "tag", "operation"):
        values = browser.run(f"[...document.querySelectorAll('#filter [name={name}] option')].map(o => o.value).filter(Boolean)")
        for value in values[:6]:
            hold({name: value})
    word = cases[0]["text"].split()[0]
    hold({"text": word})
    hold({"text": word, "status": cases[0]["status"]})


def layout(browser, checks, url, folder):
    for width in (1280, 400):
        for scheme in ("light", "dark"):
            browser.size(width)
            browser.scheme(scheme)
            browser.open(url)
            browser.run("document.querySelectorAll('details.case').forEach((d, i) => { if (i < 30) d.open = true })")
            wide = browser.run("""[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
                && !e.closest('.scroll') && !e.closest('nav')).map(e => e.outerHTML.slice(0, 120))""")
            checks.check(f"nothing is wider than the page, {width} {scheme}", not wide, wide[:3])
            if not folder:
                continue
            parts = browser.run("['', ...[...document.querySelectorAll('section')].map(s => s.id)]")
            for part in parts:
                browser.run(f"(document.getElementById({json.dumps(part)}) || document.body).scrollIntoView()")
                browser.shot(f"{folder}/{part or 'top'}-{width}-{scheme}.png")


def accessibility(browser, checks, url):
    source = axe()
    if source is None:
        return checks.skip("accessibility: no axe-core (pip install --no-deps axe-playwright-python)")
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            browser.size(width)
            browser.scheme(scheme)
            browser.open(url)
            browser.run("""document.querySelectorAll('details').forEach((d, i) => { if (i < 12) d.open = true })""")
            # The page's policy doesn't hold for the debugger.
            browser.run(source + ";0")
            found = browser.run("""axe.run(document)
                .then(r => ({ version: axe.version, passes: r.passes.length, violations: r.violations.map(v =>
                    v.id + ' (' + v.impact + ', ' + v.nodes.length + '): ' + v.nodes[0].html.slice(0, 160)) }))""")
            checks.check(f"axe-core {found['version']} finds nothing, {width} {scheme} ({found['passes']} rules passed)",
                         not found["violations"], "\n    " + "\n    ".join(found["violations"]))


def policy(browser, checks, url):
    browser.open(url)
    ran = browser.run("""(async () => {
        window.ran = [];
        const add = (name, attributes, text) => { const e = document.createElement(name);
            for (const k in attributes) e.setAttribute(k, attributes[k]); e.textContent = text || '';
            document.body.append(e); return e };
        add('script', {}, 'window.ran.push("script")');
        add('p', { onclick: 'window.ran.push("handler")' }).click();
        const styled = add('p', { style: 'position: fixed' });
        if (getComputedStyle(styled).position === 'fixed') window.ran.push('style');
        try { await fetch('data:,x'); window.ran.push('fetch') } catch (e) {}
        await new Promise(done => { const i = add('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' });
            i.onload = () => { window.ran.push('image'); done() }; i.onerror = done });
        return window.ran })()""")
    checks.check("the page's policy lets nothing else run or load", ran == [], ran)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("--screenshots")
    parser.add_argument("--strict", action="store_true", help="what is skipped fails")
    options = parser.parse_args()
    checks = Checks()
    program = chromium()
    if program is None:
        checks.skip("no Chromium (apt install chromium)")
    else:
        if options.screenshots:
            os.makedirs(options.screenshots, exist_ok=True)
        url = pathlib.Path(options.page).resolve().as_uri()
        browser = Browser(program)
        try:
            browser.size(1280)
            console(browser, checks, url)
            anchors(browser, checks, url)
            filters(browser, checks, url)
            layout(browser, checks, url, options.screenshots)
            accessibility(browser, checks, url)
            policy(browser, checks, url)
        finally:
            browser.close()
    print(f"{checks.passed} passed, {checks.failed} failed, {checks.skipped} skipped")
    sys.exit(1 if checks.failed or options.strict and checks.skipped else 0)


if __name__ == "__main__":
    main()
