import CZlib
import JSON
import Results
import URI

/// One line of a journal: what happened, in JSON, behind the sum that tells whether all of it was written.
///
/// `{"crc32":"1c291ca3","record":{"kind":"began",…}}`, where the sum is zlib's CRC-32 of the record's bytes.
enum JournalRecord: Sendable {
    /// What the run is going to do; the first line.
    case run(RunOutline)
    /// A case begins, at a time of day in milliseconds since 1970.
    case began(CasePosition, at: Int64)
    /// A case has ended.
    case ended(CasePosition, CaseResult)
    /// Every case of a suite has ended; its cases aren't repeated.
    case suiteEnded(Int, SuiteEnd)
    /// The run is over.
    case end(duration: UInt64, interrupted: Bool)

    /// What is known of a suite when its cases have ended.
    struct SuiteEnd: Sendable {
        /// When it began, in milliseconds since 1970.
        var startedAt: Int64
        /// How long it took, in nanoseconds.
        var duration: UInt64
        /// What came of holding its exchanges against its contract.
        var contract: ContractResult?
    }

    static let format = "muster-journal"
    static let version = 1

    static let prefix = Array(#"{"crc32":""#.utf8)
    private static let middle = Array(#"","record":"#.utf8)
    private static let suffix = Array("}\n".utf8)

    /// The line, its end included.
    var line: [UInt8] {
        var json = JSONWriter()
        write(&json)
        return json.withBytes { record in
            var line: [UInt8] = []
            line.reserveCapacity(record.count + 40)
            line += Self.prefix
            line += Self.sum(record)
            line += Self.middle
            line += record
            line += Self.suffix
            return line
        }
    }

    /// The value in `line` (its end left out); `nil` when it isn't whole.
    static func value(in line: ArraySlice<UInt8>) -> JSONValue? {
        let start = prefix.count + 8 + middle.count
        guard line.count > start, line.last == suffix[0], line.starts(with: prefix) else { return nil }
        let sum = line.dropFirst(prefix.count).prefix(8)
        guard line.dropFirst(prefix.count + 8).starts(with: middle) else { return nil }
        let record = Array(line.dropFirst(start).dropLast())
        guard sum.elementsEqual(record.withUnsafeBufferPointer(Self.sum)) else { return nil }
        return try? JSONParser.parse(record)
    }

    private static func sum(_ bytes: UnsafeBufferPointer<UInt8>) -> String.UTF8View {
        let sum = UInt32(truncatingIfNeeded: crc32_z(0, bytes.baseAddress, bytes.count)).bigEndian
        return Hex.encode(withUnsafeBytes(of: sum) { Array($0) }).utf8
    }

    private func write(_ json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .run(let outline): Self.members(outline, &json)
            case .began(let place, let moment):
                Self.members("began", place, &json)
                json.member("atMs", moment: moment)
            case .ended(let place, let result):
                Self.members("ended", place, &json)
                json.member("result", result, ResultsDocument.write)
            case .suiteEnded(let index, let end):
                json.member("kind", "suite")
                json.member("suite", count: index)
                json.member("startedAtMs", moment: end.startedAt)
                json.member("durationNs", count: end.duration)
                json.member("contract", end.contract, ContractResultDocument.write)
                json.member("coverage", each: end.contract?.coverage ?? [], ContractResultDocument.write)
            case .end(let duration, let interrupted):
                json.member("kind", "end")
                json.member("durationNs", count: duration)
                json.member("interrupted", interrupted)
            }
        }
    }

    private static func members(_ kind: String, _ place: CasePosition, _ json: inout JSONWriter) {
        json.member("kind", kind)
        json.member("suite", count: place.suite)
        json.member("case", count: place.index)
    }

