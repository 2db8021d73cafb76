/// The formats that can be checked (JSON Schema Validation, section 7.3; OpenAPI 3.0.3, section "Data Types").
enum SchemaFormat: String, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case internationalEmail = "idn-email"
    case hostname
    case internationalHostname = "idn-hostname"
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uuid
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex
    case int32
    case int64

    /// The format with this name; nil for one that isn't known or not checked in this dialect.
    init?(name: String, _ dialect: JSONSchema.Dialect) {
        self.init(rawValue: name)
        if appliesToNumbers, dialect != .openAPI30 { return nil }
    }

    var appliesToNumbers: Bool { self == .int32 || self == .int64 }

    func accepts(_ number: JSONNumber) -> Bool {
        guard number.isInteger else { return false }
        guard let value = number.int else { return false }
        return self != .int32 || Int32(exactly: value) != nil
    }

    func accepts(_ text: String) -> Bool { true }

    var words: String { rawValue }
}
