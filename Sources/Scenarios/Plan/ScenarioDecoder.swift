import Decoding
import Diagnostics
import JSON
import Quantities
import Results
import Substitution

/// Decodes one scenario and multiplies it.
struct ScenarioDecoder {
    /// What a scenario has from its suite.
    struct Inherited: Sendable {
        let file: SourceFile
        /// The IDs that `covers` may name; `nil` for any.
        let requirementIDs: [String]?
        let variables: [Variable]
        /// Their values; deferred names too, as they are known in the suite.
        let known: Scope
        /// The names that their values mention.
        let mentioned: Set<String>
        /// What the suite's setup captures: its cases see it as they see variables.
        var captured: Set<String> = []
        /// What every request starts from where the suite asks for traces; `nil` where it doesn't.
        var traced: JSONNode?
        /// What the suite includes.
        var library = StepLibrary()
        /// What the person says of connections in place of the files.
        var choice = ConnectionChoice()
        let tags: [String]
        let connection: JSONNode?
        /// When single requests are sent again, unless a scenario or step says it itself.
        let retry: JSONNode?
        var request: JSONNode?
        let expect: JSONNode?
        /// The suite's own merged onto nothing, so that null means the same in it as everywhere.
        let startExpect: JSONNode?
        let startConnection: JSONNode?
        let protocolRules: ProtocolRules

        /// The names that `node` mentions, and those that their values need.
        func dependencies(of node: JSONNode) -> Set<String> {
            var names: Set<String> = []
            var open = VariableResolver.mentions(node)
            while let name = open.popLast() {
                guard names.insert(name).inserted else { continue }
                open += variables.last { $0.name == name }?.mentioned ?? []
            }
            return names
        }
    }

    static let keys = [
        "name", "description", "tags", "covers", "about", "needs", "smaller", "skip", "after", "alone", "each",
        "variables",
        "request", "expect", "connection", "trace", "capture", "retry", "eventually", "receive", "setup", "steps",
        "cleanup",
        "burst", "load", "capacity", "question", "answers", "pinned",
    ]

    let inherited: Inherited
    let options: PlanOptions
    let scope: Scope
    let problems: Problems
    /// Whether the scenarios were made from a contract.
    var isGenerated = false

    func cases(_ node: JSONNode) -> [Case] {
        guard let common = common(node) else { return [] }
        let rows = RowDecoder(problems: problems, files: scope.files).cases(common.reader["each"])
        var plans = sharedCases(node, rows) ?? rows.map { plan($0, common) }
        var names = RowNames()
        for index in plans.indices { plans[index].name = names.unique(plans[index].name) }
        return plans
    }

    /// Fewer rows aren't worth another thread.
    private static let fewestToShare = 64

