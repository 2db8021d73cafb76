import Decoding
import JSON
import Substitution

/// What the command line gives in place of a variable's value (`--var`): of the type that the file declares.
struct GivenValue {
    let problems: Problems

    /// `text` as the value of the variable `name`, in place of `declared`.
    ///
    /// A declared text takes the text as it is. For a number, a truth value, a list or an object it is read as JSON,
    /// and has to be one. A declared null says nothing of the type: what is JSON is read so, and everything else is a
    /// text.
    func value(_ text: String, of name: String, declared: JSONNode, isSecret: Bool) -> JSONNode {
        switch declared.kind {
        case .string: return Self.node(.string(text), declared)
        case .null: return Self.node((try? JSONParser.parse(text)) ?? .string(text), declared)
        case .number, .boolean, .array, .object:
            if let value = try? JSONParser.parse(text), value.kind == declared.kind {
                return Self.node(value, declared)
            }
            // What may be a secret is not shown.
            let found = isSecret ? "something else" : ValueText.quoted(text)
            problems.add(
                "--var \(name) must be \(declared.described), as it is here, found \(found)",
                at: declared.location,
                help: Self.help(name, declared.kind)
            )
            return declared
        }
    }

    private static func help(_ name: String, _ kind: JSONKind) -> String {
        switch kind {
        case .number: "write --var \(name)=5"
        case .boolean: "write --var \(name)=true, or false"
        case .array: "write it as JSON: --var '\(name)=[1, 2]'"
        case .object: "write it as JSON: --var '\(name)={\"a\": 1}'"
        case .null, .string: ""
        }
    }

    /// What stands in a command line is no template.
    private static func node(_ value: JSONValue, _ declared: JSONNode) -> JSONNode {
        JSONNode(literal(value), at: declared.location)
    }

    private static func literal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text.replacingScalars("${", with: "$${"))
        case .array(let elements): .array(elements.map(literal))
        case .object(let object):
            .object(
                JSONObject(
                    object.map { .init(name: $0.name.replacingScalars("${", with: "$${"), value: literal($0.value)) }
                )
            )
        case .null, .bool, .number: value
        }
    }
}
