import HTTP
import JSON
import LoadEngine
import Measurement
import Scenarios
import Synchronization

/// Makes of a step's request what the engine sends: a template of bytes where that can be, and otherwise a source that makes
/// each request by itself, ahead of time.
struct WireCompiler {
    let target: String
    let seed: UInt64
    let data: LoadData?
    let userAgent: String

    /// What became of a request.
    struct Compiled {
        var pattern: RequestPattern
        var method: String
        var origin: String
        var timeout: UInt64?
        /// Why the engine can't send it; `nil` when it can.
        var obstacle: String?
    }

    func compile(_ request: JSONNode, _ scope: CaseScope, problem: FirstProblem) throws(Problems.Found) -> Compiled {
        var own = scope
        let columns = columns()
        own.scope.marks = RequestMarks(
            columns: columns?.map { ($0.name, $0.isNumber) } ?? [],
            nonce: Seeds.derive(seed, "marks")
        )
        own.scope.random = SplitMix64(seed: seed)
        if columns == nil { bind(&own, 0) }
        let prepared = try own.request(request, target: target)
        let message = WireMessage(prepared.request, userAgent: userAgent)
        var compiled = Compiled(
            pattern: .template(RequestTemplate(head: [])),
            method: prepared.request.method,
            origin: message.origin,
            timeout: prepared.timeout,
            obstacle: nil
        )
        let marks = own.scope.marks?.kinds ?? []
        let isSigned = prepared.isSigned
        if columns != nil, !isSigned || marks.isEmpty,
            let template = template(message, own.scope.marks, columns ?? [], scope)
        {
            compiled.pattern = .template(template)
            return compiled
        }
        // The source knows indices, not users, and can't end a load.
        if marks.contains(.user) { compiled.obstacle = "a request that has to be made by itself mentions ${user}" }
        if data?.order == .once {
            compiled.obstacle = "rows that are used once go into a request that has to be made by itself"
        }
        compiled.pattern = .source(source(request, scope, problem))
        return compiled
    }

    /// Each request is made as the slow path makes it.
    private func source(_ request: JSONNode, _ scope: CaseScope, _ problem: FirstProblem) -> RequestSource {
        RequestSource { index, bytes in
            var own = scope
            bind(&own, Int(index))
            do throws(Problems.Found) {
                let prepared = try own.request(request, target: target)
                bytes += WireMessage(prepared.request, userAgent: userAgent).bytes
            } catch {
                problem.note(error.diagnostics.map(\.message).joined(separator: "; "))
            }
        }
    }

    /// Gives `scope` what request `index` sees.
    func bind(_ scope: inout CaseScope, _ index: Int, user: Int = 0) {
        scope.scope.variables["index"] = .number(JSONNumber(index))
        scope.scope.variables["user"] = .number(JSONNumber(user))
        scope.scope.random = SplitMix64(seed: Seeds.derive(seed, "\(index)"))
        guard let data, let row = Self.row(of: data, index, seed) else { return }
        for (name, value) in zip(data.columns, data.rows[row]) { scope.scope.variables[name] = value }
    }

    /// The row that request `index` sees; `nil` when there is none left.
    static func row(of data: LoadData, _ index: Int, _ seed: UInt64) -> Int? {
        switch data.order {
        case .sequential: return index % data.rows.count
        case .once: return index < data.rows.count ? index : nil
        case .random:
            var random = SplitMix64(seed: Seeds.derive(seed, "row \(index)"))
            return Int(random.next() % UInt64(data.rows.count))
        }
    }
}

extension WireCompiler {
    private struct Column {
        var name: String
        var isNumber: Bool
        var values: [[UInt8]]
    }

    /// The data's columns when their values can stand in a request as they are, in whatever part of it: numbers, or texts of
    /// characters that no encoding changes. `nil` otherwise.
    private func columns() -> [Column]? {
        guard let data else { return [] }
        var columns: [Column] = []
        for (index, name) in data.columns.enumerated() {
            let values = data.rows.map { $0[index] }
            let isNumber = values.allSatisfy { if case .number = $0 { true } else { false } }
            let texts = values.map { Array($0.plainText.utf8) }
            let isPlain =
                values.allSatisfy { if case .string = $0 { true } else { false } }
                && texts.allSatisfy { $0.allSatisfy(Self.isUnreserved) }
            guard isNumber || isPlain else { return nil }
            columns.append(Column(name: name, isNumber: isNumber, values: texts))
        }
        return columns
    }

    /// RFC 3986, section 2.3: neither a URL nor a form nor JSON has to encode it.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    private func template(_ message: WireMessage, _ marks: RequestMarks?, _ columns: [Column], _ scope: CaseScope)
        -> RequestTemplate?
    {
        guard let marks, let feeder = feeder(columns) else { return nil }
        var seen = [Int](repeating: 0, count: marks.kinds.count)
        func parts(_ bytes: [UInt8]) -> [TemplatePart] {
            var parts: [TemplatePart] = []
            for piece in MarkedBytes(bytes, marks).pieces {
                switch piece {
                case .literal(let literal): parts.append(.literal(literal))
                case .mark(let number):
                    guard let part = part(marks.kinds[number], feeder, scope) else { continue }
                    seen[number] += 1
                    parts.append(part)
                }
            }
            return parts
        }
        var head = parts(message.head)
        let body = message.body.map(parts)
        // A mark that isn't there was encoded; one that is there twice would get two values.
        guard seen.allSatisfy({ $0 == 1 }) else { return nil }
        if body != nil, !message.hasFraming {
            head += [.literal(Array("Content-Length: ".utf8)), .contentLength, .literal([0x0D, 0x0A])]
        }
        head.append(.literal([0x0D, 0x0A]))
        return RequestTemplate(head: head, body: body ?? [])
    }

    private func feeder(_ columns: [Column]) -> DataFeeder?? {
        guard let data, !columns.isEmpty else { return .some(nil) }
        let order: DataFeeder.Order =
            switch data.order {
            case .sequential: .sequential
            case .random: .random
            case .once: .uniqueOnce
            }
        return (try? DataFeeder(data.rows.indices.map { row in columns.map { $0.values[row] } }, order: order)).map {
            .some($0)
        }
    }

    /// What the engine makes in place of a mark; `nil` when it can't.
    private func part(_ kind: RequestMarks.Kind, _ feeder: DataFeeder?, _ scope: CaseScope) -> TemplatePart? {
        switch kind {
        case .index: return .requestIndex
        case .user: return .userIndex
        case .column(let index): return feeder.map { .value($0, column: index) }
        case .reference(let reference): return part(reference, scope)
        }
    }

    private func part(_ reference: Reference, _ scope: CaseScope) -> TemplatePart? {
        switch reference {
        case .uuid: .uuid
        case .randomText(.hex, let count): .random(.hex, count: count)
        case .randomText(.digits, let count): .random(.digits, count: count)
        case .randomText(.alphanumeric, let count): .random(.alphanumeric, count: count)
        case .randomInteger(let range) where range.lowerBound >= 0:
            .randomInteger(UInt64(range.lowerBound)...UInt64(range.upperBound))
        case .now(let offset, let format):
            .text(
                TimedText(granularity: 1_000_000) { instant in
                    let milliseconds = (Int64(instant) + offset) / 1_000_000
                    return Array(format.string(fromUnixMilliseconds: milliseconds).utf8)
                }
            )
        default: nil
        }
    }
}
