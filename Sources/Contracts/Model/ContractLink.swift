package import Diagnostics
package import JSON

/// What a response allows to do next (OpenAPI 3.1.0, Link Object).
package struct ContractLink: Sendable {
    /// A value to send: as it is, or taken from the exchange.
    package enum Value: Sendable, Hashable {
        /// The value itself.
        case constant(JSONValue)
        /// A runtime expression, such as `$response.body#/id`.
        case expression(RuntimeExpression)
    }

    /// A parameter to send.
    package struct Argument: Sendable, Hashable {
        /// The parameter's name.
        package let name: String
        /// Where it stands, when the document says so (`path.id`).
        package let location: Parameter.Location?
        /// Its value.
        package let value: Value

        /// A parameter with its parts.
        package init(name: String, location: Parameter.Location?, value: Value) {
            self.name = name
            self.location = location
            self.value = value
        }
    }

    /// The link's name.
    package let name: String
    /// The ``Operation/name`` of the operation that it leads to.
    package let operation: String
    /// The parameters to send.
    package let arguments: [Argument]
    /// The content to send; nil when the link gives none.
    package let requestBody: Value?
    /// What the document says about it; empty when it says nothing.
    package let description: String
    /// Where the document describes it.
    package let place: SourceLocation
}

/// A value that is known only once a message was sent or received (OpenAPI 3.1.0, Runtime Expressions).
package enum RuntimeExpression: Sendable, Hashable {
    /// Which message of the exchange.
    package enum Message: String, Sendable {
        case request
        case response
    }

    /// `$url`: the request's URL.
    case url
    /// `$method`: the request's method.
    case method
    /// `$statusCode`: the response's status.
    case statusCode
    /// `$request.header.NAME` and its like.
    case header(Message, String)
    /// `$request.query.NAME`.
    case query(String)
    /// `$request.path.NAME`.
    case path(String)
    /// `$request.body#/pointer` and its like.
    case body(Message, JSONPointer)

    /// Reads an expression; nil when `text` is none.
    package init?(_ text: String) {
        switch text {
        case "$url": self = .url
        case "$method": self = .method
        case "$statusCode": self = .statusCode
        default:
            let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 2, let message = Message(rawValue: String(parts[0].dropFirst())), text.hasPrefix("$")
            else { return nil }
            let rest = parts.dropFirst().joined(separator: ".")
            guard let part = Self.part(message, rest) else { return nil }
            self = part
        }
    }

    private static func part(_ message: Message, _ text: String) -> RuntimeExpression? {
        if text == "body" { return .body(message, JSONPointer()) }
        if text.hasPrefix("body#") { return JSONPointer(String(text.dropFirst(5))).map { .body(message, $0) } }
        guard let dot = text.firstIndex(of: ".") else { return nil }
        let name = String(text[text.index(after: dot)...])
        switch (text[..<dot], message, name.isEmpty) {
        case ("header", _, false): return .header(message, name)
        case ("query", .request, false): return .query(name)
        case ("path", .request, false): return .path(name)
        default: return nil
        }
    }
}
