/// A group of kinds of generated cases.
public enum CaseGroup: String, Sendable, Hashable, CaseIterable {
    case valid
    case parameters
    case fields
    case strings
    case numbers
    case enums
    case containers
    case unicode
    case controls
    case injection
    case body
    case contentType = "content-type"
    case method
    case path
    case headers
    case authentication
    case links

    /// What its kinds are about.
    public var title: String {
        switch self {
        case .valid: "Requests that are valid"
        case .parameters: "Parameters: headers, queries, cookies, paths"
        case .fields: "Fields of the body"
        case .strings: "Strings: lengths, patterns, formats"
        case .numbers: "Numbers"
        case .enums: "Enumerations"
        case .containers: "Arrays and objects"
        case .unicode: "Unicode"
        case .controls: "Control characters"
        case .injection: "Texts in the shape of an attack"
        case .body: "The body as a whole"
        case .contentType: "Content type and encoding"
        case .method: "Methods"
        case .path: "Paths and queries"
        case .headers: "Headers of the protocol"
        case .authentication: "Authentication"
        case .links: "Flows from links"
        }
    }

    /// Its kinds, in the order of the catalogue.
    public var kinds: [CaseKind] { CaseKind.all.filter { $0.group == self } }
}
