/// Finds the word that a person may have meant.
public enum NearestWord {
    /// The word of `words` nearest to `word`, or nil when none is near.
    ///
    /// A word that differs only in case is always near; else the one with the least Damerau-Levenshtein distance (optimal
    /// string alignment), when that is at most a third of the longer word's length. The first of several wins. What other tools call it
    /// is known as well.
    public static func suggest(_ word: String, among words: [String]) -> String? {
        let folded = word.lowercased()
        if let same = words.first(where: { $0.lowercased() == folded }) { return same }
        if let own = elsewhere[folded]?.first(where: words.contains) { return own }
        let scalars = Array(folded.unicodeScalars.prefix(longest))
        var best: (word: String, distance: Int)?
        for candidate in words {
            let other = Array(candidate.lowercased().unicodeScalars.prefix(longest))
            let limit = max(scalars.count, other.count) / 3
            guard limit > 0, abs(scalars.count - other.count) <= limit else { continue }
            let distance = distance(scalars, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// What k6, Postman, Hurl, Karate and the like call things, and what they may be called here, in lower case.
    private static let elsewhere: [String: [String]] = [
        "regex": ["matches"], "regexp": ["matches"], "pattern": ["matches"], "gt": [">"], "gte": [">="], "lt": ["<"],
        "lte": ["<="], "eq": ["equals"], "is": ["equals"], "ne": ["not"], "neq": ["not"], "oneof": ["in"],
        "enum": ["in"],
        "size": ["length"], "count": ["length"], "minlength": ["length"], "maxlength": ["length"],
        "vus": ["users"], "concurrency": ["users"], "duration": ["for"], "rps": ["rate"], "qps": ["rate"],
        "target": ["rate"], "iterations": ["requests"], "thresholds": ["latency", "expect"], "gracefulstop": ["drain"],
        "tests": ["scenarios", "expect"], "cases": ["scenarios"], "steps": ["scenarios"], "assert": ["expect"],
        "assertions": ["expect"], "asserts": ["expect"], "checks": ["expect"], "check": ["expect"],
        "response": ["expect", "respond"],
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

    /// Words are compared up to this many scalars, so that a hostile one costs little.
    private static let longest = 64

    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(last[column + 1] + 1, current[column] + 1, substitution)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
