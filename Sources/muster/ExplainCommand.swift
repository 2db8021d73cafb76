import ArgumentParser
import ContractCases
import Contracts
import Decoding
import Diagnostics
import HTTP
import JSON
import Measurement
import Reports
import Results

/// `muster explain`: what a name in a report means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Tells what a name in a report means: a check, a kind of case or failure, a verdict, a figure, an exit code."
    )

    @Argument(
        help: ArgumentHelp(
            "The name, such as contract.server-error, string-empty, refused, service time or 3; without it, all names.",
            valueName: "name"
        )
    )
    var words: [String] = []

    func run() throws {
        let name = words.joined(separator: " ")
        guard !name.isEmpty else {
            for topic in Topic.all {
                Terminal.print("\(topic.title)\n  \(topic.entries.map(\.name).joined(separator: ", "))\n")
            }
            return
        }
        let matching = { (isName: (String) -> Bool) in
            Topic.all.flatMap { topic in
                topic.entries.filter { isName($0.name) || isName(topic.prefix + $0.name) }.map { (topic, $0) }
            }
        }
        let asWritten = matching { $0 == name }
        let exact = asWritten.isEmpty ? matching { $0.lowercased() == name.lowercased() } : asWritten
        // Reports say of what it was broken: `headers.ETag`, `latency.p99`, `capture.token`.
        let check = name.prefix { $0 != "." && $0 != "[" }
        let isPart = check.count < name.count
        var found = exact
        for topic in (exact.isEmpty ? [Topic.checks] : []) + (isPart ? [Topic.flow] : Topic.keys) {
            // What was broken is an expectation, though a request has headers too.
            if isPart, !found.isEmpty { break }
            for entry in topic.entries where entry.name == check && !found.contains(where: { $0.1.text == entry.text })
            {
                found.append((topic, entry))
            }
        }
        guard !found.isEmpty else {
            let known = (Topic.all + Topic.keys).flatMap { topic in topic.entries.map { topic.prefix + $0.name } }
            // All of them are hundreds, and a few of those say nothing.
            let nearest = NearestWord.suggest(name, among: known).map { "did you mean '\($0)'? " } ?? ""
            Diagnostics.leave("nothing is called '\(name)'", help: nearest + "'muster explain' lists all names")
        }
        Terminal.print(
            found.map { topic, entry in "\(topic.prefix)\(entry.name): \(topic.title)\n\(entry.text)" }.joined(
                separator: "\n\n"
            )
        )
    }
}

/// Names of one sort, with what each means.
private struct Topic {
    var title: String
    /// What reports put before the names.
    var prefix = ""
    var entries: [Entry]

    /// A name and what it means.
    typealias Entry = (name: String, text: String)

    static let all = [
        Topic(title: "the exit code", entries: exitCodes), Topic(title: "a verdict", entries: verdicts), checks,
        Topic(
            title: "what the cases say of a requirement",
            entries: RequirementTable.State.allCases.map { ($0.rawValue, "  \($0.meaning)") }
        ),
        Topic(
            title: "what became of a case between two runs",
            entries: RunComparison.Change.allCases.map { ($0.rawValue, text(of: $0)) }
        ),
        Topic(
            title: "what a comparison of two loads says",
            entries: ComparisonVerdict.allCases.map { ($0.rawValue, text(of: $0)) }
        ),
        Topic(
            title: "how a search for capacity ended",
            entries: CapacityGoalResult.Outcome.allCases.map { ($0.rawValue, text(of: $0)) }
        ),
        Topic(title: "a figure of a load", entries: ReportWords.figures),
        Topic(title: "a word of a search for capacity, or of a curve", entries: ReportWords.capacities),
        Topic(title: "what a run comes to, in its last lines", entries: ReportWords.outcomes),
        Topic(title: "a word of reports", entries: ReportWords.others),
        Topic(title: "a word that warns, in every report", entries: ReportWords.warnings),
        Topic(title: "a kind of failure", entries: FailureCategory.allCases.map { ($0.rawValue, text(of: $0)) }),
        Topic(
            title: "a check against the contract",
            prefix: "contract.",
            entries: ContractCheck.allCases.map { ($0.rawValue, "  found when \($0.meaning)") }
        ),
        Topic(
            title: "a deviation from HTTP's standard",
            prefix: "protocol.",
            entries: Deviation.allCases.map { ($0.name, "  \($0.text) (\($0.section))") }
        ),
        Topic(
            title: "a check of who answers",
            prefix: "digest.",
            entries: [
                (
                    "rspauth",
                    """
                      found when a server's proof that it knows the password is wrong: rspauth in Authentication-Info (RFC 7616,
                      section 3.5). Whoever answered may be somebody else, or make the proof in another way than the standard says
                    """
                )
            ]
        ),
        Topic(
            title: "a group of generated cases",
            entries: CaseGroup.allCases.map { group in
                (group.rawValue, "  \(group.title)\n  its kinds: \(group.kinds.map(\.name).joined(separator: ", "))")
            }
        ),
        Topic(
            title: "a kind of generated case",
            entries: CaseKind.all.map { kind in
                (
                    kind.name,
                    """
                      group          \(kind.group.rawValue)
                      sends          \(kind.sends)
                      right answers  \(kind.rule.description)
                      why            \(kind.reason)
                    """
                )
            }
        ),
    ]

