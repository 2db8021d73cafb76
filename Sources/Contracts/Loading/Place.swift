import Diagnostics
import JSON

/// A part of a document, and the way to it.
struct Place {
    struct Member {
        let name: String
        let nameLocation: SourceLocation
        let value: Place
    }

    let document: ContractDocument
    let pointer: JSONPointer
    let node: JSONNode

    init(_ document: ContractDocument, _ pointer: JSONPointer = JSONPointer(), _ node: JSONNode? = nil) {
        self.document = document
        self.pointer = pointer
        self.node = node ?? document.root
    }

    /// What tells this part from all others.
    var key: String { "\(document.path)#\(pointer)" }

    var location: SourceLocation { node.location }

    /// The place of the first character: an error about a whole object need not underline all of it.
    var opening: SourceLocation {
        let start = location.range.lowerBound
        return SourceLocation(file: location.file, range: start..<min(start + 1, location.range.upperBound))
    }

    subscript(name: String) -> Place? {
        node[name].map { Place(document, pointer.appending(name), $0) }
    }

    /// The members; none when this isn't an object.
    var members: [Member] {
        guard case .object(let members) = node.content else { return [] }
        return members.map { member in
            let value = Place(document, pointer.appending(member.name), member.value)
            return Member(name: member.name, nameLocation: member.nameLocation, value: value)
        }
    }

    /// The elements; none when this isn't an array.
    var elements: [Place] {
        guard case .array(let elements) = node.content else { return [] }
        return elements.enumerated().map { Place(document, pointer.appending($0.offset), $0.element) }
    }

    var string: String? {
        if case .string(let text) = node.content { text } else { nil }
    }
}
