import CZlib
import JSON
import Results

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
        let record = JSONSerializer.serialize(json)
        var line: [UInt8] = []
        line.reserveCapacity(record.count + 40)
        line += Self.prefix + Self.sum(record) + Self.middle
        line += record
        line += Self.suffix
        return line
    }

    /// The value in `line` (its end left out); `nil` when it isn't whole.
    static func value(in line: ArraySlice<UInt8>) -> JSONValue? {
        let start = prefix.count + 8 + middle.count
        guard line.count > start, line.last == suffix[0], line.starts(with: prefix) else { return nil }
        let sum = line.dropFirst(prefix.count).prefix(8)
        guard line.dropFirst(prefix.count + 8).starts(with: middle) else { return nil }
        let record = Array(line.dropFirst(start).dropLast())
        guard sum.elementsEqual(Self.sum(record)) else { return nil }
        return try? JSONParser.parse(record)
    }

    private static func sum(_ bytes: [UInt8]) -> [UInt8] {
        let sum = bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        let digits = String(UInt32(truncatingIfNeeded: sum), radix: 16)
        return Array((String(repeating: "0", count: 8 - digits.utf8.count) + digits).utf8)
    }

    private var json: JSONValue {
        switch self {
        case .run(let outline): Self.json(outline)
        case .began(let place, let moment):
            .object(Self.object("began", place, ["atMs": JSONValue(moment)]))
        case .ended(let place, let result):
            .object(Self.object("ended", place, ["result": ResultsDocument.result(result)]))
        case .suiteEnded(let index, let end):
            [
                "kind": "suite", "suite": .count(index), "startedAtMs": JSONValue(end.startedAt),
                "durationNs": .count(end.duration), "contract": end.contract.map(ContractResultDocument.json) ?? .null,
                "coverage": .array((end.contract?.coverage ?? []).map(ContractResultDocument.row)),
            ]
        case .end(let duration, let interrupted):
            ["kind": "end", "durationNs": .count(duration), "interrupted": .bool(interrupted)]
        }
    }

    private static func object(_ kind: String, _ place: CasePosition, _ more: JSONObject) -> JSONObject {
        let object: JSONObject = ["kind": .string(kind), "suite": .count(place.suite), "case": .count(place.index)]
        return JSONObject(object.members + more.members)
    }

    private static func json(_ outline: RunOutline) -> JSONValue {
        [
            "kind": "run", "format": .string(format), "version": .count(version), "tool": .string(outline.tool),
            "host": .string(outline.host), "startedAtMs": JSONValue(outline.startedAt),
            "seed": .string("\(outline.seed)"), "provenance": AcceptanceDocument.json(outline.provenance),
            "suites": .array(outline.suites.map(json)),
        ]
    }

    private static func json(_ suite: SuiteOutline) -> JSONValue {
        let requirements = suite.requirements.map { JSONValue.object(AcceptanceDocument.json($0)) }
        let cases = suite.cases.map { outline -> JSONValue in
            [
                "name": .string(outline.name), "scenario": .string(outline.scenario), "file": .string(outline.file),
                "line": .count(outline.line), "tags": .texts(outline.tags), "covers": .texts(outline.covers),
            ]
        }
        return [
            "name": .string(suite.name), "description": .string(suite.description), "file": .string(suite.file),
            "target": .string(suite.target), "mock": .text(suite.mock), "requirements": .array(requirements),
            "commit": .text(suite.commit), "preflight": suite.preflight.map(AcceptanceDocument.json) ?? .null,
            "sources": .array(suite.sources.map(AcceptanceDocument.json)),
            "warnings": .texts(suite.warnings), "cases": .array(cases),
        ]
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
        return suite
    }
}