    /// What `expect` may hold, as its schema describes it.
    static let checks = Topic(title: "an expectation of a suite (a key of 'expect')", entries: described("expect"))

    /// What is found broken beside expectations.
    static let flow = Topic(
        title: "a key of a scenario",
        entries: described("scenario").filter { $0.name == "capture" }
    )

    /// What else stands in a suite, as its schema describes it.
    static let keys = [
        Topic(title: "a key of a suite", entries: described(nil)),
        Topic(title: "a key of a scenario", entries: described("scenario")),
        Topic(title: "a key of a step", entries: described("ownStep")),
        Topic(title: "a key of 'request'", entries: described("request")),
        Topic(title: "a key of 'connection'", entries: described("connection")),
        Topic(title: "a key of 'load'", entries: described("load")),
        Topic(title: "a key of 'capture'", entries: described("capture", isOfEach: true)),
    ]

    private static let schema = try? JSONParser.parse(SchemaFile.suite.bytes)

    /// The keys of the object that the schema calls `name`, or of a suite, with what each means.
    private static func described(_ name: String?, isOfEach: Bool = false) -> [Entry] {
        guard let schema, var object = name.map({ schema["$defs"]?[$0] }) ?? schema else { return [] }
        if isOfEach { object = object["additionalProperties"]?["anyOf"]?.array?.last ?? object }
        return (object["properties"]?.object ?? [:]).compactMap { member in
            // What is defined elsewhere in the schema is described there.
            let other = member.value["$ref"]?.string.flatMap { $0.split(separator: "/").last }.map(String.init)
            let own = member.value["description"]?.string
            guard let text = own ?? other.flatMap({ schema["$defs"]?[$0]?["description"]?.string }) else { return nil }
            return ["//", "$schema"].contains(member.name) ? nil : (member.name, "  \(text)")
        }
    }

    private static func text(of change: RunComparison.Change) -> String {
        switch change {
        case .broken: "  it passed before and fails now"
        case .unmeasured: "  it passed before and couldn't be measured now"
        case .mended: "  it failed before and passes now"
        case .flaky: "  the runs of one side don't agree on it"
        case .new: "  it wasn't there before"
        case .gone: "  it isn't there any more"
        }
    }

    private static func text(of verdict: ComparisonVerdict) -> String {
        switch verdict {
        case .worse: "  higher than before, of a capacity lower, by more than the tolerance and than chance explains"
        case .better: "  lower than before, of a capacity higher, by more than the tolerance and than chance explains"
        case .same: "  whatever the difference is, it is within the tolerance"
        case .unknown: "  the figures allow worse, better and same: longer runs, or more of them, would tell"
        }
    }

    private static func text(of outcome: CapacityGoalResult.Outcome) -> String {
        switch outcome {
        case .found: "  both bounds are as near to each other as was asked"
        case .above: "  the highest rate of the search holds: the capacity is above it"
        case .below: "  the lowest rate of the search doesn't hold"
        case .generator: "  the generator may have decided the trials: there is no capacity to tell"
        case .unfinished: "  the search ended before its bounds were near enough to each other"
        }
    }

    private static let exitCodes: [Entry] = [
        ("0", "  accepted: nothing failed, and everything was measured"),
        ("1", "  a scenario failed: the endpoint is not accepted"),
        ("2", "  the command or a file is wrong; nothing was sent"),
        (
            "3",
            "  nothing failed, but the result can't be trusted: something couldn't be measured, or the run was stopped"
        ),
        ("4", "  a report couldn't be written, whatever the verdict"),
    ]

    private static let verdicts: [Entry] = Verdict.allCases.map { verdict in
        let text =
            switch verdict {
            case .passed: "every expectation held"
            case .failed: "at least one expectation was broken: the endpoint is not accepted"
            case .error: "it could not be measured: nothing is said of the endpoint; reports call it NOT MEASURED"
            case .skipped: "it was not run, or was only to clean up, with the reason"
            case .answered: "a question that was put and answered, not judged"
            case .waived: "expectations were broken, and a waiver accepts each of them for a while"
            }
        return (verdict.rawValue, "  \(text)")
    }

    private static func text(of category: FailureCategory) -> String {
        let text =
            switch category {
            case .dns: "the host's name could not be resolved; the case is not measured"
            case .refused: "the connection was refused, or the host could not be reached; the case is not measured"
            case .tls: "the TLS handshake or the verification of the certificate failed"
            case .timeout:
                "a time limit passed: before there was a connection the case is not measured, after that it fails"
            case .reset: "the connection was closed before the response was complete"
            case .malformed: "what came back is not HTTP, or contradicts itself"
            case .tooLarge: "the header section or the content passed its size limit (maxHeader, maxBody)"
            case .proxy: "the proxy refused or failed"
            case .cancelled: "the run was stopped before the exchange ended"
            case .request: "the request could not be sent as written"
            case .local:
                "this machine lacked what the exchange needed: descriptors, ports, memory; the case is not measured"
            case .other: "anything else; the text says what"
            }
        return "  \(text)"
    }
}