    private static func members(_ outline: RunOutline, _ json: inout JSONWriter) {
        json.member("kind", "run")
        json.member("format", format)
        json.member("version", count: version)
        json.member("tool", outline.tool)
        json.member("host", outline.host)
        json.member("startedAtMs", moment: outline.startedAt)
        json.member("seed", "\(outline.seed)")
        json.member("provenance", outline.provenance, AcceptanceDocument.write)
        if let sharded = outline.sharded { json.member("shards", sharded, ShardDocument.write) }
        if let part = outline.part { json.member("part", part, AcceptanceDocument.write) }
        json.member("suites", each: outline.suites, write)
    }

    private static func write(_ suite: SuiteOutline, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", suite.name)
            json.member("description", suite.description)
            json.member("file", suite.file)
            json.member("target", suite.target)
            json.member("mock", suite.mock)
            json.member("requirements", each: suite.requirements, AcceptanceDocument.write)
            json.member("commit", suite.commit)
            json.member("preflight", suite.preflight, AcceptanceDocument.write)
            json.member("sources", each: suite.sources, AcceptanceDocument.write)
            json.member("warnings", texts: suite.warnings)
            if let whole = suite.whole { json.member("wholeCases", count: whole) }
            json.member("cases", each: suite.cases) { outline, json in
                json.object { json in
                    json.member("name", outline.name)
                    json.member("scenario", outline.scenario)
                    json.member("file", outline.file)
                    json.member("line", count: outline.line)
                    json.member("tags", texts: outline.tags)
                    json.member("covers", texts: outline.covers)
                    json.member("about", outline.subject, ResultsDocument.write)
                    if let place = outline.place { json.member("place", count: place) }
                    if let shard = outline.shard { json.member("shard", count: shard) }
                }
            }
        }
    }
}

extension JournalRecord {
    /// Reads the value of a line; `nil` for a kind that this program doesn't know.
    init?(_ value: JSONValue) throws(ResultsError) {
        let node = ResultsNode(value)
        switch try node.text("kind") {
        case "run":
            guard try node.text("format") == Self.format, try node.count("version") == Self.version else {
                throw node.error("version \(Self.version) of a journal")
            }
            self = .run(try Self.outline(node))
        case "began": self = .began(try Self.place(node), at: try node.milliseconds("atMs"))
        case "ended": self = .ended(try Self.place(node), try ResultsReader.result(node.member("result")))
        case "suite":
            let end = SuiteEnd(
                startedAt: try node.milliseconds("startedAtMs"),
                duration: try node.nanoseconds("durationNs"),
                contract: try ResultsReader.contract(node)
            )
            self = .suiteEnded(try node.count("suite"), end)
        case "end": self = .end(duration: try node.nanoseconds("durationNs"), interrupted: try node.flag("interrupted"))
        default: return nil
        }
    }

    private static func place(_ node: ResultsNode) throws(ResultsError) -> CasePosition {
        CasePosition(suite: try node.count("suite"), index: try node.count("case"))
    }

    private static func outline(_ node: ResultsNode) throws(ResultsError) -> RunOutline {
        var outline = RunOutline(
            tool: try node.text("tool"),
            host: try node.text("host"),
            startedAt: try node.milliseconds("startedAtMs"),
            seed: try ResultsReader.seed(node),
            suites: try node.member("suites").elements(suite)
        )
        outline.provenance = try AcceptanceDocument.provenance(node)
        outline.sharded = try node.optional("shards").map(ShardDocument.sharded)
        outline.part = try node.optional("part").map(AcceptanceDocument.part)
        return outline
    }

    private static func suite(_ node: ResultsNode) throws(ResultsError) -> SuiteOutline {
        var suite = SuiteOutline(
            name: try node.text("name"),
            description: try node.text("description"),
            file: try node.text("file"),
            target: try node.text("target"),
            mock: try node.optionalText("mock"),
            requirements: try node.member("requirements").elements(AcceptanceDocument.requirement),
            warnings: try node.texts("warnings"),
            cases: try node.member("cases").elements(ResultsReader.outline)
        )
        suite.sources = try AcceptanceDocument.sources(node)
        suite.commit = try node.optionalText("commit")
        suite.preflight = try AcceptanceDocument.preflight(node)
        suite.whole = try node.optional("wholeCases")?.count()
        return suite
    }
}
