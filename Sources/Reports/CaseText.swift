import HTTP
import JSON
import Measurement
import Quantities
import Results

/// A case that failed, or couldn't be measured, so that nobody need run it again to understand it.
struct CaseText {
    private let result: CaseResult
    /// The file of the mock that answered, and is gone now.
    private let mock: String?
    /// How much of a content is shown, in Unicode scalars.
    private static let longestContent = 600

    init(_ result: CaseResult, of suite: SuiteResult) {
        self.result = result
        mock = suite.mock
    }

    /// The whole text, lines without colour.
    var full: String {
        var lines = ["\(result.file):\(result.line)"]
        if !result.covers.isEmpty { lines.append("covers \(result.covers.joined(separator: ", "))") }
        if !result.reason.isEmpty { lines.append(result.reason) }
        for step in result.steps
        where !step.findings.isEmpty || step.error != nil || step.load != nil || step.capacity != nil {
            if !step.name.isEmpty { lines.append("step '\(step.name)'") }
            lines += self.lines(step)
        }
        if let smallest = result.smallest { lines += Self.lines(smallest) }
        return lines.joined(separator: "\n")
    }

    /// How to repeat a step's request. A mock's port is gone with the run.
    private func repetition(_ step: StepResult) -> [String] {
        guard let request = step.request else { return [] }
        let curl = request.curl.lines.map { "  \($0)" }
        let secrets = Set(request.curl.matches(of: #/(?:^|[' "])"\$([A-Z_][A-Z0-9_]*)/#).map { String($0.output.1) })
            .sorted()
        let first = secrets.isEmpty ? "" : " (\(secrets.joined(separator: ", ")) must be set)"
        guard let mock else { return ["repeat it with\(first):"] + curl }
        let name = result.name.replacing(#/ \(repeat [0-9]+\)$/#, with: "")
        var lines = ["repeat it with:"]
        lines.append("  muster run \(Self.quoted(result.file)) --mock --only \(Self.quoted(name))")
        guard let port = request.url.firstMatch(of: #/^https?://[^/:]+:([0-9]+)/#)?.output.1 else { return lines }
        lines.append("or\(first), while 'muster mock \(Self.quoted(mock)) --port \(port)' runs:")
        return lines + curl
    }

    /// A word of a POSIX shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || (0x2D...0x39).contains($0) || $0 == 0x5F
        }
        return isPlain && !text.isEmpty ? text : "'\(text.replacing("'", with: #"'\''"#))'"
    }

    private func lines(_ step: StepResult) -> [String] {
        var lines: [String] = []
        for finding in step.findings { lines += Self.lines(finding) }
        if let error = step.error, step.findings.isEmpty, error != result.reason {
            lines.append("not measured: \(error)")
        }
        if let help = step.failure.flatMap(Self.help) { lines.append("help: \(help)") }
        if step.attempts > 1 { lines.append("after \(step.attempts) attempts") }
        lines += step.notes.map { "note: \($0)" }
        if let load = step.load { lines += LoadText.lines(load) }
        if let capacity = step.capacity { lines += CapacityText.lines(capacity) }
        if let response = step.response { lines += Self.lines(response, time: step.responseTime) }
        return lines + repetition(step)
    }

    /// What to write where trust is missing.
    private static func help(_ failure: ExchangeFailure) -> String? {
        let detail = failure.detail.lowercased()
        guard failure.category == .tls, detail.contains("certificate") else { return nil }
        if detail.contains("alert") {
            return
                "the endpoint wants a client's certificate: name it in the suite's connection.tls.certificate and key"
        }
        return
            "name the authority's certificate in the suite's connection.tls.ca; or, for a test of your own, don't verify: --insecure"
    }

    static func lines(_ smallest: SmallestFailure) -> [String] {
        let count = "\(smallest.requests) further \(smallest.requests == 1 ? "request" : "requests")"
        var lines = ["the smallest request that fails like this, found with \(count):"]
        lines += smallest.request.curl.lines.map { "  \($0)" }
        if let response = smallest.response { lines += Self.lines(response, time: nil) }
        return lines
    }

    static func lines(_ finding: Finding) -> [String] {
        let place = finding.pointer.map { $0.tokens.isEmpty ? "" : "  (at \($0))" } ?? ""
        var lines = ["\(finding.expectation)\(place)"]
        lines += indented("  expected  ", finding.expected) + indented("  found     ", finding.found)
        lines += finding.diff.lines.map { "    \($0)" }
        return lines
    }

    /// `text` behind `label`; further lines stand below the first, so that none can pass for another part of the report.
    private static func indented(_ label: String, _ text: String) -> [String] {
        let lines = text.lines
        let margin = String(repeating: " ", count: label.count)
        return ["\(label)\(lines.first ?? "")"] + lines.dropFirst().map { margin + $0 }
    }

    static func lines(_ response: RecordedResponse, time: UInt64?) -> [String] {
        let took = time.map { "  (\(Quantity.describe(nanoseconds: $0)))" } ?? ""
        var lines = ["the response:", "  \(response.version) \(response.status) \(response.reason)\(took)"]
        lines += response.headers.all.map { "  \($0.name): \($0.value)" }
        let content = response.content
        guard content.size > 0 else { return lines + ["  (no content)"] }
        let shown = String(content.text.unicodeScalars.prefix(longestContent))
        lines += ["  "] + shown.lines.map { "  \($0)" }
        if content.isBase64 { lines.append("  (base64)") }
        if content.isCut || shown.unicodeScalars.count < content.text.unicodeScalars.count {
            lines.append("  … (\(Quantity.describe(bytes: content.size)) in all)")
        }
        return lines
    }
}

extension String {
    /// The lines, an empty last one left out.
    var lines: [String] {
        var lines = split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
