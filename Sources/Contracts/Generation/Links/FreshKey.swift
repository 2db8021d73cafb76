import JSON

/// The key by which a server knows a request that is sent again: each flow makes something of its own.
enum FreshKey {
    /// `draft` with another `Idempotency-Key` each time that it is sent, where it has one that is always the same.
    static func set(in draft: GeneratedRequest, of operation: Operation) -> GeneratedRequest {
        guard let parameter = operation.parameter("Idempotency-Key", in: .header),
            let written = draft.header(parameter.name)?.string, !written.replacing("$${", with: "").contains("${"),
            parameter.valueSchema?.isValid("0f8fad5b-d9cb-469f-a165-70867728950e", .request) ?? true
        else { return draft }
        var draft = draft
        draft.set(header: parameter.name, "${uuid}")
        return draft
    }
}