    /// The cases of many rows, made on all cores; `nil` where something is wrong with one of them, which is told row by
    /// row.
    private func sharedCases(_ node: JSONNode, _ rows: [RowDecoder.Row]) -> [Case]? {
        guard rows.count >= Self.fewestToShare, Parallel.width > 1, !problems.hasErrors else { return nil }
        let size = rows.count / (Parallel.width * 4) + 1
        let parts = stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<min($0 + size, rows.count)]) }
        let made = Parallel.map(parts) { [inherited, options, scope, isGenerated] part -> [Case]? in
            let own = Problems()
            let decoder = ScenarioDecoder(
                inherited: inherited,
                options: options,
                scope: scope,
                problems: own,
                isGenerated: isGenerated
            )
            guard let common = decoder.common(node) else { return nil }
            let known = own.diagnostics.count
            let plans = part.map { decoder.plan($0, common) }
            return own.diagnostics.count == known ? plans : nil
        }
        return made.contains { $0 == nil } ? nil : made.flatMap { $0 ?? [] }
    }

    /// What the cases of a scenario have in common.
    private struct Common {
        var reader: ObjectReader
        var name: JSONNode
        /// The suite's, and those of the scenario.
        var variables: [Variable]
        var subject: CaseSubject?
        /// Whether they wait for requests.
        var receives: Bool
        var needs: Case.Need?
        var smaller: Smaller?
        var tags: [String]
        var covers: [String]
        var skip: String?
        /// What the steps start from.
        var base: StepDecoder.Base
    }

    private func common(_ node: JSONNode) -> Common? {
        guard let reader = ObjectReader(node, "a scenario", keys: Self.keys, problems),
            let nameNode = reader.required("name", "a scenario"), Leaf.text(nameNode, "'name'", problems) != nil
        else { return nil }
        reader.exclusive(["steps", "burst"], "of them")
        reader.exclusive(["burst", "load", "capacity"], "of them")
        reader.exclusive(["capacity", "question"], "of them")
        reader.exclusive(["capacity", "steps"], "of them")
        checkKeys(reader)
        _ = reader.text("description")
        return Common(
            reader: reader,
            name: nameNode,
            variables: inherited.variables
                + VariableDecoder(options: options, problems: problems).variables(reader["variables"]),
            subject: subject(reader["about"]),
            receives: ReceptionDecoder.isAsked(reader, inherited.library),
            needs: reader.text("needs").map { name in
                Case.Need(name: name, location: reader["needs"]?.location ?? reader.opening)
            },
            smaller: SmallerDecoder(problems: problems).smaller(reader),
            tags: inherited.tags + reader.texts("tags"),
            covers: CoverageDecoder.covers(reader["covers"], known: inherited.requirementIDs, problems),
            skip: reader.text("skip"),
            base: steps(of: reader).common()
        )
    }

    private func steps(of reader: ObjectReader) -> StepDecoder {
        StepDecoder(inherited: inherited, scenario: reader, problems: problems, isGenerated: isGenerated)
    }

    /// The case of a row, whose name others may have.
    private func plan(_ row: RowDecoder.Row, _ common: Common) -> Case {
        let (reader, variables) = (common.reader, common.variables)
        let columns = row.map { Variable(name: $0.name, value: $0.value, shellName: nil) }
        let own = variables.dropFirst(inherited.variables.count) + columns
        let isIndependent = isIndependent(own)
        var scope = start(own, isIndependent: isIndependent)
        if common.receives, !(variables + columns).contains(where: { $0.name == Reception.variable }) {
            scope.defer(captured: [Reception.variable])
        }
        VariableResolver.resolve(
            (isIndependent ? Array(own) : variables).filter { own in
                !columns.contains { $0.name == own.name }
            } + columns,
            into: &scope,
            problems
        )
        let decoder = steps(of: reader)
        let name = CaseName(node: common.name, problems: problems).text(row, scope)
        let setup = decoder.frame("setup", &scope)
        var plan = Case(
            name: name,
            scenario: common.name.string ?? "",
            location: reader.opening,
            tags: common.tags,
            covers: common.covers,
            skip: common.skip,
            variables: variables + columns,
            steps: decoder.steps(common.base, &scope),
            question: question(reader, &scope)
        )
        plan.setup = setup
        plan.cleanup = decoder.frame("cleanup", &scope)
        plan.ownNames = Set(own.map(\.name))
        plan.after = Set(reader.texts("after"))
        plan.isAlone = reader.flag("alone") ?? false
        plan.subject = common.subject
        plan.operation = common.subject?.operation
        plan.needs = common.needs
        plan.smaller = common.smaller
        return plan
    }

    /// What of a contract the scenario is about.
    private func subject(_ node: JSONNode?) -> CaseSubject? {
        guard let node, let reader = ObjectReader(node, "'about'", keys: ["operation", "at", "group"], problems),
            reader.required("operation", "'about'") != nil
        else { return nil }
        return CaseSubject(
            operation: reader.text("operation") ?? "",
            place: reader.text("at") ?? "",
            group: reader.text("group") ?? ""
        )
    }

    /// Whether the suite's variables have the same values in a case with variables of its `own`.
    private func isIndependent(_ own: some Collection<Variable>) -> Bool {
        !own.contains { inherited.mentioned.contains($0.name) }
    }

    /// What a case starts from: the suite's variables have their values already, unless the case would change them.
    private func start(_ own: some Collection<Variable>, isIndependent: Bool) -> Scope {
        var scope = isIndependent ? inherited.known : scope
        for variable in own {
            scope.variables[variable.name] = nil
            scope.deferred.remove(variable.name)
            scope.captured.remove(variable.name)
        }
        return scope
    }

    private func checkKeys(_ reader: ObjectReader) {
        if reader["question"] == nil {
            for member in reader.present(["answers", "pinned"]) {
                problems.add("'\(member.name)' needs a 'question'", at: member.nameLocation)
            }
        } else if let expect = reader.present(["expect"]).first {
            problems.add(
                "a question has 'answers' in place of 'expect'",
                at: expect.nameLocation,
                help: "move it into an answer's 'when'"
            )
        }
        if reader["steps"] != nil {
            for member in reader.present(["capture", "retry", "eventually", "receive"]) {
                problems.add(
                    "'\(member.name)' belongs to a step here",
                    at: member.nameLocation,
                    help: "move it into one of the 'steps'"
                )
            }
        }
        for member in reader.present(["burst", "load", "capacity"]) {
            for other in reader.present(["capture", "retry", "eventually"]) {
                problems.add("'\(other.name)' can't be given with '\(member.name)'", at: other.nameLocation)
            }
        }
    }

    private func question(_ reader: ObjectReader, _ scope: inout Scope) -> Question? {
        guard let text = reader["question"].flatMap({ Leaf.text(scope.resolve($0, problems), "'question'", problems) })
        else { return nil }
        guard let node = reader.required("answers", "a question") else { return nil }
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add(
                "'answers' must be a list with at least one answer, found \(Leaf.found(node))",
                at: node.location
            )
            return nil
        }
        let forMany = reader["burst"] != nil || reader["load"] != nil
        let answers = elements.compactMap { element -> Question.Answer? in
            guard let answer = ObjectReader(element, "an answer", keys: ["answer", "when"], problems),
                let textNode = answer.required("answer", "an answer"),
                let text = Leaf.text(textNode, "'answer'", problems),
                let when = answer.required("when", "an answer")
            else { return nil }
            return Question.Answer(
                text: text,
                when: ExpectationTemplate(when, forMany: forMany, scope: &scope, problems)
            )
        }
        let pinned = reader.text("pinned")
        if let pinned, !answers.contains(where: { $0.text == pinned }) {
            let help = UnknownName.help(pinned, among: answers.map(\.text))
            problems.add("'pinned' is none of the answers", at: reader["pinned"]?.location, help: help)
        }
        return Question(text: text, answers: answers, pinned: pinned)
    }
}

