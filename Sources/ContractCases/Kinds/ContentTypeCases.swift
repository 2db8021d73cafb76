import Contracts
import JSON

extension CaseKind {
    /// Content type and encoding.
    static let contentTypes = [
        contentTypeMissing, contentTypeEmpty, contentTypeText, contentTypeXml, contentTypeForm, contentTypeMultipart,
        contentTypeUnknown, contentTypeMalformed, contentTypeDoubled, contentTypeWrongCharset,
        contentTypeUnknownCharset, contentEncodingFalse, contentEncodingUnknown,
    ]

    static let contentTypeMissing = CaseKind(
        "content-type-missing",
        .contentType,
        sends: "the valid body without a content type",
        .either(or: [415]),
        why: guessedType
    )
    static let contentTypeEmpty = CaseKind(
        "content-type-empty",
        .contentType,
        sends: "an empty content type",
        .either(or: [415]),
        why: guessedType
    )
    static let contentTypeText = CaseKind(
        "content-type-text",
        .contentType,
        sends: "the valid body as `text/plain`",
        .refused([400, 422], or: [415]),
        why: wrongType
    )
    static let contentTypeXml = CaseKind(
        "content-type-xml",
        .contentType,
        sends: "the valid body as `application/xml`",
        .refused([400, 422], or: [415]),
        why: wrongType
    )
    static let contentTypeForm = CaseKind(
        "content-type-form",
        .contentType,
        sends: "the valid body as a form",
        .refused([400, 422], or: [415]),
        why: wrongType
    )
    static let contentTypeMultipart = CaseKind(
        "content-type-multipart",
        .contentType,
        sends: "the valid body as `multipart/form-data` without a boundary",
        .refused([400, 422], or: [415]),
        why: wrongType
    )
    static let contentTypeUnknown = CaseKind(
        "content-type-unknown",
        .contentType,
        sends: "the valid body as a type that doesn't exist",
        .refused([400, 422], or: [415]),
        why: wrongType
    )
    static let contentTypeMalformed = CaseKind(
        "content-type-malformed",
        .contentType,
        sends: "a content type that is no media type",
        .refused([400, 422], or: [415]),
        why: wrongType
    )
    static let contentTypeDoubled = CaseKind(
        "content-type-doubled",
        .contentType,
        sends: "two content types",
        .either(or: [400, 415]),
        why: "A sender must not do so (RFC 9110, section 5.3); recipients differ (section 8.3)"
    )
    static let contentTypeWrongCharset = CaseKind(
        "content-type-wrong-charset",
        .contentType,
        sends: "the content type with `charset=utf-16`, the body in UTF-8",
        .either(or: [400, 415]),
        why: noParameter
    )
    static let contentTypeUnknownCharset = CaseKind(
        "content-type-unknown-charset",
        .contentType,
        sends: "the content type with a charset that doesn't exist",
        .either(or: [400, 415]),
        why: noParameter
    )
    static let contentEncodingFalse = CaseKind(
        "content-encoding-false",
        .contentType,
        sends: "the valid body, said to be compressed by gzip",
        .either(or: [400, 415]),
        why: "Refused by whoever decodes (RFC 9110, section 8.4), ignored by whoever doesn't"
    )
    static let contentEncodingUnknown = CaseKind(
        "content-encoding-unknown",
        .contentType,
        sends: "the valid body in a coding that doesn't exist",
        .either(or: [400, 415]),
        why: "415 when the coding isn't known (RFC 9110, section 15.5.16), or ignored"
    )

    private static let guessedType =
        "A recipient may guess the type (RFC 9110, section 8.3), or refuse"

    private static let wrongType =
        "The content type isn't one that the operation takes: 415 (RFC 9110, section 15.5.16)"

    private static let noParameter =
        "JSON has no such parameter (RFC 8259, section 11), other content may: ignored or refused"
}

/// What the request says of its body.
extension CaseMaker {
    mutating func addContentTypes() {
        guard base.draft.body != .none, let type = contentType else { return }
        addType(.contentTypeMissing, "a body without a content type", .null)
        addType(.contentTypeEmpty, "an empty content type", "")
        addWrong(.contentTypeText, "text/plain")
        addWrong(.contentTypeXml, "application/xml")
        addWrong(.contentTypeForm, "application/x-www-form-urlencoded")
        addWrong(.contentTypeMultipart, "multipart/form-data")
        addWrong(.contentTypeUnknown, "application/vnd.muster.unknown")
        // Another content type than the body's own has no boundary.
        guard base.draft.body.format != .multipart else { return addEncodings() }
        addType(.contentTypeMalformed, "a content type that is no media type", "json; / ,")
        addType(
            .contentTypeDoubled,
            "two content types",
            .array([.string(ScenarioText.literal(type.text)), "text/plain"])
        )
        addType(
            .contentTypeWrongCharset,
            "a content type with another charset",
            .string("\(type.type.essence); charset=utf-16")
        )
        addType(
            .contentTypeUnknownCharset,
            "a content type with an unknown charset",
            .string("\(type.type.essence); charset=muster-8")
        )
        addEncodings()
    }

    private mutating func addEncodings() {
        add(.contentEncodingFalse, "a body that is said to be compressed") {
            $0.set(header: "Content-Encoding", "gzip")
        }
        add(.contentEncodingUnknown, "a body in an unknown coding") { $0.set(header: "Content-Encoding", "muster") }
    }

    private mutating func addType(_ kind: CaseKind, _ description: String, _ value: JSONValue) {
        add(kind, description) { $0.set(header: "Content-Type", value) }
    }

    /// A type that the operation doesn't take.
    private mutating func addWrong(_ kind: CaseKind, _ text: String) {
        guard let type = MediaType(text), operation.requestBody?.content.matching(type) == nil else { return }
        add(kind, "the content type \(text)", combines: kind == .contentTypeText) {
            $0.set(header: "Content-Type", .string(text))
        }
    }
}
