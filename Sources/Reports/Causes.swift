import HTTP
import JSON
import Results

/// Something that broke, told once however many cases it broke.
///
/// What a person wrote is one cause where the same check broke at the same place with the same words for what was
/// expected and found. Cases that were made from a contract are many and alike: theirs is one by operation, kind of
/// check, place and answer.
struct Cause {
    /// Where a case stands in the run.
    typealias Place = (suite: Int, index: Int)

    /// What is wrong, worst first.
    enum Kind: Int {
        /// A status of 5xx, or no answer at all.
        case serverFailed
        /// An answer that shows what is inside the server: a stack trace, a database's message, a password.
        case leak
        /// Carried out what must be refused.
        case accepted
        /// What a person wrote, whatever it is.
        case written
        /// Refused what must be carried out.
        case refused
        /// Another status than those that are right.
        case status
        /// A client's request that the contract doesn't allow.
        case request
        /// An answer that hasn't the form which the contract says.
        case form
        /// An answer that the contract doesn't have.
        case undocumented
    }

    /// What became of the cases by it: failed, waived or not measured.
    let verdict: Verdict
    /// What was broken; for what wasn't measured, why not. Of several that are one cause the first.
    let finding: Finding
    let kind: Kind
    /// What of a contract it is about; `nil` for what a person wrote.
    let subject: CaseSubject?
    /// The places of the requests that it is about, and the operations.
    private var subjects: [String]
    private var operations: [String]
    /// The status that came; `nil` where none did.
    private let answer: Int?
    /// The kinds of the catalogue that its cases are of; none where a person wrote them.
    private var changes: Set<[String]>
    /// Whether the time for an answer passed, in all cases.
    private var isUnanswered: Bool
    /// The cases, in the order of the run.
    private(set) var places: [Place]
    /// The case with the smallest request.
    private(set) var example: Place
    /// How large that is, in bytes of its `curl`.
    private var size: Int

    /// The causes of a run, those of failures first, of those the worst first, of those the ones with the most cases
    /// first.
    static func all(of run: RunResult) -> [Cause] {
        var causes: [Cause] = []
        var numbers: [Key: Int] = [:]
        for suite in run.suites.indices {
            for index in run.suites[suite].cases.indices where run.suites[suite].cases[index].verdict.hasCause {
                let result = run.suites[suite].cases[index]
                for finding in found(result) {
                    let kind = kind(of: finding, result)
                    let key = Key(result, finding, kind)
                    if let number = numbers[key] {
                        causes[number].add((suite, index), result)
                    } else {
                        numbers[key] = causes.count
                        causes.append(Cause(result, finding, kind, at: (suite, index)))
                    }
                }
            }
        }
        return together(causes).enumerated().sorted { first, second in
            let (one, other) = (first.element, second.element)
            if one.verdict != other.verdict { return one.verdict.rank < other.verdict.rank }
            if one.kind != other.kind { return one.kind.rawValue < other.kind.rawValue }
            return one.places.count == other.places.count
                ? first.offset < second.offset : one.places.count > other.places.count
        }.map(\.element)
    }

    /// From so many places, or operations, on, one answer to all of them is one cause: whatever is changed, it comes.
    private static let fewestAlike = 4

    /// The causes, those of one operation that are refused alike at many places as one, those of one place that are
    /// alike in many operations, and those that one change of the request has at many places or in many operations.
    private static func together(_ causes: [Cause]) -> [Cause] {
        let byPlace = joined(joined(causes) { [$0.keyWithoutPlace] }, \.keysOfChange)
        return joined(joined(byPlace) { [$0.keyWithoutOperation] }) { [$0.keyOfChangeWithoutOperation] }
    }

    /// The causes, those as one that have a key in common with enough others.
    private static func joined(_ causes: [Cause], _ keys: (Cause) -> [Key?]) -> [Cause] {
        var numbers: [Key: [Int]] = [:]
        for (number, cause) in causes.enumerated() {
            for key in keys(cause).compactMap(\.self) { numbers[key, default: []].append(number) }
        }
        // Of each cause the first that it is one with.
        var first = Array(causes.indices)
        func root(_ number: Int) -> Int {
            var number = number
            while first[number] != number { number = first[number] }
            return number
        }
        for group in numbers.values where group.count >= fewestAlike {
            for number in group.dropFirst() {
                let (one, other) = (root(group[0]), root(number))
                first[max(one, other)] = min(one, other)
            }
        }
        let members = Dictionary(grouping: causes.indices, by: root)
        return causes.indices.compactMap { number in
            guard let group = members[number] else { return nil }
            var cause = causes[number]
            cause.add(group.dropFirst().map { causes[$0] })
            return cause
        }
    }

