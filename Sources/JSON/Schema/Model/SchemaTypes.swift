/// The types that `type` allows.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = SchemaTypes(rawValue: 1)
    static let boolean = SchemaTypes(rawValue: 2)
    static let integer = SchemaTypes(rawValue: 4)
    /// A number with a fraction.
    static let fraction = SchemaTypes(rawValue: 8)
    static let number: SchemaTypes = [.integer, .fraction]
    static let string = SchemaTypes(rawValue: 16)
    static let array = SchemaTypes(rawValue: 32)
    static let object = SchemaTypes(rawValue: 64)
    static let all: SchemaTypes = [.null, .boolean, .number, .string, .array, .object]

    /// The words of `type`, in the order in which messages name them.
    static let words: [(word: String, types: SchemaTypes)] = [
        ("string", .string), ("number", .number), ("integer", .integer), ("boolean", .boolean), ("array", .array),
        ("object", .object), ("null", .null),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init?(word: String) {
        guard let entry = Self.words.first(where: { $0.word == word }) else { return nil }
        self = entry.types
    }

    @inline(__always)
    func include(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        case .number(let number): contains(.fraction) || (contains(.integer) && number.isInteger)
        }
    }

    /// `a string or null`.
    var description: String {
        let words = Self.words.filter { contains($0.types) && !($0.types == .integer && contains(.number)) }
        return words.map { Self.withArticle($0.word) }.joined(separator: " or ")
    }

    private static func withArticle(_ word: String) -> String {
        switch word {
        case "null": word
        case "integer", "array", "object": "an \(word)"
        default: "a \(word)"
        }
    }
}
