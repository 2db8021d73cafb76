import JSON
import Results

/// Decodes `requirements`.
enum RequirementDecoder {
    /// `nil` when there are none, so that `covers` is free.
    static func decode(_ node: JSONNode?, _ problems: Problems) -> [Requirement]? {
        guard let node, let members = ObjectReader.members(of: node, "'requirements'", problems) else { return nil }
        return members.map { member in
            if let text = member.value.string { return Requirement(id: member.name, text: text) }
            let reader = ObjectReader(member.value, "a requirement", keys: ["text", "source"], problems)
            _ = reader?.required("text", "a requirement")
            return Requirement(id: member.name, text: reader?.text("text") ?? "", source: reader?.text("source") ?? "")
        }
    }
}
