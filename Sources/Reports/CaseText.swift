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
        let secrets = Self.secrets(in: request.curl).sorted()
        let first = secrets.isEmpty ? "" : " (\(secrets.joined(separator: ", ")) must be set)"
        guard let mock else { return ["repeat it with\(first):"] + curl }
        let name = Self.withoutRepetition(result.name)
        var lines = ["repeat it with:"]
        lines.append("  muster run \(Self.quoted(result.file)) --mock --only \(Self.quoted(name))")
        guard let port = Self.port(of: request.url) else { return lines }
        lines.append("or\(first), while 'muster mock \(Self.quoted(mock)) --port \(port)' runs:")
        return lines + curl
    }

    // A regular expression that is written here would be parsed anew for each case that failed, which takes longer than
    // all the rest.

    /// The shell variables in a `curl` command: each stands in double quotes of its own, `"$TOKEN"`.
    private static func secrets(in curl: String) -> Set<String> {
        var names = Set<String>()
        var before: UInt8?
        var rest = curl.utf8[...]
        while let byte = rest.popFirst() {
            defer { before = byte }
            guard byte == UInt8(ascii: "\""), before.map({ "' \"".utf8.contains($0) }) ?? true,
                rest.first == UInt8(ascii: "$")
            else { continue }
            let name = rest.dropFirst().prefix { isOfName($0) }
            guard let first = name.first, !(0x30...0x39).contains(first) else { continue }
            names.insert(String(decoding: name, as: UTF8.self))
        }
        return names
    }

    /// Capital letters, digits and `_`.
    private static func isOfName(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
    }

    /// A case's name without ` (repeat 3)` behind it.
    static func withoutRepetition(_ name: String) -> String {
        let utf8 = name.utf8
        guard utf8.last == UInt8(ascii: ")") else { return name }
        let digits = utf8.dropLast().reversed().prefix { (0x30...0x39).contains($0) }.count
        let rest = utf8.dropLast(digits + 1)
        let mark = " (repeat ".utf8
        guard digits > 0, rest.count >= mark.count, rest.suffix(mark.count).elementsEqual(mark) else { return name }
        return String(decoding: rest.dropLast(mark.count), as: UTF8.self)
    }

    /// The port that is written in a URL; `nil` without one.
    private static func port(of url: String) -> String? {
        guard let scheme = HTTPURL.Scheme.of(url) else { return nil }
        let authority = url.utf8.dropFirst("\(scheme)://".utf8.count).drop {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":")
        }
        guard authority.first == UInt8(ascii: ":") else { return nil }
        let digits = authority.dropFirst().prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
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
        if let trace = step.request?.traceID { lines.append("trace: \(trace)") }
        lines += step.notes.map { "note: \($0)" }
        if let events = step.events { lines.append("events: \(Self.description(events))") }
        if let load = step.load { lines += LoadText.lines(load) }
        if let capacity = step.capacity { lines += CapacityText.lines(capacity) }
        if let response = step.response { lines += Self.lines(response, time: step.responseTime) }
        return lines + repetition(step)
    }

    /// How many events came, and when.
    static func description(_ events: EventTimes) -> String {
        var parts = ["\(events.count)"]
        if let first = events.first { parts.append("the first after \(Quantity.describe(nanoseconds: first))") }
        if let gap = events.longestGap {
            parts.append("at most \(Quantity.describe(nanoseconds: gap)) from one to the next")
        }
        if events.count > 1, let last = events.last {
            parts.append("the last after \(Quantity.describe(nanoseconds: last))")
        }
        return parts.joined(separator: ", ")
    }

    /// What to write where trust is missing.
    private static func help(_ failure: ExchangeFailure) -> String? {
        let detail = failure.detail.lowercased()
        guard failure.category == .tls, detail.contains("certificate") else { return nil }
        if detail.contains("alert") {
            return
                "the endpoint wants a client's certificate: name it in the suite's connection.tls.certificate and key"
        }
        if ["client certificate", "client's certificate"].contains(where: detail.contains) {
            return "it is of the suite's connection.tls: certificate, key and keyPassword belong together"
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

    /// `text` behind `label`; further lines stand below the first, so that none can pass for another part of the
    /// report.
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
    /// The lines, an empty last one left out. They end where a character is a new line: what separates lines in Unicode
    /// (UAX #14, BK, CR, LF and NL), CR LF together.
    var lines: [String] {
        var lines: [String] = []
        var text = self
        text.withUTF8 { utf8 in
            var (start, index) = (0, 0)
            while index < utf8.count {
                let length = Self.lengthOfNewline(utf8, index)
                if length > 0 {
                    lines.append(String(decoding: utf8[start..<index], as: UTF8.self))
                    start = index + length
                }
                index += max(1, length)
            }
            if start < utf8.count { lines.append(String(decoding: utf8[start...], as: UTF8.self)) }
        }
        return lines
    }

    /// How many bytes the new line at `index` takes; 0 where there is none.
    private static func lengthOfNewline(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        func next(_ offset: Int) -> UInt8 { index + offset < utf8.count ? utf8[index + offset] : 0 }
        switch utf8[index] {
        case 0x0A, 0x0B, 0x0C: return 1
        case 0x0D: return next(1) == 0x0A ? 2 : 1
        case 0xC2: return next(1) == 0x85 ? 2 : 0
        case 0xE2: return next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}
