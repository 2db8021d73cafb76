package import JSON

/// A request that the server may send of its own accord, to an address that a request has given it (OpenAPI 3.1.0,
/// Callback Object).
package struct ContractCallback: Sendable {
    /// The name that the document gives it.
    package let name: String
    /// Where the address stands in the request.
    package let source: Address.Source
    /// What is added to the address: a path, or nothing.
    package let suffix: String
    /// What is sent there, and how it may be answered.
    package let operation: Operation

    /// The address as the document has it: a runtime expression in braces, a path behind it.
    package struct Address: Sendable, Hashable {
        /// Where in a request a value stands (OpenAPI 3.1.0, Runtime Expressions).
        package enum Source: Sendable, Hashable {
            case body(JSONPointer)
            case query(String)
            case header(String)
        }

        package let source: Source
        package let suffix: String

        /// The address that `text` is; `nil` where it isn't one value of the request with a path behind it.
        package init?(_ text: String) {
            let start = "{$request."
            guard text.hasPrefix(start), let end = text.firstIndex(of: "}") else { return nil }
            let expression = text[text.index(text.startIndex, offsetBy: start.count)..<end]
            let suffix = String(text[text.index(after: end)...])
            guard suffix.isEmpty || suffix.hasPrefix("/"), !suffix.contains(where: { "{}?#".contains($0) }) else {
                return nil
            }
            if expression.hasPrefix("body#"), let pointer = JSONPointer(String(expression.dropFirst(5))),
                !pointer.tokens.isEmpty
            {
                source = .body(pointer)
            } else if expression.hasPrefix("query."), expression.count > 6 {
                source = .query(String(expression.dropFirst(6)))
            } else if expression.hasPrefix("header."), expression.count > 7 {
                source = .header(String(expression.dropFirst(7)))
            } else {
                return nil
            }
            self.suffix = suffix
        }
    }
}

/// What the server sends of its own accord, to an address that it was told outside of the contract (OpenAPI 3.1.0,
/// `webhooks`).
package struct ContractWebhook: Sendable {
    /// The name that the document gives it.
    package let name: String
    /// What is sent, and how it may be answered, by method.
    package let operations: [Operation]

    /// The first success that it may be answered with; `nil` where none is declared.
    package var success: Int? {
        operations.lazy.flatMap(\.responses).compactMap { response in
            if case .code(let code) = response.selector, (200..<300).contains(code) { code } else { nil }
        }.first
    }
}
