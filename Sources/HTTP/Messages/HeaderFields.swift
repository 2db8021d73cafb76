/// An ordered list of header fields; names are compared without regard to ASCII case (RFC 9110, section 5.1).
public struct HeaderFields: Sendable, Hashable {
    /// The fields in the order in which they were written or received, doubles included.
    public var all: [HeaderField]

    /// The given fields, in their order.
    public init(_ fields: [HeaderField] = []) {
        all = fields
    }

    /// Every value of the field called `name`, in order.
    public func values(_ name: String) -> [String] {
        all.filter { Self.sameName($0.name, name) }.map(\.value)
    }

    /// The values of the field called `name` joined by a comma and a space, as RFC 9110 section 5.2 combines them;
    /// `nil` when there is none.
    public subscript(name: String) -> String? {
        let found = values(name)
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }

    /// Adds a field after the others.
    public mutating func append(_ name: String, _ value: String) {
        all.append(HeaderField(name, value))
    }

    /// Removes every field called `name`.
    public mutating func remove(_ name: String) {
        all.removeAll { Self.sameName($0.name, name) }
    }

    /// Whether two field names are the same (ASCII case ignored).
    public static func sameName(_ one: String, _ other: String) -> Bool {
        let (one, other) = (one.utf8, other.utf8)
        guard one.count == other.count else { return false }
        let same = one.withContiguousStorageIfAvailable { one in
            other.withContiguousStorageIfAvailable { other in
                one.indices.allSatisfy { lowered(one[$0]) == lowered(other[$0]) }
            }
        }
        return (same ?? nil) ?? zip(one, other).allSatisfy { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
