import Diagnostics
import JSON

/// The parts of documents that are left out since they break the rules of the format where they stand.
struct DocumentCuts {
    /// The pointers of the parts, by the path of the document.
    private(set) var pointers: [String: Set<JSONPointer>] = [:]

    /// Leaves a part out; false when it is left out already.
    mutating func add(_ pointer: JSONPointer, of path: String) -> Bool {
        pointers[path, default: []].insert(pointer).inserted
    }

    /// Whether something that lies in the part was left out before: what is wrong with the rest follows from that.
    func isWithin(_ pointer: JSONPointer, of path: String) -> Bool {
        pointers[path]?.contains { $0.tokens.starts(with: pointer.tokens) } ?? false
    }

    /// The document without what is left out of it.
    func applied(to document: ContractDocument) -> ContractDocument {
        guard let cuts = pointers[document.path], !cuts.isEmpty else { return document }
        return ContractDocument(path: document.path, root: Self.cut(document.root, cuts.map { $0.tokens[...] }))
    }

    /// `node` without the parts to which `ways` lead, each with a token at least.
    private static func cut(_ node: JSONNode, _ ways: [ArraySlice<String>]) -> JSONNode {
        let byName = Dictionary(grouping: ways) { $0.first ?? "" }
        func kept(_ part: JSONNode, _ name: String) -> JSONNode? {
            guard let own = byName[name] else { return part }
            return own.contains { $0.count == 1 } ? nil : cut(part, own.map { $0.dropFirst() })
        }
        var node = node
        switch node.content {
        case .array(let elements):
            node.content = .array(elements.enumerated().compactMap { kept($0.element, String($0.offset)) })
        case .object(let members):
            node.content = .object(
                members.compactMap { member in
                    guard let value = kept(member.value, member.name) else { return nil }
                    return JSONNode.Member(name: member.name, nameLocation: member.nameLocation, value: value)
                }
            )
        case .null, .bool, .number, .string, .pending: break
        }
        return node
    }
}

/// Finds the part of a document that a place in its file belongs to.
struct DocumentPlaces {
    private var pointers: [Range<Int>: JSONPointer] = [:]

    init(_ document: ContractDocument) {
        note(document.root, JSONPointer())
    }

    /// The part whose value, name or first character stands at exactly these bytes.
    func pointer(at range: Range<Int>) -> JSONPointer? { pointers[range] }

    /// What lies around is noted first: a YAML mapping begins where its first name does.
    private mutating func note(_ node: JSONNode, _ pointer: JSONPointer) {
        let range = node.location.range
        let first = range.lowerBound..<min(range.lowerBound + 1, range.upperBound)
        for key in [range, first] where pointers[key] == nil { pointers[key] = pointer }
        switch node.content {
        case .array(let elements):
            for (index, element) in elements.enumerated() { note(element, pointer.appending(index)) }
        case .object(let members):
            for member in members {
                let part = pointer.appending(member.name)
                if pointers[member.nameLocation.range] == nil { pointers[member.nameLocation.range] = part }
                note(member.value, part)
            }
        case .null, .bool, .number, .string, .pending: break
        }
    }
}
