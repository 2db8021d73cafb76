/// What the server sends of its own accord, to an address that it was told outside of the contract (OpenAPI 3.1.0, `webhooks`).
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
