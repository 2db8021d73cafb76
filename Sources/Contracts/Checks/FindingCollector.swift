import JSON
import JSONSchema
import Results

/// Collects what breaks a contract.
struct FindingCollector {
    private(set) var findings: [ContractFinding] = []
    private(set) var unchecked: [String] = []
    /// How many checks were made.
    private(set) var count = 0

    mutating func add(
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

    mutating func check(
        _ check: ContractCheck,
        _ holds: Bool,
        expected: @autoclosure () -> String,
        found: @autoclosure () -> String,
        place: String? = nil
    ) {
        if holds { count += 1 } else { add(check, expected: expected(), found: found(), place: place) }
    }

    mutating func skip(_ what: String) { unchecked.append(what) }

    /// Adds the violations of a schema; `prefix` says what they are about, unless pointers into the content do.
    mutating func add(
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
    static func expected(_ violation: JSONSchema.Violation) -> String {
        let hint = violation.hint.map { " (\($0))" } ?? ""
        if violation.causes.isEmpty { return violation.expected + hint }
        let causes = violation.causes.prefix(4).map(\.description).joined(separator: "; ")
        let more = violation.causes.count > 4 ? "; and \(violation.causes.count - 4) more" : ""
        return "\(violation.expected)\(hint) [\(causes)\(more)]"
    }
}
