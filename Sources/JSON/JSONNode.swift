public import Diagnostics

/// A JSON value with the place in a file of each of its parts.
public struct JSONNode: Sendable {
    /// A member of an object.
    public struct Member: Sendable, Named {
        /// The name; of one that isn't known yet, as a person writes it.
        public var name: String
        /// The name with its gaps, when it isn't known yet.
        public var pendingName: PendingText?
        /// Where the name is, its quotes included.
        public var nameLocation: SourceLocation
        /// The value.
        public var value: JSONNode

        /// A member with its parts.
        public init(name: String, nameLocation: SourceLocation, value: JSONNode) {
            self.name = name
            self.nameLocation = nameLocation
            self.value = value
        }
    }

    /// The value, its parts with their places.
    public enum Content: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSONNode])
        case object([Member])
        /// A string with parts that aren't known yet, or a value of any kind where that is all of it.
        case pending(PendingText)
    }

    /// The value, its parts with their places.
    public var content: Content
    /// Where the value is; a string's quotes and a container's brackets are included.
    public var location: SourceLocation

    /// A value and its place.
    public init(content: Content, location: SourceLocation) {
        self.content = content
        self.location = location
    }

    /// The kind of the value.
    public var kind: JSONKind {
        switch content {
        case .null: .null
        case .bool: .boolean
        case .number: .number
        case .string, .pending: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The value without the places; what isn't known yet is the text that a person writes for it.
    public var value: JSONValue {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .pending(let text): .string(text.shown)
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members):
            .object(JSONObject(members.lazy.map { JSONObject.Member(name: $0.name, value: $0.value.value) }))
        }
    }

    /// The value of the member called `name`, when this is an object that has one.
    public subscript(name: String) -> JSONNode? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name.isIdentical(to: name) }?.value
    }
}

/// Stands for the value of a node, wherever it stands, in the tables of one process.
///
/// It has 64 bits under a key that is random for each process (SipHash), and the number of values: two values with one
/// digest are not to be expected, and not to be made on purpose.
package struct JSONDigest: Hashable, Sendable {
    private let hash: Int
    private let count: Int

    /// The digest of `node`, members in their order.
    package init(_ node: JSONNode) {
        var hasher = Hasher()
        var count = 0
        node.feed(&hasher, &count)
        hash = hasher.finalize()
        self.count = count
    }
}

extension JSONNode {
    fileprivate func feed(_ hasher: inout Hasher, _ count: inout Int) {
        count += 1
        hasher.combine(kind)
        switch content {
        case .null: break
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let text): text.hashBytes(into: &hasher)
        case .pending(let text): hasher.combine(text)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { element.feed(&hasher, &count) }
        case .object(let members):
            hasher.combine(members.count)
            for member in members {
                member.name.hashBytes(into: &hasher)
                member.value.feed(&hasher, &count)
            }
        }
    }
}

/// A text of which parts aren't known yet: in their place are gaps, which get their values when it is used.
public struct PendingText: Sendable, Hashable {
    /// A piece of the text.
    public enum Part: Sendable, Hashable {
        /// Text as it is.
        case text(String)
        /// A value that isn't known yet.
        case gap(Gap)
    }

    /// The place of a value that isn't known yet.
    public struct Gap: Sendable, Hashable {
        /// What a file writes between `${` and `}` for it.
        public var name: String
        /// Its number among the values that a request is compiled for; `nil` where a file is only checked or shown.
        public var number: Int?

        /// A gap for what `name` stands for.
        public init(_ name: String, number: Int? = nil) {
            self.name = name
            self.number = number
        }
    }

    /// The pieces, in order.
    public let parts: [Part]

    /// A text of its pieces.
    public init(_ parts: [Part]) { self.parts = parts }

    /// The only gap, when there is nothing else: the value that fills it keeps its type.
    public var whole: Gap? {
        if parts.count == 1, case .gap(let gap) = parts[0] { gap } else { nil }
    }

    /// Whether a request is compiled with it for a load: its gaps have numbers.
    public var isLate: Bool { parts.contains { if case .gap(let gap) = $0 { gap.number != nil } else { false } } }

    /// The text as a person writes it, with `${name}` for each gap.
    public var shown: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .gap(let gap): "${\(gap.name)}"
            }
        }.joined()
    }
}
