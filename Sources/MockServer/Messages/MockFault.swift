import Decoding
import JSON

/// A way in which an answer goes wrong on purpose.
package enum MockFault: Sendable, Hashable {
    /// The connection is reset (TCP RST), nothing is answered.
    case reset
    /// Nothing is ever answered; the connection stays open until the client or the server ends it.
    case stall
    /// The connection is closed, nothing is answered.
    case close
    /// Bytes that are not HTTP come, then the connection is closed.
    case garbage
    /// The head and so many bytes of the content come, then the connection is closed.
    case truncate(Int)
    /// `Content-Length` is off by so much (more or less than the content), then the connection is closed.
    case wrongLength(Int)
    /// The content comes a byte at a time, with a pause of so many nanoseconds before each.
    case drip(Int64)
}

extension MockFault {
    /// The word that the mock file uses.
    var word: String {
        switch self {
        case .reset: "reset"
        case .stall: "stall"
        case .close: "close"
        case .garbage: "garbage"
        case .truncate: "truncate"
        case .wrongLength: "wrongLength"
        case .drip: "drip"
        }
    }

    /// Whether the client never sees the answer's status.
    var hidesStatus: Bool {
        switch self {
        case .reset, .stall, .close, .garbage: true
        case .truncate, .wrongLength, .drip: false
        }
    }
}

/// Decodes a `fault`.
struct FaultDecoder {
    /// Those that a word says.
    private static let plain: [MockFault] = [.reset, .stall, .close, .garbage]
    private static let keys = ["truncate", "wrongLength", "drip"]

    let problems: Problems

    func fault(_ node: JSONNode) -> MockFault? {
        if node.string != nil || node.isPending { return word(node) }
        guard let reader = ObjectReader(node, "'fault'", keys: Self.keys, problems) else { return nil }
        guard let member = reader.present(Self.keys).first, reader.members.count == 1 else {
            problems.add("'fault' needs exactly one of \(Self.keys.joined(separator: ", "))", at: node.location)
            return nil
        }
        switch member.name {
        case "truncate": return reader.count("truncate", in: 0...Int.max).map { .truncate($0) }
        case "wrongLength": return wrongLength(reader, member)
        default: return reader.duration("drip").map { .drip(Int64(clamping: $0)) }
        }
    }

    private func word(_ node: JSONNode) -> MockFault? {
        guard let word = node.string, !node.isPending else { return nil }
        if let found = Self.plain.first(where: { $0.word == word }) { return found }
        let known = Self.plain.map(\.word) + Self.keys
        let help =
            Self.keys.contains(word) ? "write { \"\(word)\": … }" : UnknownName.help(word, among: known)
        problems.add("unknown fault '\(word)'", at: node.location, help: help)
        return nil
    }

    private func wrongLength(_ reader: ObjectReader, _ member: JSONNode.Member) -> MockFault? {
        let bounds = -(1 << 40)...(1 << 40)
        guard let difference = reader.count("wrongLength", in: bounds) else { return nil }
        if difference == 0 { problems.add("a length that is off by 0 is right", at: member.value.location) }
        return .wrongLength(difference)
    }
}
