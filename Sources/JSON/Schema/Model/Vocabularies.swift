/// The vocabularies of JSON Schema 2020-12 (Core, section 8.1.2).
struct Vocabularies: OptionSet, Sendable {
    let rawValue: UInt8

    static let core = Vocabularies(rawValue: 1)
    static let applicator = Vocabularies(rawValue: 2)
    static let unevaluated = Vocabularies(rawValue: 4)
    static let validation = Vocabularies(rawValue: 8)
    static let formatAssertion = Vocabularies(rawValue: 16)
    /// Those that only describe.
    static let description = Vocabularies(rawValue: 32)

    /// What the standard metaschema has.
    static let standard: Vocabularies = [.core, .applicator, .unevaluated, .validation, .description]

    private static let base = "https://json-schema.org/draft/2020-12/vocab/"

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init?(uri: String) {
        guard uri.hasPrefix(Self.base) else { return nil }
        switch uri.dropFirst(Self.base.count) {
        case "core": self = .core
        case "applicator": self = .applicator
        case "unevaluated": self = .unevaluated
        case "validation": self = .validation
        case "format-assertion": self = .formatAssertion
        case "format-annotation", "content", "meta-data": self = .description
        default: return nil
        }
    }
}
