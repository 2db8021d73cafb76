package import Decoding
import Diagnostics
package import JSON
import Matching
import Substitution

/// Whether a step is sent, and how often.
package struct StepControl: Sendable {
    /// How a step is repeated.
    package enum Repetition: Sendable {
        /// Once for each element of a list, which has this name meanwhile.
        case forEach(name: String, items: JSONNode)
        /// As long as this holds; it is looked at before each time.
        case whileHolds(StepCondition)
    }

    /// What must hold for it to be sent at all; `nil` for nothing.
    package var condition: StepCondition?
    /// `nil` for once.
    package var repetition: Repetition?
    /// How often it is sent at most: what isn't over by then fails.
    package var atMost: Int

    /// Whether the condition is about each element of the list, and not about the step as a whole.
    package var filtersElements: Bool { itemName.map { condition?.asksFor($0) ?? false } ?? false }

    /// How many elements or pages there are at most where the file doesn't say.
    static let usualMost = 1000

    /// The name of the element, and the names that the list is made of.
    var itemName: String? { if case .forEach(let name, _) = repetition { name } else { nil } }
    var mentions: [String] {
        if case .forEach(_, let items) = repetition { VariableResolver.mentions(items) } else { [] }
    }
}

/// What is asked of captures, variables and the status before a step is sent.
package struct StepCondition: Sendable {
    /// An object: names, with the way into their values, and the value or matcher for each.
    let node: JSONNode

    /// Whether it asks for the value called `name`, or compares with it.
    func asksFor(_ name: String) -> Bool {
        (node.members ?? []).contains { member in
            member.name.split(separator: ".").first.map(String.init) == name
                || VariableResolver.mentions(member.value).contains(name)
        }
    }

    /// In one line, as the file has it.
    package var description: String {
        (node.members ?? []).filter { $0.name != "//" }
            .map { "\($0.name): \(ValueText.short($0.value.value))" }.joined(separator: ", ")
    }

    /// Whether all of it holds; `status` is that of the response before, and `nil` where there was none.
    ///
    /// - Throws: what can't be judged, and what is wrong with it, which only a value that wasn't known before can bring
    ///   about.
    package func holds(_ scope: inout CaseScope, status: Int?) throws(Problems.Found) -> Bool {
        let problems = Problems()
        var holds = true
        for member in node.members ?? [] where member.name != "//" {
            let wanted = scope.scope.resolve(member.value, problems)
            if Self.isStatus(member.name, scope.scope) {
                holds = holds && Self.holds(wanted, status, scope, problems)
                continue
            }
            let way = member.name.split(separator: ".").map(String.init)
            let value = scope.scope.variables[way[0]].flatMap { $0.part(way.dropFirst()) }
            let matcher = MatcherDecoder(problems: problems).matcher(wanted)
            switch matcher.judge(value, MatchContext(now: scope.scope.clock(), isText: value?.string != nil)) {
            case .passes: break
            case .fails: holds = false
            case .undecided(let mismatch): problems.add("'\(member.name)': \(mismatch.found)", at: member.nameLocation)
            }
        }
        try problems.throwIfAny()
        return holds
    }

    /// Whether the status is one of `wanted`, as in `expect`, or as a matcher has it; none is neither.
    private static func holds(_ wanted: JSONNode, _ status: Int?, _ scope: CaseScope, _ problems: Problems) -> Bool {
        guard wanted.kind == .object else {
            let statuses = StatusSet.decode(wanted, problems)
            return status.map { statuses?.contains($0) ?? false } ?? false
        }
        let matcher = MatcherDecoder(problems: problems).matcher(wanted)
        guard let status else { return false }
        switch matcher.judge(.number(JSONNumber(status)), MatchContext(now: scope.scope.clock())) {
        case .passes: return true
        case .fails: return false
        case .undecided(let mismatch):
            problems.add("'status': \(mismatch.found)", at: wanted.location)
            return false
        }
    }

    /// Checks it as far as it can be known before sending.
    func check(_ scope: inout Scope, _ problems: Problems) {
        guard let members = ObjectReader.members(of: node, "a condition", problems) else { return }
        if members.isEmpty {
            problems.add(
                "an empty condition always holds",
                at: node.location,
                help: "write { \"NAME\": VALUE } with the name of a capture or a variable, or \"status\""
            )
        }
        for member in members {
            let wanted = scope.resolve(member.value, problems)
            if Self.isStatus(member.name, scope), wanted.kind != .object {
                _ = StatusSet.decode(wanted, problems)
                continue
            }
            _ = MatcherDecoder(problems: problems).matcher(wanted)
            let name = member.name.split(separator: ".").first.map(String.init) ?? ""
            if Self.isStatus(member.name, scope) { continue }
            guard scope.variables[name] == nil, !scope.deferred.contains(name) else { continue }
            let known = Array(scope.variables.keys) + Array(scope.deferred) + ["status"]
            problems.add(
                "nothing here is called '\(name)'",
                at: member.nameLocation,
                help: UnknownName.help(name, among: known)
            )
        }
    }

    /// `status` is the last response's where nothing else has this name.
    private static func isStatus(_ name: String, _ scope: Scope) -> Bool {
        name == "status" && scope.variables[name] == nil && !scope.deferred.contains(name)
    }
}

