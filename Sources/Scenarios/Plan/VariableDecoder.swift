package import Decoding
import Diagnostics
package import JSON
import Quantities
package import Substitution

/// Decodes `variables`.
package struct VariableDecoder {
    let options: PlanOptions
    let problems: Problems

    package init(options: PlanOptions, problems: Problems) {
        self.options = options
        self.problems = problems
    }

    package func variables(_ node: JSONNode?) -> [Variable] {
        guard let node else { return [] }
        guard let members = ObjectReader.members(of: node, "'variables'", problems) else {
            problems.lastLoses([.anyVariable])
            return []
        }
        return members.map(variable)
    }

    func variable(_ member: JSONNode.Member) -> Variable {
        let secret = secret(member.value)
        Self.checkName(member, problems)
        var value = secret ?? member.value
        if let given = options.variables[member.name] {
            let reader = GivenValue(problems: problems)
            value = reader.value(given, of: member.name, declared: value, isSecret: secret != nil)
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

/// Gives variables their values, each after those that it mentions.
package struct VariableResolver {
    private let known: [String: Variable]
    private let problems: Problems
    private var visiting: [String] = []

    /// Adds the values of `variables` to `scope`; the last of a name counts.
    package static func resolve(_ variables: [Variable], into scope: inout Scope, _ problems: Problems) {
        // Most hold no template, and none of these needs another.
        if variables.indices.allSatisfy({ variables[$0].constant != nil }) {
            for index in variables.indices.reversed() {
                let name = variables[index].name
                guard scope.variables[name] == nil, !scope.deferred.contains(name) else { continue }
                scope.variables[name] = variables[index].constant
            }
            return
        }
        var known: [String: Variable] = [:]
        for variable in variables { known[variable.name] = variable }
        var resolver = VariableResolver(known: known, problems: problems)
        for variable in variables { resolver.visit(variable.name, &scope) }
    }

    private init(known: [String: Variable], problems: Problems) {
        self.known = known
        self.problems = problems
    }

    private mutating func visit(_ name: String, _ scope: inout Scope) {
        guard let variable = known[name], scope.variables[name] == nil, !scope.deferred.contains(name) else { return }
        if let constant = variable.constant {
            scope.variables[name] = constant
            return
        }
        let node = variable.value
        if let start = visiting.firstIndex(of: name) {
            let circle = (visiting[start...] + [name]).joined(separator: " → ")
            problems.add("the variables \(circle) need each other", at: node.location)
            // Whoever mentions it would only hear that it is unknown.
            scope.deferred.insert(name)
            return
        }
        visiting.append(name)
        for mentioned in variable.mentioned where mentioned != name || visiting.count == 1 { visit(mentioned, &scope) }
        visiting.removeLast()
        guard scope.variables[name] == nil else { return }
        let resolved = scope.resolve(node, problems)
        // What is made of a response is as little to be trusted as itself.
        if !scope.captured.isEmpty, variable.mentioned.contains(where: scope.captured.contains) {
            scope.captured.insert(name)
        }
        // A value of which a part isn't known yet isn't known.
        if resolved.holdsPending { scope.deferred.insert(name) } else { scope.variables[name] = resolved.value }
    }

    /// The names that the values of `variables` mention.
    static func mentions(_ variables: [Variable]) -> Set<String> { Set(variables.flatMap(\.mentioned)) }

    /// The names that `node` mentions, in order.
    static func mentions(_ node: JSONNode) -> [String] {
        switch node.content {
        case .string(let text):
            guard Template.isNeeded(text), let template = try? Template(text) else { return [] }
            return template.references.flatMap(\.names)
        case .array(let elements): return elements.flatMap(mentions)
        case .object(let members): return members.flatMap { mentions($0.value) }
        case .null, .bool, .number, .pending: return []
        }
    }
}

/// Decodes `each`: the rows over which a scenario is multiplied.
struct RowDecoder {
    /// No scenario is multiplied further: a product of lists grows without notice.
    private static let mostRows = 100_000
    /// The most rows of a load's data.
    static let mostLoadRows = 1_000_000

    /// One row: the columns in order.
    typealias Row = [(name: String, value: JSONNode)]

    let problems: Problems
    let files: FileStore
    /// How many rows there may be.
    var most = Self.mostRows

    /// The rows of an `each`, of which each is a case; one empty row when there is none.
    func cases(_ node: JSONNode?) -> [Row] {
        guard let node else { return [[]] }
        let rows = rows(node)
        if rows.count <= Self.mostRows { return rows }
        problems.add(Self.tooMany, at: node.location)
        return []
    }

    private static let tooMany = "this makes more than \(mostRows) cases of one scenario"

    func rows(_ node: JSONNode) -> [Row] {
        switch node.content {
        case .object: return product(node)
        case .array(let elements): return table(elements, node)
        case .string(let name): return file(name, node)
        case .null, .bool, .number, .pending:
            problems.add(
                "'each' must be an object of lists, a list of rows, or the path of a CSV or JSON file, found \(node.described)",
                at: node.location
            )
            return []
        }
    }

    private func product(_ node: JSONNode) -> [Row] {
        guard let members = ObjectReader.members(of: node, "'each'", problems), !members.isEmpty else {
            problems.add("'each' names nothing", at: node.location, help: "write { \"name\": [values] }")
            return []
        }
        var rows: [Row] = [[]]
        for member in members {
            guard let values = member.value.elements, !values.isEmpty else {
                problems.add(
                    "'\(member.name)' must be a list with at least one value, found \(Leaf.found(member.value))",
                    at: member.value.location
                )
                continue
            }
            guard isFew(rows.count.multipliedReportingOverflow(by: values.count), node) else { return [] }
            rows = rows.flatMap { row in values.map { row + [(member.name, $0)] } }
        }
        return rows
    }

    /// Whether there may be so many rows; adds a problem when not.
    private func isFew(_ count: (partialValue: Int, overflow: Bool), _ node: JSONNode) -> Bool {
        if !count.overflow, count.partialValue <= most { return true }
        problems.add(most == Self.mostRows ? Self.tooMany : "these are more than \(most) rows", at: node.location)
        return false
    }

    private func table(_ elements: [JSONNode], _ node: JSONNode) -> [Row] {
        guard isFew((elements.count, false), node) else { return [] }
        if elements.isEmpty { problems.add("'each' has no rows", at: node.location) }
        return elements.compactMap { element in
            ObjectReader.members(of: element, "a row of 'each'", problems)?.map { ($0.name, $0.value) }
        }
    }

    private func file(_ name: String, _ node: JSONNode) -> [Row] {
        let path = FileStore.resolve(name, relativeTo: node.location.file.path)
        do throws(FileStore.Failure) {
            if name.lowercased().hasSuffix(".csv") { return csv(try files.bytes(at: path), path, node) }
            return json(try files.document(at: path))
        } catch {
            problems.add(
                "the file \(error.path) \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
            return []
        }
    }

    private func json(_ file: SourceFile) -> [Row] {
        guard let root = SourceReader.parse(file, problems) else { return [] }
        guard let elements = root.elements else {
            problems.add("the rows must be a list of objects, found \(root.described)", at: root.location)
            return []
        }
        return table(elements, root)
    }

    private func csv(_ bytes: [UInt8], _ path: String, _ node: JSONNode) -> [Row] {
        do throws(CSVError) {
            let table = try CSVReader.read(bytes)
            if table.rows.isEmpty { problems.add("\(path) has no rows", at: node.location) }
            guard isFew((table.rows.count, false), node) else { return [] }
            return table.rows.map { row in
                zip(table.header, row).map { name, value in
                    // Data is no template: what looks like one stays as it is.
                    (name, JSONNode(.string(value.replacingScalars("${", with: "$${")), at: node.location))
                }
            }
        } catch {
            problems.add("\(path), line \(error.line): \(error.message)", at: node.location)
            return []
        }
    }
}