    /// What causes of an operation have in common that are refused alike, whatever was changed; `nil` for what depends
    /// on the place.
    private var keyWithoutPlace: Key? {
        switch kind {
        case .refused, .status:
            subject.map { .generated(verdict, operation: $0.operation, kind, place: "", answer: answer) }
        case .serverFailed:
            isStuck
                ? subject.map { .generated(verdict, operation: $0.operation, kind, place: "", answer: answer) } : nil
        case .leak, .accepted, .written, .request, .form, .undocumented: nil
        }
    }

    /// Out of order or too busy, which is no matter of what is asked for (RFC 9110, sections 15.6.3 to 15.6.5); a
    /// server that answers no more is so too.
    private var isStuck: Bool { isUnanswered || [502, 503, 504].contains(answer) }

    /// What causes of several operations have in common that are refused alike at a place that all of them have, whose
    /// answers lack the same form, or that found the server stuck; `nil` for what each operation has for itself.
    private var keyWithoutOperation: Key? {
        guard let subject, subjects.count == 1 || kind == .serverFailed else { return nil }
        switch kind {
        case .refused, .status:
            return subject.place.isEmpty
                ? nil : .generated(verdict, operation: "", kind, place: subject.place, answer: answer)
        case .form:
            return .written(
                verdict,
                expectation: finding.expectation,
                finding.pointer,
                expected: "",
                found: finding.found
            )
        case .serverFailed:
            return isStuck ? .generated(verdict, operation: "", kind, place: "", answer: answer) : nil
        case .leak, .accepted, .written, .request, .undocumented: return nil
        }
    }

    /// What causes of an operation have in common that break on one change of the request, or carry it out, whatever it
    /// is made to.
    private var keysOfChange: [Key?] {
        guard let subject else { return [] }
        switch kind {
        case .serverFailed, .accepted:
            return changes.map { .alike(verdict, operation: subject.operation, kind, $0, answer) }
        case .leak, .written, .refused, .status, .request, .form, .undocumented: return []
        }
    }

    /// The same of several operations, which have it from what is common to them; so has a server that doesn't know who
    /// asks, or where nothing is found. What else it refuses each operation has for itself.
    private var keyOfChangeWithoutOperation: Key? {
        guard subject != nil, changes.count == 1, let change = changes.first else { return nil }
        switch kind {
        case .serverFailed, .accepted, .status: return .alike(verdict, operation: "", kind, change, answer)
        case .refused:
            return [401, 403, 404].contains(answer) ? .alike(verdict, operation: "", kind, change, answer) : nil
        case .leak, .written, .request, .form, .undocumented: return nil
        }
    }

    private mutating func add(_ others: [Cause]) {
        subjects = (subjects + others.flatMap(\.subjects)).once
        operations += others.flatMap(\.operations)
        places = (places + others.flatMap(\.places)).sorted { ($0.suite, $0.index) < ($1.suite, $1.index) }
        changes.formUnion(others.flatMap(\.changes))
        isUnanswered = isUnanswered && others.allSatisfy(\.isUnanswered)
        for other in others where other.size < size {
            size = other.size
            example = other.example
        }
    }

    private init(_ result: CaseResult, _ finding: Finding, _ kind: Kind, at place: Place) {
        verdict = result.verdict
        self.finding = finding
        self.kind = kind
        subject = result.verdict == .error ? nil : result.subject
        subjects = [result.subject?.place ?? ""]
        operations = [result.subject?.operation ?? ""]
        answer = Self.broken(result)?.response?.status
        changes = Self.changes(result)
        isUnanswered = Self.isUnanswered(result)
        places = [place]
        example = place
        size = Self.size(result)
    }

    private mutating func add(_ place: Place, _ result: CaseResult) {
        guard places.last.map({ $0 != place }) ?? true else { return }
        places.append(place)
        changes.formUnion(Self.changes(result))
        isUnanswered = isUnanswered && Self.isUnanswered(result)
        let size = Self.size(result)
        guard size < self.size else { return }
        self.size = size
        example = place
    }

    /// Whether the run isn't accepted for it.
    var isFailure: Bool { verdict == .failed }

