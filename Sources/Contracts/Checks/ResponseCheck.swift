package import HTTP
package import JSON
package import JSONSchema
import Results

/// Holds a response against its operation.
package struct ResponseCheck {
    private let operation: Operation
    private let request: HTTPRequest
    private let response: HTTPResponse

    package init(_ operation: Operation, _ request: HTTPRequest, _ response: HTTPResponse) {
        self.operation = operation
        self.request = request
        self.response = response
    }

    private var method: String { request.method }

    /// Whether HTTP itself gives the status to the request's conditions or range, so that no operation has to declare
    /// it (RFC 9110, sections 13.1 and 14.2).
    private var isOfProtocol: Bool {
        func asks(_ names: String...) -> Bool { names.contains { request.headers[$0] != nil } }
        let reads = ["GET", "HEAD"].contains(method)
        return switch response.status {
        case 304: reads && asks("If-None-Match", "If-Modified-Since")
        case 412: asks("If-Match", "If-Unmodified-Since") || !reads && asks("If-None-Match")
        case 206, 416: method == "GET" && asks("Range")
        default: false
        }
    }

    package func run(_ found: inout FindingCollector) {
        let declared = operation.response(for: response.status)
        // What is said of a whole class of statuses isn't said of a part of the content, nor of an answer without any.
        let isOwn = declared?.selector == .code(response.status) || declared != nil && response.status >= 400
        if isOfProtocol, !isOwn {
            found.check(.undocumentedStatus, true, expected: "", found: "")
            return
        }
        guard let definition = declared else {
            let known = operation.responses.map(\.selector.description).joined(separator: ", ")
            let description = known.isEmpty ? "no status at all, for none is declared" : "one of the statuses \(known)"
            // A failure that is declared nowhere is one finding, not two.
            if response.status < 500 {
                found.add(.undocumentedStatus, expected: description, found: ContractChecks.description(response))
            }
            return
        }
        found.check(.undocumentedStatus, true, expected: "", found: "")
        for header in definition.headers { check(header, &found) }
        // These have no content, whatever is declared (RFC 9110, sections 6.4.1 and 9.3.2).
        if method == "HEAD" || response.status == 204 || response.status == 304 { return }
        checkContent(definition, &found)
    }

    private func check(_ header: HeaderDefinition, _ found: inout FindingCollector) {
        switch ParameterReader.read(header, from: response.headers) {
        case .absent:
            let name = header.name
            found.check(.responseHeader, !header.isRequired, expected: "a header '\(name)'", found: "none", place: name)
        case .malformed(let reason):
            let description = "a header '\(header.name)' in its form"
            found.add(.responseHeader, expected: description, found: reason, place: header.name)
        case .value(let value):
            let violations = (header.schema ?? header.content?.schema)?.validate(value, .response) ?? []
            let prefix = "header '\(header.name)': "
            found.add(.responseHeader, violations, prefix: prefix, hasPointers: false, place: header.name)
        }
    }

    private func checkContent(_ definition: ResponseDefinition, _ found: inout FindingCollector) {
        let known = definition.content.map(\.type.description).joined(separator: ", ")
        if response.body.isEmpty {
            found.check(
                .undocumentedContentType,
                definition.content.isEmpty,
                expected: "content of type \(known)",
                found: "no content",
                place: "content type"
            )
            return
        }
        guard !definition.content.isEmpty else {
            let found_ = "\(response.body.count) bytes of \(response.headers["Content-Type"] ?? "no content type")"
            found.add(
                .undocumentedContentType,
                expected: "no content with status \(response.status)",
                found: found_,
                place: "content type"
            )
            return
        }
        guard let field = response.headers["Content-Type"] else {
            found.add(
                .undocumentedContentType,
                expected: "a Content-Type out of \(known)",
                found: "none",
                place: "content type"
            )
            return
        }
        guard let type = MediaType(field), let content = definition.content.matching(type) else {
            found.add(
                .undocumentedContentType,
                expected: "a Content-Type out of \(known)",
                found: "'\(field)'",
                place: "content type"
            )
            return
        }
        found.check(.undocumentedContentType, true, expected: "", found: "")
        check(content, type, &found)
    }

    private func check(_ content: MediaContent, _ type: MediaType, _ found: inout FindingCollector) {
        guard let schema = content.schema else { return }
        switch BodyReader.read(response.body, type, content, isAnswer: true) {
        case .unsupported(let what): found.skip("content of type \(type.essence): \(what)")
        case .malformed(let reason):
            found.add(.responseNotJSON, expected: "content that is \(type.essence)", found: reason, place: "content")
        case .value(let value):
            let forbidden = schema.library.forbidden(.response)
            let violations = schema.validate(value, .response)
            let leaks = violations.filter { Self.isLeak($0, forbidden) }
            found.add(.responseSchema, violations.filter { !Self.isLeak($0, forbidden) })
            for leak in leaks {
                found.add(
                    .writeOnlyMember,
                    expected: "no member that is writeOnly",
                    found: "'\(leak.instanceLocation.tokens.last ?? "")'",
                    pointer: leak.instanceLocation,
                    place: "content"
                )
            }
        }
    }

    /// Whether the violation is of the `not: {}` that stands for a member which is `writeOnly`.
    private static func isLeak(_ violation: JSONSchema.Violation, _ forbidden: Set<String>) -> Bool {
        guard violation.keyword == "not", violation.absoluteKeywordLocation.hasSuffix("/not") else { return false }
        let place = String(violation.absoluteKeywordLocation.dropLast(4))
        return forbidden.contains(place) || PercentText.decode(place).map(forbidden.contains) ?? false
    }
}