/// Decodes `covers`.
enum CoverageDecoder {
    /// The IDs; those that aren't `known` are errors, where the suite lists its requirements.
    static func covers(_ node: JSONNode?, known: [String]?, _ problems: Problems) -> [String] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            problems.add(
                "'covers' must be a list of requirement IDs, found \(node.described)",
                at: node.location,
                help: "write [\"ID\"]"
            )
            return []
        }
        return elements.compactMap { element in
            guard let id = Leaf.text(element, "a requirement ID", problems) else { return nil }
            if let known, !known.contains(id) {
                problems.add(
                    "the suite lists no requirement '\(id)'",
                    at: element.location,
                    help: UnknownName.help(id, among: known)
                )
            }
            return id
        }
    }
}

/// Decodes `requirements`.
enum RequirementDecoder {
    /// `nil` when there are none, so that `covers` is free.
    static func decode(_ node: JSONNode?, _ problems: Problems) -> [Requirement]? {
        guard let node, let members = ObjectReader.members(of: node, "'requirements'", problems) else { return nil }
        return members.map { member in
            if let text = member.value.string { return Requirement(id: member.name, text: text) }
            guard let reader = ObjectReader(member.value, "a requirement", keys: keys, problems) else {
                return Requirement(id: member.name, text: "")
            }
            _ = reader.required("text", "a requirement")
            return Requirement(
                id: member.name,
                text: reader.text("text") ?? "",
                source: reader.text("source") ?? "",
                level: level(reader["level"], problems),
                inapplicable: inapplicability(reader, problems),
                attested: attestation(reader["attested"], problems)
            )
        }
    }

    private static let keys = ["text", "source", "level", "applies", "reason", "attested"]

    private static func level(_ node: JSONNode?, _ problems: Problems) -> Requirement.Level {
        guard let node, let text = Leaf.text(node, "'level'", problems) else { return .must }
        if let level = Requirement.Level(rawValue: text) { return level }
        let known = Requirement.Level.allCases.map(\.rawValue)
        problems.add(
            "'level' must be \(known.joined(separator: ", ")), found '\(text)'",
            at: node.location,
            help: UnknownName.help(text, among: known)
        )
        return .must
    }

    /// Why it doesn't apply, which has to be said.
    private static func inapplicability(_ reader: ObjectReader, _ problems: Problems) -> String? {
        let applies = reader.flag("applies") ?? true
        let reason = reader.text("reason")
        if applies {
            if let node = reader["reason"] {
                problems.add(
                    "'reason' tells why a requirement doesn't apply, and this one does",
                    at: node.location,
                    help: "add \"applies\": false, or leave it out"
                )
            }
            return nil
        }
        guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
            let place = reader["reason"] ?? reader["applies"]
            problems.add(
                "a requirement that doesn't apply needs a 'reason'",
                at: place?.location ?? reader.opening,
                help: "write why, as \"reason\": \"…\""
            )
            return ""
        }
        return reason
    }

    private static func attestation(_ node: JSONNode?, _ problems: Problems) -> Requirement.Attestation? {
        guard let node,
            let reader = ObjectReader(node, "'attested'", keys: ["by", "on", "text"], problems)
        else { return nil }
        for key in ["by", "on", "text"] { _ = reader.required(key, "'attested'") }
        let day = reader.text("on") ?? ""
        if let place = reader["on"], Day.number(day) == nil {
            problems.add("'on' must be a day such as 2026-11-28, found '\(day)'", at: place.location)
        }
        return Requirement.Attestation(by: reader.text("by") ?? "", on: day, text: reader.text("text") ?? "")
    }
}
