import HTTP
package import JSON
import Quantities
package import Results

/// The exchanges as an HTTP Archive (HAR 1.2, softwareishard.com), which browsers' tools open. Secrets are hidden as
/// everywhere.
package enum HARReport {
    /// The archive of `run`: an entry a step that sent a request of its own.
    package static func json(_ run: RunResult) -> JSONValue {
        let entries = run.suites.flatMap { suite in
            suite.cases.flatMap { result in
                result.steps.compactMap { step in
                    step.load == nil ? step.request.map { entry($0, step, result, suite) } : nil
                }
            }
        }
        let creator: JSONValue = ["name": .string(run.program.name), "version": .string(run.program.version)]
        var log: JSONObject = ["version": "1.2"]
        // Bursts and loads have no entry: what is to be said of them stands here.
        let remarks = run.scopeLines + LoadSuspicion.all(of: run).map(\.text)
        if !remarks.isEmpty { log["comment"] = .string(remarks.joined(separator: "; ")) }
        log["creator"] = creator
        log["entries"] = .array(entries)
        return ["log": .object(log)]
    }

    private static func entry(
        _ request: RecordedRequest,
        _ step: StepResult,
        _ result: CaseResult,
        _ suite: SuiteResult
    ) -> JSONValue {
        let timings = step.timings ?? PhaseTimings(total: 0)
        let name = step.name.isEmpty ? result.name : "\(result.name) / \(step.name)"
        var object: JSONObject = [
            "startedDateTime": .string(moment(result.startedAt)), "time": milliseconds(timings.total),
            "request": self.request(request, step.response?.version ?? "HTTP/1.1"), "response": response(step),
            "cache": [:], "timings": self.timings(timings),
            "comment": .string("\(suite.name): \(name) (\(result.verdict.word))"),
        ]
        if let peer = step.peer, let colon = peer.lastIndex(of: ":") {
            object["serverIPAddress"] = .string(String(peer[..<colon]).filter { $0 != "[" && $0 != "]" })
        }
        return .object(object)
    }

    private static func request(_ request: RecordedRequest, _ version: String) -> JSONValue {
        let query = request.url.firstIndex(of: "?").map { request.url[request.url.index(after: $0)...] } ?? ""
        let pairs = query.prefix { $0 != "#" }.split(separator: "&").map { pair -> JSONValue in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? String(halves[1]) : ""
            return ["name": .string(String(halves[0])), "value": .string(value)]
        }
        var object: JSONObject = [
            "method": .string(request.method), "url": .string(request.url), "httpVersion": .string(version),
            "cookies": [], "headers": headers(request.headers), "queryString": .array(pairs), "headersSize": -1,
            "bodySize": .count(request.content?.size ?? 0),
        ]
        if let content = request.content, content.size > 0 {
            object["postData"] = [
                "mimeType": .string(type(request.headers)), "text": .string(content.text), "params": [],
                "comment": .string(comment(content)),
            ]
        }
        return .object(object)
    }

    private static func response(_ step: StepResult) -> JSONValue {
        // An entry whose response never came has the status 0, as browsers write it.
        guard let response = step.response else {
            let failure = step.failure.map { "\($0.category.rawValue): \($0.detail)" } ?? "no response"
            return [
                "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
                "content": ["size": 0, "mimeType": "x-unknown"], "redirectURL": "", "headersSize": -1, "bodySize": -1,
                "comment": .string(failure),
            ]
        }
        var content: JSONObject = [
            "size": .count(response.content.size), "mimeType": .string(type(response.headers)),
            "text": .string(response.content.text),
        ]
        if response.content.isBase64 { content["encoding"] = "base64" }
        let note = comment(response.content)
        if !note.isEmpty { content["comment"] = .string(note) }
        return [
            "status": .count(response.status), "statusText": .string(response.reason),
            "httpVersion": .string(response.version), "cookies": [], "headers": headers(response.headers),
            "content": .object(content),
            "redirectURL": .string(response.headers["Location"] ?? ""), "headersSize": -1, "bodySize": -1,
        ]
    }

    private static func comment(_ content: RecordedContent) -> String {
        (content.isBase64 ? "base64" : "") + (content.isCut ? " cut, \(content.size) bytes in all" : "")
    }

    private static func type(_ headers: HeaderFields) -> String { headers["Content-Type"] ?? "x-unknown" }

    private static func headers(_ headers: HeaderFields) -> JSONValue {
        .array(headers.all.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    /// The phases; -1 for those that did not happen. `connect` has `ssl` in it.
    private static func timings(_ timings: PhaseTimings) -> JSONValue {
        let lookup = timings.nameLookup
        let connect = timings.tls ?? timings.connect
        let send = timings.send ?? connect ?? lookup ?? 0
        let first = timings.firstByte ?? timings.total
        func between(_ start: UInt64, _ end: UInt64) -> JSONValue { milliseconds(end > start ? end - start : 0) }
        let none: JSONValue = -1
        let dns = lookup.map { milliseconds($0) } ?? none
        let connecting = connect.map { between(lookup ?? 0, $0) } ?? none
        let ssl = timings.tls.map { between(timings.connect ?? 0, $0) } ?? none
        return [
            "blocked": none, "dns": dns, "connect": connecting, "ssl": ssl,
            "send": between(connect ?? lookup ?? 0, send), "wait": between(send, first),
            "receive": between(first, timings.total),
        ]
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> JSONValue { .figure(Double(nanoseconds) / 1e6) }

    private static func moment(_ milliseconds: Int64) -> String {
        format?.string(fromUnixMilliseconds: milliseconds) ?? ""
    }

    private static let format = try? DateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
}

/// The cases as a table for spreadsheets (RFC 4180), a row a finding, or one for a case without any.
package enum CSVReport {
    /// The table of `run`.
    package static func text(_ run: RunResult) -> String {
        let columns = [
            "suite", "case", "verdict", "reason", "step", "expectation", "place", "expected", "found", "requirements",
            "tags", "file", "line", "started", "duration_ms", "suspect", "part",
        ]
        var rows = [columns]
        // The format has no comments.
        if let partial = run.partialLine {
            rows.append(["", partial, Verdict.error.word] + Array(repeating: "", count: columns.count - 3))
        }
        for suite in run.suites {
            let part = run.part?.lines(of: suite.name).joined(separator: "; ") ?? ""
            for result in suite.cases { rows += self.rows(result, suite).map { $0 + [part] } }
        }
        return rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func rows(_ result: CaseResult, _ suite: SuiteResult) -> [[String]] {
        let front = [suite.name, result.name, result.verdict.word, result.reason]
        let back = [
            result.covers.joined(separator: " "), result.tags.joined(separator: " "), result.file, "\(result.line)",
            HTMLModel.time(result.startedAt), "\(result.duration / 1_000_000)",
            LoadSuspicion.of(result).map(\.textOfCase).joined(separator: "; "),
        ]
        let findings = result.steps.flatMap { step in step.findings.map { (step.name, $0) } }
        guard !findings.isEmpty else { return [front + ["", "", "", "", ""] + back] }
        return findings.map { name, finding in
            let place = finding.pointer?.description ?? ""
            return front + [name, finding.expectation, place, finding.expected, finding.found] + back
        }
    }

    /// What a spreadsheet would take for a formula has an apostrophe before it (OWASP: CSV Injection), after blanks
    /// too.
    static func cell(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let first = scalars.first { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .format && scalar != "\0"
        }
        let begins: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%"]
        let isFormula = first.map(begins.contains) ?? false || scalars.first == "\t" || scalars.first == "\r"
        var cell = "\""
        if isFormula { cell += "'" }
        for scalar in scalars {
            switch scalar {
            case "\"": cell += "\"\""
            case "\0": cell += "\u{FFFD}"
            default: cell.unicodeScalars.append(scalar)
            }
        }
        return cell + "\""
    }
}