/// Collects what breaks a contract.
package struct FindingCollector {
    private(set) var findings: [ContractFinding] = []
    private(set) var unchecked: [String] = []
    /// How many checks were made.
    private(set) var count = 0

    package mutating func add(
        _ check: ContractCheck,
        expected: String,
        found: String,
        pointer: JSONPointer? = nil,
        place: String? = nil,
        inRequest: JSONPointer? = nil
    ) {
        count += 1
        let finding = Finding("contract.\(check.rawValue)", expected: expected, found: found, pointer: pointer)
        findings.append(
            ContractFinding(check: check, finding: finding, place: place, pointer: pointer ?? inRequest)
        )
    }

    package mutating func check(
        _ check: ContractCheck,
        _ passes: Bool,
        expected: @autoclosure () -> String,
        found: @autoclosure () -> String,
        place: String? = nil
    ) {
        if passes { count += 1 } else { add(check, expected: expected(), found: found(), place: place) }
    }

    package mutating func skip(_ what: String) { unchecked.append(what) }

    /// Adds the violations of a schema; `prefix` says what they are about, unless pointers into the content do.
    package mutating func add(
        _ check: ContractCheck,
        _ violations: [JSONSchema.Violation],
        prefix: String = "",
        hasPointers: Bool = true,
        place: String = "content"
    ) {
        if violations.isEmpty { count += 1 }
        for violation in violations {
            let isRoot = violation.instanceLocation.tokens.isEmpty
            let within = hasPointers || isRoot ? "" : "\(violation.instanceLocation): "
            add(
                check,
                expected: prefix + within + Self.expected(violation),
                found: violation.found,
                pointer: hasPointers ? violation.instanceLocation : nil,
                place: place
            )
        }
    }

    /// What a violation expects; where alternatives failed, what was wrong with the first of them.
    package static func expected(_ violation: JSONSchema.Violation) -> String {
        let hint = violation.hint.map { " (\($0))" } ?? ""
        if violation.causes.isEmpty { return violation.expected + hint }
        let causes = violation.causes.prefix(4).map(\.description).joined(separator: "; ")
        let more = violation.causes.count > 4 ? "; and \(violation.causes.count - 4) more" : ""
        return "\(violation.expected)\(hint) [\(causes)\(more)]"
    }
}
