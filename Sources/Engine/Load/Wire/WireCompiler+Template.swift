import HTTP
import JSON
import LoadEngine
import Scenarios

extension WireCompiler {
    struct Column {
        var name: String
        var isNumber: Bool
        var values: [[UInt8]]
    }

    /// The data's columns when their values can stand in a request as they are, in whatever part of it: numbers, or texts of
    /// characters that no encoding changes. `nil` otherwise.
    func columns() -> [Column]? {
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
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    /// `message` with parts in place of its marks; `nil` when one of them can't be made so.
    func template(_ message: WireMessage, _ marks: RequestMarks?, _ columns: [Column], startsWithPath: Bool)
        -> RequestTemplate?
    {
        // The length of a chunk comes before what it depends on.
        guard let marks, message.framing != .chunked, let feeder = feeder(columns) else { return nil }
        var seen = [Int](repeating: 0, count: marks.kinds.count)
        var places = MessagePlaces(startsWithPath: startsWithPath)
        func parts(_ bytes: [UInt8]) -> [TemplatePart] {
            MarkedBytes(bytes, marks).pieces.compactMap { piece in
                switch piece {
                case .literal(let literal):
                    places.pass(literal)
                    return .literal(literal)
                case .mark(let number):
                    guard let part = part(marks.kinds[number], feeder, places.take()) else { return nil }
                    seen[number] += 1
                    return part
                }
            }
        }
        var head = parts(message.head)
        places.place = .content
        let body = message.body.map(parts)
        // A mark that isn't there was encoded; one that is there twice would get two values.
        guard seen.allSatisfy({ $0 == 1 }) else { return nil }
        if message.framing == .length {
            head += [.literal(Array("Content-Length: ".utf8)), .contentLength, .literal([0x0D, 0x0A])]
        }
        if message.takesCookies { head.append(.learnt(WireLearner.cookieNumber, .field)) }
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
    private func part(_ kind: RequestMarks.Kind, _ feeder: DataFeeder?, _ place: TextPlaces) -> TemplatePart? {
        switch kind {
        case .index: return .requestIndex
        case .user: return .userIndex
        case .column(let index): return feeder.map { .value($0, column: index) }
        case .reference(let reference): return part(reference)
        case .capture(let number): return number.map { .learnt($0, place) }
        }
    }

    private func part(_ reference: Reference) -> TemplatePart? {
        switch reference {
        case .uuid: .uuid
        case .randomText(let alphabet, let count): .random(alphabet, count: count)
        case .randomInteger(let range) where range.lowerBound >= 0:
            .randomInteger(UInt64(range.lowerBound)...UInt64(range.upperBound))
        case .now(let offset, let format):
            .text(
                TimedText(granularity: format.granularity(offset: offset)) { instant in
                    let milliseconds = (Int64(instant) + offset) / 1_000_000
                    return Array(format.string(fromUnixMilliseconds: milliseconds).utf8)
                }
            )
        default: nil
        }
    }
}
