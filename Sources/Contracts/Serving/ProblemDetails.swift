import HTTP
import JSON

/// A refusal in the form of RFC 9457.
struct ProblemDetails {
    var status: Int
    let title: String
    let detail: String
    /// Each with `detail` and, where it has one, a `pointer` into the content or the `parameter` and where it stands.
    var errors: [JSONValue] = []
    var headers: [HeaderField] = []

    /// The content.
    var value: JSONValue {
        var object: JSONObject = [
            "type": "about:blank", "title": .string(title), "status": .number(JSONNumber(status)),
            "detail": .string(detail),
        ]
        if !errors.isEmpty { object["errors"] = .array(errors) }
        return .object(object)
    }

    var response: HTTPResponse {
        let fields = [HeaderField("Content-Type", "application/problem+json")] + headers
        return HTTPResponse(
            status: status,
            headers: HeaderFields(fields),
            body: JSONSerializer.serialize(value, style: .pretty)
        )
    }

    static func error(_ fault: RequestFault) -> JSONValue {
        var object: JSONObject = ["detail": .string("expected \(fault.expected), found \(fault.found)")]
        switch fault.part {
        case .parameter(let parameter):
            object["parameter"] = .string(parameter.name)
            object["in"] = .string(parameter.location.rawValue)
            if let pointer = fault.pointer, !pointer.tokens.isEmpty { object["pointer"] = .string("#\(pointer)") }
        case .content: object["pointer"] = .string("#\(fault.pointer ?? JSONPointer())")
        case .credentials, .contentType: break
        }
        return .object(object)
    }
}
