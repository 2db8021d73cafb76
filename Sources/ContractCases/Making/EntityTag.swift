import Contracts
import HTTP
import JSON
import Scenarios

/// The tag that a mandatory `If-Match` needs (RFC 9110, section 13.1.1): nobody can make up the one that the server
/// has.
struct EntityTag: Sendable {
    /// The request before whose answer has the tag.
    struct Reading: Sendable {
        let operation: Operation
        let draft: GeneratedRequest
    }

    /// How the field is called.
    static let field = "If-Match"
    /// The capture that holds what was read.
    static let capture = "validator"
    private static let reference: JSONValue = .string("${\(capture)}")
    /// What nothing has.
    private static let madeUp = "\"muster-made-up\""

    /// What is sent, as a scenario writes it.
    let written: JSONValue
    /// Where it comes from; `nil` for one that was made up, so that 412 is right.
    let reading: Reading?

    /// Whether a parameter is the field.
    static func isOne(_ parameter: Parameter) -> Bool {
        parameter.location == .header && HeaderFields.sameName(parameter.name, field)
    }

    /// The GET of the same path whose answers are declared to have an `ETag`.
    static func reader(of operation: Operation, _ contract: Contract) -> Operation? {
        guard operation.method != "GET" else { return nil }
        return contract.operations.first { other in
            other.method == "GET" && other.path == operation.path && other.declares("ETag")
        }
    }

    /// The tag that `reading` brings.
    init(_ reading: Reading) {
        written = Self.reference
        self.reading = reading
    }

    /// One that was made up for `parameter`; `made` where its schema allows no tag.
    init(madeUpFor parameter: Parameter, or made: JSONValue?) {
        let isValid = parameter.valueSchema?.isValid(.string(Self.madeUp), .request) ?? true
        let text = isValid ? Self.madeUp : made?.texted ?? Self.madeUp
        written = .string(ScenarioText.literal(text))
        reading = nil
    }

    /// What is captured of the answer; where the thing may not be there, something takes the tag's place.
    static func captured(mayBeAbsent: Bool) -> JSONObject {
        var value: JSONObject = ["header": "ETag"]
        if mayBeAbsent { value["default"] = .string(madeUp) }
        return [capture: .object(value)]
    }

    /// Whether a flow leaves the tag of one of its requests to a request that it doesn't send.
    static func isLacking(_ flow: LinkFlow, _ base: (Operation) -> OperationBase) -> Bool {
        var isRead = false
        for step in flow.steps {
            if let tag = base(step.operation).tag, step.draft.header(field) == tag.written,
                !isRead || tag.reading == nil
            {
                return true
            }
            isRead = isRead || step.captures.contains { $0.name == capture }
        }
        return false
    }
}

extension Operation {
    /// Whether a success is declared to have the header.
    func declares(_ header: String) -> Bool {
        responses.contains { response in
            response.selector.isOfSuccess && response.headers.contains { HeaderFields.sameName($0.name, header) }
        }
    }
}
