import JSON

/// What the request says of its body.
extension CaseMaker {
    mutating func addContentTypes() {
        guard base.draft.body != .none, let type = contentType else { return }
        addType("content-type-missing", "a body without a content type", .null)
        addType("content-type-empty", "an empty content type", "")
        addWrong("content-type-text", "text/plain")
        addWrong("content-type-xml", "application/xml")
        addWrong("content-type-form", "application/x-www-form-urlencoded")
        addWrong("content-type-multipart", "multipart/form-data")
        addWrong("content-type-unknown", "application/vnd.muster.unknown")
        // Another content type than the body's own has no boundary.
        guard base.draft.body.format != .multipart else { return addEncodings() }
        addType("content-type-malformed", "a content type that is no media type", "json; / ,")
        addType(
            "content-type-doubled",
            "two content types",
            .array([.string(ScenarioText.literal(type.text)), "text/plain"])
        )
        addType(
            "content-type-wrong-charset",
            "a content type with another charset",
            .string("\(type.type.essence); charset=utf-16")
        )
        addType(
            "content-type-unknown-charset",
            "a content type with an unknown charset",
            .string("\(type.type.essence); charset=muster-8")
        )
        addEncodings()
    }

    private mutating func addEncodings() {
        add("content-encoding-false", "a body that is said to be compressed") {
            $0.set(header: "Content-Encoding", "gzip")
        }
        add("content-encoding-unknown", "a body in an unknown coding") { $0.set(header: "Content-Encoding", "muster") }
    }

    private mutating func addType(_ kind: String, _ words: String, _ value: JSONValue) {
        add(kind, words) { $0.set(header: "Content-Type", value) }
    }

    /// A type that the operation doesn't take.
    private mutating func addWrong(_ kind: String, _ text: String) {
        guard let type = MediaType(text), operation.requestBody?.content.matching(type) == nil else { return }
        add(kind, "the content type \(text)", combines: kind == "content-type-text") {
            $0.set(header: "Content-Type", .string(text))
        }
    }
}
