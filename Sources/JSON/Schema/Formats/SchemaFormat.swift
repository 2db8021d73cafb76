/// The formats that can be checked (JSON Schema Validation, section 7.3; OpenAPI 3.0.3, section "Data Types").
enum SchemaFormat: String, Sendable, CaseIterable {
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

    /// Whether the format is one of numbers; all others are of strings.
    var appliesToNumbers: Bool { self == .int32 || self == .int64 }

    func accepts(_ number: JSONNumber) -> Bool {
        guard let value = number.int else { return false }
        return self != .int32 || Int32(exactly: value) != nil
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .dateTime: DateTimeFormat.isDateTime(text)
        case .date: DateTimeFormat.isDate(text)
        case .time: DateTimeFormat.isTime(text)
        case .duration: DurationFormat.accepts(text)
        case .email: MailFormat.accepts(text, isInternational: false)
        case .internationalEmail: MailFormat.accepts(text, isInternational: true)
        case .hostname: HostnameFormat.accepts(text, isInternational: false)
        case .internationalHostname: HostnameFormat.accepts(text, isInternational: true)
        case .ipv4: AddressFormat.isIPv4(text.utf8[...])
        case .ipv6: AddressFormat.isIPv6(text.utf8[...])
        case .uri: URIFormat.accepts(text, isReference: false, isInternational: false)
        case .uriReference: URIFormat.accepts(text, isReference: true, isInternational: false)
        case .iri: URIFormat.accepts(text, isReference: false, isInternational: true)
        case .iriReference: URIFormat.accepts(text, isReference: true, isInternational: true)
        case .uuid: UUIDFormat.accepts(text)
        case .uriTemplate: URITemplateFormat.accepts(text)
        case .jsonPointer: JSONPointer(text) != nil
        case .relativeJSONPointer: RelativePointerFormat.accepts(text)
        case .regex: RegexFormat.accepts(text)
        case .int32, .int64: true
        }
    }

    /// What a message says is expected.
    var words: String {
        switch self {
        case .dateTime: "a date and time such as 2026-01-31T12:00:00Z"
        case .date: "a date such as 2026-01-31"
        case .time: "a time with its offset, such as 12:00:00Z"
        case .duration: "a duration such as P1DT12H"
        case .email, .internationalEmail: "an e-mail address"
        case .hostname, .internationalHostname: "a host name"
        case .ipv4: "an IPv4 address such as 192.0.2.1"
        case .ipv6: "an IPv6 address such as 2001:db8::1"
        case .uri: "an absolute URI such as https://example.org/a"
        case .uriReference: "a URI or a relative reference"
        case .iri: "an absolute IRI such as https://example.org/a"
        case .iriReference: "an IRI or a relative reference"
        case .uuid: "a UUID such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
        case .uriTemplate: "a URI template such as /items/{id}"
        case .jsonPointer: "a JSON Pointer such as /items/0"
        case .relativeJSONPointer: "a relative JSON Pointer such as 1/items"
        case .regex: "a regular expression of ECMA-262"
        case .int32: "a whole number of 32 bits"
        case .int64: "a whole number of 64 bits"
        }
    }
}
