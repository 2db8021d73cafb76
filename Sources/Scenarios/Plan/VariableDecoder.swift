package import JSON

/// Decodes `variables`.
package struct VariableDecoder {
    let options: PlanOptions
    let problems: Problems

    package init(options: PlanOptions, problems: Problems) {
        self.options = options
        self.problems = problems
    }

    package func variables(_ node: JSONNode?) -> [Variable] {
        guard let node, let members = ObjectReader.members(of: node, "'variables'", problems) else { return [] }
        return members.map(variable)
    }

    private func variable(_ member: JSONNode.Member) -> Variable {
        let secret = secret(member.value)
        Self.checkName(member, problems)
        var value = secret ?? member.value
        if let given = options.variables[member.name] {
            value = JSONNode(.string(Self.literal(given)), at: value.location)
        }
        return Variable(
            name: member.name,
            value: value,
            shellName: secret.map { Self.shellName(member.name, $0) }
        )
    }

    private func secret(_ node: JSONNode) -> JSONNode? {
        guard let members = node.members?.filter({ $0.name != "//" }), members.contains(where: { $0.name == "secret" })
        else {
            return nil
        }
        if members.count > 1 {
            problems.add("a secret has no other keys", at: members.first { $0.name != "secret" }?.nameLocation)
        }
        return members.first { $0.name == "secret" }?.value
    }

    /// What stands in a command line is no template.
    private static func literal(_ text: String) -> String {
        text.replacingScalars("${", with: "$${")
    }

    /// Adds a problem when no `${...}` could name the member.
    static func checkName(_ member: JSONNode.Member, _ problems: Problems) {
        if !isName(member.name) {
            problems.add(
                "'\(member.name)' can't be a variable's name",
                at: member.nameLocation,
                help: "use letters, digits, '_' and '-', beginning with a letter"
            )
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || first == "_" else { return false }
        return name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "-"
        }
    }

    /// The environment variable that a secret comes from, or its own name in capitals.
    private static func shellName(_ name: String, _ node: JSONNode) -> String {
        if let text = node.string, let whole = (try? Template(text))?.wholeReference,
            case .environment(let variable, _) = whole
        {
            return variable
        }
        return ShellName.make(name)
    }
}
