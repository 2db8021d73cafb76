import HTTP
import JSON
import Measurement
import Results
import Scenarios

/// A case that failed, or couldn't be measured, so that nobody need run it again to understand it.
struct CaseText {
    private let result: CaseResult
    /// How much of a content is shown, in Unicode scalars.
    private static let longestContent = 600

    init(_ result: CaseResult) {
        self.result = result
    }

    /// The whole text, lines without colour.
    var full: String {
        var lines = ["\(result.file):\(result.line)"]
        if !result.covers.isEmpty { lines.append("covers \(result.covers.joined(separator: ", "))") }
        if !result.reason.isEmpty { lines.append(result.reason) }
        for step in result.steps where !step.findings.isEmpty || step.error != nil || step.load != nil {
            if !step.name.isEmpty { lines.append("step '\(step.name)'") }
            lines += Self.lines(step, reason: result.reason)
        }
        if let smallest = result.smallest { lines += Self.lines(smallest) }
        return lines.joined(separator: "\n")
    }

    static func lines(_ step: StepResult, reason: String = "") -> [String] {
        var lines: [String] = []
        for finding in step.findings { lines += Self.lines(finding) }
        if let error = step.error, step.findings.isEmpty, error != reason { lines.append("not measured: \(error)") }
        if step.attempts > 1 { lines.append("after \(step.attempts) attempts") }
        if let load = step.load { lines += LoadText.lines(load) }
        if let response = step.response { lines += Self.lines(response, time: step.responseTime) }
        if let request = step.request { lines += ["repeat it with:"] + request.curl.lines.map { "  \($0)" } }
        return lines
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
