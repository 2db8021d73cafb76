public import HTTP

/// A request with everything in it replaced, and how it is to be sent.
public struct PreparedRequest: Sendable {
    /// What is sent; what isn't known yet stands in it as a person writes it.
    public var request: HTTPRequest
    /// From the start to the last byte, in nanoseconds; `nil` for the default.
    public var timeout: UInt64?
    /// Whether it carries a signature over its parts.
    public var isSigned = false
}

/// A request as a file describes it, with gaps for what differs from one request of a load to the next. Without gaps it is
/// the request that is sent: one decoder makes both.
package struct RequestDraft: Sendable {
    /// A header field.
    package struct Field: Sendable {
        package var name: String
        package var value: GapText
    }

    package var method: String
    package var url: GapText
    package var fields: [Field] = []
    /// The names of fields that aren't added.
    package var omitted: [String] = []
    package var body: GapText?
    package var timeout: UInt64?
    /// Whether it carries a signature over its parts.
    package var isSigned = false
    /// Whether a value that isn't known yet went into something that is computed of all its bytes, such as a signature or
    /// base64, or into a part that decides on others: each request has to be made by itself then.
    package var isOpaque = false

    /// The request with the gaps closed: all of it is known but what fills them.
    package var closed: HTTPRequest { request(\.bytes) }

    private func request(_ bytes: (GapText) -> [UInt8]) -> HTTPRequest {
        func text(_ text: GapText) -> String { String(decoding: bytes(text), as: UTF8.self) }
        var request = HTTPRequest(
            method: method,
            url: text(url),
            headers: HeaderFields(fields.map { HeaderField($0.name, text($0.value)) }),
            body: body.map(bytes)
        )
        request.omitted = omitted
        return request
    }

    /// Whether a field of this name may be added: the person has neither written nor taken away one.
    func takes(_ name: String) -> Bool {
        !fields.contains { HeaderFields.sameName($0.name, name) }
            && !omitted.contains { HeaderFields.sameName($0, name) }
    }

    /// The request, with `${name}` in the gaps.
    package var prepared: PreparedRequest {
        PreparedRequest(
            request: request(\.shownBytes),
            timeout: timeout,
            isSigned: isSigned
        )
    }

    /// Whether there is a value in it that isn't known yet.
    package var holdsGaps: Bool {
        isOpaque || !url.isKnown || !(body?.isKnown ?? true) || fields.contains { !$0.value.isKnown }
    }

    mutating func remove(_ name: String) { fields.removeAll { HeaderFields.sameName($0.name, name) } }

    mutating func append(_ name: String, _ value: GapText) { fields.append(Field(name: name, value: value)) }
}
