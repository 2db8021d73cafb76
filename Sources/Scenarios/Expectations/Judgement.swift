import Decoding
import JSON
package import Matching
package import Results

/// What was judged and what was found.
package struct Judgement: Sendable {
    /// The expectations that were broken, and those that couldn't be judged.
    package var findings: [Finding] = []
    /// The expectations of which nothing can be said for certain: the generator's own doing may have decided them.
    package var doubtful: [Finding] = []
    /// How many were judged.
    package var count = 0
    /// How many of the findings say that something couldn't be judged.
    private(set) var undecided = 0

    /// Nothing judged yet.
    package init() {}

    /// Whether everything held.
    package var passes: Bool { findings.isEmpty && doubtful.isEmpty }

    /// Whether everything holds: something that is broken decides, whatever else couldn't be judged.
    package var truth: Truth {
        if passes { return .passes }
        return undecided == findings.count ? .undecided : .fails
    }

    /// The first thing that is broken or couldn't be judged, in one line.
    package var firstReason: String? { findings.first?.summary }

    mutating func check(_ finding: @autoclosure () -> Finding?) {
        count += 1
        if let finding = finding() { findings.append(finding) }
    }

    mutating func check(_ expectation: String, _ outcome: MatchOutcome) {
        count += 1
        switch outcome {
        case .passes: break
        case .fails(let mismatch): findings.append(Finding(expectation, mismatch))
        case .undecided(let mismatch): addUndecided(Finding(expectation, mismatch))
        }
    }

    /// Adds that something couldn't be judged, and why.
    package mutating func addUndecided(_ finding: Finding) {
        findings.append(finding)
        undecided += 1
    }

    /// Counts one more, and keeps what `finding` tells of it unless it holds.
    mutating func check(_ certainty: Certainty, _ finding: @autoclosure () -> Finding) {
        count += 1
        switch certainty {
        case .passes: break
        case .doubtful: doubtful.append(finding())
        case .broken: findings.append(finding())
        }
    }

    /// Adds what else was judged.
    package mutating func add(_ other: Judgement) {
        findings += other.findings
        doubtful += other.doubtful
        count += other.count
        undecided += other.undecided
    }
}

extension Finding {
    /// A finding made of a mismatch.
    init(_ expectation: String, _ mismatch: Mismatch) {
        self.init(
            expectation,
            expected: mismatch.expected,
            found: mismatch.found,
            pointer: mismatch.pointer.tokens.isEmpty ? nil : mismatch.pointer,
            diff: mismatch.diff
        )
    }
}

/// A set of status codes: numbers and ranges.
package struct StatusSet: Sendable, Hashable {
    /// The ranges; a single code is a range of one.
    package var ranges: [ClosedRange<Int>]
    /// As the file has it.
    package var description: String

    /// Whether `status` is in it.
    package func contains(_ status: Int) -> Bool {
        ranges.contains { $0.contains(status) }
    }

    /// `"2xx"`, `"400-499"` or `"404"`; `nil` for anything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        if bytes.count == 3, bytes[1] == UInt8(ascii: "x"), bytes[2] == UInt8(ascii: "x"),
            (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(bytes[0])
        {
            let hundred = Int(bytes[0] - UInt8(ascii: "0")) * 100
            self.init(ranges: [hundred...(hundred + 99)], description: text)
            return
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1],
            Self.codes.contains(low), Self.codes.contains(high), low <= high
        else { return nil }
        self.init(ranges: [low...high], description: text)
    }

    init(ranges: [ClosedRange<Int>], description: String) {
        self.ranges = ranges
        self.description = description
    }

    /// What may be a status code (RFC 9110, section 15).
    private static let codes = 100...999

    static func decode(_ node: JSONNode, _ problems: Problems) -> StatusSet? {
        let parts = (node.elements ?? [node]).compactMap { one($0, problems) }
        if let elements = node.elements, elements.isEmpty {
            problems.add("an empty list of statuses can't be met", at: node.location)
        }
        guard !parts.isEmpty else { return nil }
        return StatusSet(
            ranges: parts.flatMap(\.ranges),
            description: parts.map(\.description).joined(separator: " or ")
        )
    }

    private static func one(_ node: JSONNode, _ problems: Problems) -> StatusSet? {
        if node.isPending { return nil }
        if case .number(let number) = node.content, let code = number.int, codes.contains(code) {
            return StatusSet(ranges: [code...code], description: "\(code)")
        }
        if let text = node.string, let set = StatusSet(text) { return set }
        problems.add(
            "a status is a number from 100 to 999, or a range, found \(Leaf.found(node))",
            at: node.location,
            help: "write 200, \"2xx\", \"400-499\", or a list of them"
        )
        return nil
    }
}
