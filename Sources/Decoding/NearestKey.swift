import Diagnostics

/// Finds the key of the product's own files that a person may have meant.
package enum NearestKey {
    /// The key of `keys` nearest to `key`: one that differs in case alone, else what other tools call it, else the
    /// nearest word (``NearestWord``); `nil` when there is none.
    package static func suggest(_ key: String, among keys: [String]) -> String? {
        let folded = key.lowercased()
        if let same = keys.first(where: { $0.lowercased() == folded }) { return same }
        return elsewhere[folded]?.first(where: keys.contains) ?? NearestWord.suggest(key, among: keys)
    }

    /// What k6, Postman, Hurl, Karate and the like call things, and what they may be called here, in lower case.
    private static let elsewhere: [String: [String]] = [
        "regex": ["matches"], "regexp": ["matches"], "pattern": ["matches"], "gt": [">"], "gte": [">="], "lt": ["<"],
        "lte": ["<="], "eq": ["equals"], "is": ["equals"], "ne": ["not"], "neq": ["not"], "oneof": ["in"],
        "enum": ["in"], "selector": ["css"], "selectors": ["css"], "cssselector": ["css"], "queryselector": ["css"],
        "jsonpath": ["json"], "cookies": ["cookie"], "jsonschema": ["schema"],
        "size": ["length"], "count": ["length"], "minlength": ["length"], "maxlength": ["length"],
        "vus": ["users"], "concurrency": ["users"], "duration": ["for"], "rps": ["rate"], "qps": ["rate"],
        "target": ["rate"], "iterations": ["requests"], "thresholds": ["latency", "expect"], "gracefulstop": ["drain"],
        "tests": ["scenarios", "expect"], "cases": ["scenarios"], "steps": ["scenarios"], "assert": ["expect"],
        "assertions": ["expect"], "asserts": ["expect"], "checks": ["expect"], "check": ["expect"],
        "response": ["expect", "respond"],
        "token": ["bearer"], "username": ["user"], "pass": ["password"], "pwd": ["password"],
        "vars": ["variables"], "env": ["variables"], "environment": ["variables"], "before": ["setup"],
        "beforeall": ["setup"], "afterall": ["cleanup"], "teardown": ["cleanup"], "extract": ["capture"],
        "captures": ["capture"], "save": ["capture"], "store": ["capture"], "sleep": ["pause"], "delay": ["pause"],
        "wait": ["pause"], "body": ["json", "text"], "data": ["json", "form", "text"], "payload": ["json", "text"],
        "params": ["query"], "queryparams": ["query"], "statuscode": ["status"], "status_code": ["status"],
        "code": ["status"], "contenttype": ["body"], "url": ["path", "url"], "uri": ["path", "url"],
        "endpoint": ["path"],
        "baseurl": ["target"], "host": ["target"], "base_url": ["target"], "responsetime": ["within"],
        "timeout": ["within"], "depends": ["after"], "dependson": ["after"], "id": ["name"], "title": ["name"],
    ]
}
