import JSON
import Scenarios

/// Decodes a `fault`.
struct FaultDecoder {
    private static let words: [(word: String, fault: MockFault)] = [
        ("reset", .reset), ("stall", .stall), ("close", .close), ("garbage", .garbage),
    ]
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
        if let found = Self.words.first(where: { $0.word == word }) { return found.fault }
        let known = Self.words.map(\.word) + Self.keys
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