    /// Whether expectations were broken, waived or not.
    var isBroken: Bool { verdict == .failed || verdict == .waived }

    /// The operation, the place and what is wrong there, in words; `nil` for what a person wrote.
    var title: String? {
        guard let subject else { return nil }
        let isOfRequest = kind != .form && kind != .undocumented
        let names = operations.once
        let operation = names.count == 1 ? subject.operation : Self.several(names, "operations")
        let places = subjects.filter { !$0.isEmpty }
        let place = subjects.count == 1 ? places.first ?? "" : Self.several(places, "places", of: subjects.count)
        return operation + (isOfRequest && !place.isEmpty ? " at \(place)" : "") + ": \(kind.description)"
    }

    /// How many there are, the first of them by name.
    private static func several(_ names: [String], _ what: String, of count: Int? = nil) -> String {
        let more = names.count > mostNamed ? ", ..." : ""
        return "\(count ?? names.count) \(what) (\(names.prefix(mostNamed).joined(separator: ", "))\(more))"
    }

    /// How many of many places, or operations, a title names.
    private static let mostNamed = 3

    /// The cases themselves.
    func cases(of run: RunResult) -> [CaseResult] { places.map { run.suites[$0.suite].cases[$0.index] } }

    /// One command that shows it, with the smallest request; `nil` where nothing was sent.
    func curl(of run: RunResult) -> String? {
        Self.request(run.suites[example.suite].cases[example.index])?.curl
    }

    /// The requirements that the cases cover, each once.
    func requirements(of run: RunResult) -> [String] {
        cases(of: run).flatMap(\.covers).once
    }

    /// What a case broke, and why it couldn't be measured.
    private static func found(_ result: CaseResult) -> [Finding] {
        switch result.verdict {
        case .passed, .skipped, .answered: return []
        case .failed, .waived:
            var findings = result.steps.flatMap(\.findings)
            // What is said to be of another type is no JSON for that: one cause.
            if result.subject != nil, findings.contains(where: { $0.expectation == "body.contentType" }) {
                findings.removeAll { $0.expectation == "body" && $0.expected == "JSON" }
            }
            guard findings.isEmpty else { return findings }
            return [Finding("failed", expected: "nothing broken", found: result.reason)]
        case .error:
            let reason = result.steps.compactMap(\.error).first ?? result.reason
            return [Finding("not measured", expected: "a measurement", found: reason)]
        }
    }

    private static func kind(of finding: Finding, _ result: CaseResult) -> Kind {
        guard result.subject != nil, result.verdict != .error else {
            return finding.expectation == "contract.undocumented-status" ? .undocumented : .written
        }
        let step = broken(result)
        let status = step?.response?.status ?? 0
        switch finding.expectation {
        case _ where step?.failure != nil, "contract.server-error": return .serverFailed
        case "status" where status >= 500: return .serverFailed
        case "status" where status < 300: return .accepted
        case "status": return allowsSuccess(finding.expected) ? .refused : .status
        case _ where finding.isLeak: return .leak
        case "contract.request-breaks-contract": return .request
        case let other where other.hasPrefix("contract.undocumented-"): return .undocumented
        default: return .form
        }
    }

    /// Whether the words for the right statuses have one of 2xx among them.
    private static func allowsSuccess(_ words: String) -> Bool {
        words.split { !$0.isLetter && !$0.isNumber }.contains { $0.count == 3 && $0.hasPrefix("2") }
    }

    /// The step that broke: a flow ends with it.
    private static func broken(_ result: CaseResult) -> StepResult? { result.steps.first { !$0.findings.isEmpty } }

    private static func request(_ result: CaseResult) -> RecordedRequest? {
        result.smallest?.request ?? (broken(result) ?? result.steps.last)?.request
    }

    private static func isUnanswered(_ result: CaseResult) -> Bool { broken(result)?.failure?.category == .timeout }

    private static func changes(_ result: CaseResult) -> Set<[String]> {
        let kinds = Array(result.tags.drop { $0 != "generated" }.dropFirst())
        return kinds.isEmpty ? [] : [kinds]
    }

    private static func size(_ result: CaseResult) -> Int { request(result)?.curl.utf8.count ?? .max }

    /// What makes two findings like: diffs may differ.
    private enum Key: Hashable {
        case written(Verdict, expectation: String, JSONPointer?, expected: String, found: String)
        /// Where the form of an answer is wrong, it is so wherever the request was changed.
        case generated(Verdict, operation: String, Kind, place: String, answer: Int?)
        /// Whatever place was changed, or in whatever operation.
        case alike(Verdict, operation: String, Kind, [String], Int?)

