import JSON

/// Finds the plain nulls of an `expect` that stand for a value and take nothing away: who wrote one meant to expect null, and
/// nothing would be checked.
///
/// A null in place of a whole key, such as `"json": null`, is let pass: nobody takes it for an expectation.
struct IdleNulls {
    let problems: Problems

    /// Adds a problem for each null in `patch` that removes nothing of `inherited`.
    func check(_ patch: JSONNode, onto inherited: JSONNode?) {
        for member in patch.members ?? [] where member.name != "schema" {
            let old = inherited?[member.name]
            if member.name == "byStatus" {
                for status in member.value.members ?? [] { check(status.value, onto: old?[status.name]) }
            } else {
                checkValues(member.value, onto: old, isNamed: ["json", "headers"].contains(member.name))
            }
        }
    }

    /// - Parameter isNamed: Whether the names are those of things that may be missing.
    private func checkValues(_ patch: JSONNode, onto inherited: JSONNode?, isNamed: Bool) {
        for member in patch.members ?? [] where member.name != "//" && member.name != "equals" {
            let old = inherited?[member.name]
            guard member.value.kind == .null else {
                checkValues(member.value, onto: old, isNamed: false)
                continue
            }
            if old != nil { continue }
            let missing = isNamed ? ", or { \"missing\": true } to expect nothing there" : ""
            problems.add(
                "this null expects nothing, and there is no inherited '\(member.name)' to take away",
                at: member.value.location,
                help: "write { \"equals\": null } to expect null\(missing)"
            )
        }
    }
}
