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