extension CaseScope {
    /// The elements for which a step is sent.
    ///
    /// - Throws: that there is no list, or one that is longer than the step allows.
    package mutating func items(_ node: JSONNode, atMost most: Int) throws(Problems.Found) -> [JSONValue] {
        let problems = Problems()
        let list = scope.resolve(node, problems)
        try problems.throwIfAny()
        guard let elements = list.value.array else {
            problems.add("'forEach' needs a list, found \(ValueText.short(list.value))", at: node.location)
            throw Problems.Found(problems.diagnostics)
        }
        guard elements.count <= most else {
            problems.add(
                "'forEach' has \(elements.count) elements, and the step is sent \(most) times at most",
                at: node.location,
                help: "give a higher \"atMost\""
            )
            throw Problems.Found(problems.diagnostics)
        }
        return elements
    }

    /// Gives an element of the list `items` its name.
    package mutating func bind(_ item: JSONValue, to name: String, of items: JSONNode) {
        scope.variables[name] = item
        if VariableResolver.mentions(items).contains(where: scope.captured.contains) { scope.captured.insert(name) }
    }

    /// Takes the name away again.
    package mutating func unbind(_ name: String) {
        scope.variables[name] = nil
        scope.captured.remove(name)
    }
}

extension Scope {
    /// What follows a step sees no more of the elements that it was sent for.
    mutating func leave(_ control: StepControl?) {
        guard let name = control?.itemName else { return }
        deferred.remove(name)
        captured.remove(name)
    }
}

/// Decodes `if`, `forEach`, `while` and `atMost`.
struct ControlDecoder {
    static let keys = ["if", "forEach", "while", "atMost"]

    let problems: Problems

    /// What `reader`, a step, says; `nil` where it says nothing. The name of an element is known in `scope` from then
    /// on.
    func control(_ reader: ObjectReader, _ scope: inout Scope) -> StepControl? {
        guard let first = reader.present(Self.keys).first else { return nil }
        reader.exclusive(["forEach", "while"], "of them")
        var control = StepControl(atMost: reader.count("atMost", in: 1...100_000) ?? StepControl.usualMost)
        // The condition may ask for the element.
        if let node = reader["forEach"] { control.repetition = forEach(node, &scope) }
        control.condition = condition(reader["if"], &scope)
        if let condition = condition(reader["while"], &scope) {
            control.repetition = .whileHolds(condition)
            if reader["atMost"] == nil {
                problems.add(
                    "'while' needs 'atMost'",
                    at: reader.present(["while"]).first?.nameLocation ?? first.nameLocation,
                    help: "write how often the step is sent at most, such as \"atMost\": 50"
                )
            }
        }
        if control.repetition == nil, let most = reader.present(["atMost"]).first {
            problems.add("'atMost' needs 'while' or 'forEach'", at: most.nameLocation)
        }
        return control
    }

    private func condition(_ node: JSONNode?, _ scope: inout Scope) -> StepCondition? {
        guard let node else { return nil }
        let condition = StepCondition(node: node)
        condition.check(&scope, problems)
        return condition
    }

    /// `"${items}"`, whose element is `item`, or `{ "order": "${orders}" }`; a list may stand in place of a text.
    private func forEach(_ node: JSONNode, _ scope: inout Scope) -> StepControl.Repetition? {
        var (name, items) = ("item", node)
        if let members = node.members?.filter({ $0.name != "//" }) {
            guard members.count == 1, let member = members.first else {
                problems.add(
                    "'forEach' has one name, found \(members.count)",
                    at: node.location,
                    help: "write { \"order\": \"${orders}\" }"
                )
                return nil
            }
            VariableDecoder.checkName(member, problems)
            (name, items) = (member.name, member.value)
        }
        let list = scope.resolve(items, problems)
        // What couldn't be replaced was told.
        if !list.isPending, list.elements == nil, !list.holdsTemplate {
            problems.add("'forEach' needs a list, found \(Leaf.found(list))", at: items.location)
        }
        if scope.variables[name] != nil || scope.deferred.contains(name) {
            problems.add(
                "something else is called '\(name)'",
                at: node.location,
                help: "give the element another name: { \"NAME\": … }"
            )
        }
        scope.deferred.insert(name)
        if VariableResolver.mentions(items).contains(where: scope.captured.contains) { scope.captured.insert(name) }
        return .forEach(name: name, items: items)
    }
}