        init(_ result: CaseResult, _ finding: Finding, _ kind: Kind) {
            guard let subject = result.subject, result.verdict != .error else {
                self = .written(
                    result.verdict,
                    expectation: finding.expectation,
                    finding.pointer,
                    expected: finding.expected,
                    found: finding.found
                )
                return
            }
            let place =
                switch kind {
                case .form, .undocumented: finding.expectation + " " + Self.pattern(finding.pointer)
                case .request: finding.expected
                case .serverFailed, .leak, .accepted, .written, .refused, .status: subject.place
                }
            let answer = broken(result)?.response?.status
            self = .generated(result.verdict, operation: subject.operation, kind, place: place, answer: answer)
        }

        /// The pointer with a star for each index.
        private static func pattern(_ pointer: JSONPointer?) -> String {
            (pointer?.tokens ?? []).map { Int($0) == nil ? $0 : "*" }.joined(separator: "/")
        }
    }
}

extension Cause.Kind {
    /// What is wrong, in words.
    var description: String {
        switch self {
        case .serverFailed: "the server failed"
        case .leak: "shows what is inside the server"
        case .accepted: "carries out what the contract forbids"
        case .written: "broken"
        case .refused: "refuses what the contract allows"
        case .status: "answers with another status"
        case .request: "a request that the contract doesn't allow"
        case .form: "an answer without its form"
        case .undocumented: "an answer that the contract doesn't have"
        }
    }
}

/// What several reports tell of a run.
extension RunResult {
    /// When it ended: milliseconds since 1970-01-01T00:00:00Z.
    var endedAt: Int64 { startedAt.addingReportingOverflow(Int64(clamping: duration / 1_000_000)).partialValue }

    /// Why it isn't one whole run as one line; `nil` for a whole run.
    var partialLine: String? { partial.isEmpty ? nil : "PARTIAL: \(partial.joined(separator: "; "))" }

    /// What a reader has to know before anything else: that it isn't one whole run, and what of the suites was left out
    /// by choice.
    var scopeLines: [String] { [partialLine].compactMap(\.self) + (part?.lines ?? []) }

    /// The verdicts that cases have, what is looked at first before the others.
    var verdicts: [Verdict] { Verdict.allCases.sorted { $0.rank < $1.rank }.filter { count($0) > 0 } }

    /// What weakens the run: that it is of a part, and the warnings of all suites, each once.
    var warnings: [String] { ((part?.lines ?? []) + suites.flatMap(\.warnings)).once }

    /// The same of one of its suites.
    func warnings(of suite: SuiteResult) -> [String] { suite.warnings + (part?.lines(of: suite.name) ?? []) }

    /// Why what was left of suites was skipped whose target couldn't be reached, each once, and how many cases that
    /// were.
    var unreached: [(reason: String, count: Int)] {
        let reasons = suites.indices.flatMap { suite in
            suites[suite].cases.indices.lazy.filter { suites[suite].cases[$0].verdict == .skipped }
                .map { suites[suite].cases[$0].reason }.filter { $0.hasPrefix(SkipReason.unreachable) }
        }
        return reasons.once.map { reason in (reason, reasons.count { $0 == reason }) }
    }

    /// The program's name, and its version where it has one.
    var program: (name: String, version: String) {
        let parts = tool.split(separator: " ", maxSplits: 1).map(String.init)
        return (parts.first ?? "muster", parts.count > 1 ? parts[1] : "")
    }
}

extension Verdict {
    /// Whether something broke, or kept a case from being measured.
    fileprivate var hasCause: Bool {
        switch self {
        case .passed, .skipped, .answered: false
        case .failed, .waived, .error: true
        }
    }
}

extension CaseResult {
    /// Whether it passed only after a request was sent again.
    var isFlaky: Bool { verdict == .passed && steps.contains { $0.retries > 0 } }

    /// What it broke, or why it has its verdict, in one line.
    var message: String {
        let findings = steps.flatMap(\.findings).map(\.summary)
        return findings.isEmpty ? reason : findings.joined(separator: "; ")
    }
}

extension Sequence<String> {
    /// Each text once, where it stands first.
    package var once: [String] {
        var seen = Set<String>()
        return filter { seen.insert($0).inserted }
    }
}
