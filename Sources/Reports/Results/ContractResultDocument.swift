import JSON
import Results

/// A suite's contract in `results.json`.
enum ContractResultDocument {
    static func write(_ contract: ContractResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("file", contract.file)
            json.member("exchanges", count: contract.exchanges)
            json.member("unmatched", count: contract.unmatched)
            json.member("allowed", each: contract.allowed) { allowed, json in
                json.object { json in
                    json.member("check", allowed.check)
                    json.member("reason", allowed.reason)
                    json.member("limits", allowed.limits)
                    json.member("count", count: allowed.count)
                }
            }
            json.member("unchecked", texts: contract.unchecked)
            json.member("notApplicable", texts: contract.notApplicable)
        }
    }

    static func write(_ row: ContractResult.Coverage, _ json: inout JSONWriter) {
        json.object { json in
            json.member("area", row.area)
            json.member("owner", row.owner)
            json.member("name", row.name)
            json.member("count", count: row.count)
            if let cases = row.cases { json.member("cases", count: cases) }
        }
    }
}
