package import JSON

/// Something in a request that breaks the contract.
package struct RequestFault: Sendable {
    /// The part of the request that it is about.
    package enum Part: Sendable {
        case parameter(Parameter)
        case credentials
        /// The media type of the content, or its absence.
        case contentType
        case content

        /// Its name, as allowances write it.
        var place: String {
            switch self {
            case .parameter(let parameter): parameter.name
            case .credentials: "credentials"
            case .contentType: "content type"
            case .content: "content"
            }
        }
    }

    package let part: Part
    package let expected: String
    package let found: String
    /// Where in the parameter's value or the content, when a schema refuses it there.
    package let pointer: JSONPointer?
}
