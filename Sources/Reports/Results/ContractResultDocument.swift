import JSON
import Results

/// A suite's contract in `results.json`.
enum ContractResultDocument {
    static func json(_ contract: ContractResult) -> JSONValue {
        let allowed = contract.allowed.map { allowed -> JSONValue in
            [
                "check": .string(allowed.check), "reason": .string(allowed.reason), "limits": .string(allowed.limits),
                "count": .count(allowed.count),
            ]
        }
        return [
            "file": .string(contract.file), "exchanges": .count(contract.exchanges),
            "unmatched": .count(contract.unmatched), "allowed": .array(allowed),
            "unchecked": .array(contract.unchecked.map { .string($0) }),
            "notApplicable": .array(contract.notApplicable.map { .string($0) }),
        ]
    }

    static func row(_ row: ContractResult.Coverage) -> JSONValue {
        var object: JSONObject = [
            "area": .string(row.area), "owner": .string(row.owner), "name": .string(row.name),
            "count": .count(row.count),
        ]
        if let cases = row.cases { object["cases"] = .count(cases) }
        return .object(object)
    }
}
