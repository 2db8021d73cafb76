import JSON

/// What holds of every answer of an operation, as a scenario's `expect` says it.
enum ResponseExpectations {
    /// What programs print when they break, and databases when a query does: no answer may show it.
    static let internals =
        #"Traceback \(most recent call last\)|\.py\\?", line \d+|(\b|\\[nt])at [\w$.<>]+\([\w$]+\.(java|kt|scala):\d+\)"#
        + #"|(\b|\\[nt])at .{1,200}\.(js|ts|cs):(line )?\d+|goroutine \d+ \[|\bSQLSTATE\[|\bORA-\d{5}|SQL syntax|syntax error at or near"#

    /// The expectation of every answer.
    static func expect(_ operation: Operation) -> JSONObject {
        var expect: JSONObject = ["body": ["not": ["matches": .string(internals)]]]
        let byStatus = byStatus(operation)
        if !byStatus.isEmpty { expect["byStatus"] = .object(byStatus) }
        return expect
    }

    /// The same as a scenario writes it.
    static func written(_ operation: Operation) -> JSONObject {
        ScenarioText.literal(.object(expect(operation))).object ?? [:]
    }

    /// What the contract says of each status.
    private static func byStatus(_ operation: Operation) -> JSONObject {
        var result = JSONObject()
        for response in operation.responses {
            let expect = expect(response)
            guard !expect.isEmpty else { continue }
            switch response.selector {
            case .code(let code): result["\(code)"] = .object(expect)
            case .range(let digit): result["\(digit)xx"] = .object(expect)
            case .default: break
            }
        }
        // A 405 must name what is allowed (RFC 9110, section 15.5.6).
        result["405"] = .object(
            JSONObject(
                (result["405"]?.object ?? [:]).members + [.init(name: "headers", value: ["Allow": ["exists": true]])]
            )
        )
        return result
    }

    private static func expect(_ response: ResponseDefinition) -> JSONObject {
        var expect = JSONObject()
        let required = response.headers.filter(\.isRequired)
        if !required.isEmpty {
            expect["headers"] = .object(JSONObject(required.map { .init(name: $0.name, value: ["exists": true]) }))
        }
        let types = response.content.map(\.type)
        guard !types.isEmpty else { return expect }
        if !types.contains(where: { $0.type == "*" }) {
            expect["body"] = [
                "contentType": ["matches": .string("^(?i:\(types.map(pattern).joined(separator: "|"))) *(;|$)")]
            ]
        }
        // Content of several types can't be told apart here.
        if response.content.count == 1, types[0].isJSON, let schema = response.content[0].schema {
            expect["schema"] = SchemaBundle.value(schema, .response)
        }
        return expect
    }

    private static func pattern(_ type: MediaType) -> String {
        let text = type.essence.map { character -> String in
            if character == "*" { return "[^; ]*" }
            return "+.".contains(character) ? "\\\(character)" : String(character)
        }
        return text.joined()
    }
}
