import Decoding
import Diagnostics
import JSON
import Results
import Substitution

/// Decodes a suite file and multiplies its scenarios.
struct SuiteDecoder {
    static let keys = [
        "$schema", "suite", "description", "target", "mock", "include", "contract", "protocol", "trace", "generate",
        "requirements", "variables", "tags", "connection", "retry", "request", "expect", "setup", "scenarios",
        "cleanup",
    ]

    let file: SourceFile
    let options: PlanOptions
    /// What `${...}` sees before any variable: what the suite's setup captures, once that is known.
    var scope: Scope
    /// Makes what `generate` asks for.
    let generator: (any ScenarioGenerator)?
    let problems: Problems

    /// The suite; `nil`, with problems added, when `root` is none.
    func suite(_ root: JSONNode) -> SuitePlan? {
        var decoder = self
        return decoder.decode(root)
    }

    private mutating func decode(_ root: JSONNode) -> SuitePlan? {
        if root["suite"] == nil, root["scenarios"] == nil, root["rules"] == nil,
            root["steps"] != nil || root["requests"] != nil
        {
            problems.add(
                "\(file.path) is there to be included, and is no suite",
                at: nil,
                help: "name it in a suite: \"include\": \"\(file.path)\""
            )
            return nil
        }
        if root["suite"] == nil, root["scenarios"] == nil, root["rules"] != nil {
            problems.add(
                "\(file.path) is a mock, not a suite",
                at: nil,
                help: "name it in a suite's 'mock', or serve it: muster mock \(file.path)"
            )
            return nil
        }
        guard let reader = ObjectReader(root, "a suite", keys: Self.keys, problems) else { return nil }
        _ = reader.text("$schema")
        let name = reader.required("suite", "a suite").flatMap { Leaf.text($0, "'suite'", problems) } ?? ""
        let requirements = RequirementDecoder.decode(reader["requirements"], problems)
        let library = IncludeReader.library(reader["include"], scope.files, problems)
        library.refuseShadowing(reader["variables"], problems)
        let variableDecoder = VariableDecoder(options: options, problems: problems)
        let variables =
            library.variables.map(variableDecoder.variable) + variableDecoder.variables(reader["variables"])
        HabitCheck(problems: problems).check(root)
        let captured = FrameDecoder.captured(reader["setup"], library)
        scope.defer(captured: captured)
        var known = scope
        VariableResolver.resolve(variables, into: &known, problems)
        for variable in variables {
            // What couldn't be replaced stands there as it is written, and is no secret.
            guard let shell = variable.shellName, let value = known.variables[variable.name],
                variable.constant != nil || variable.value.value != value
            else { continue }
            options.redactor.hide(value, name: shell)
        }
        warnOfShortSecrets(variables, known)
        var inherited = ScenarioDecoder.Inherited(
            file: file,
            requirementIDs: requirements?.map(\.id),
            variables: variables,
            known: known,
            mentioned: VariableResolver.mentions(variables),
            tags: reader.texts("tags"),
            connection: reader["connection"],
            retry: reader["retry"],
            request: reader["request"].map { request in
                library.patches(request, problems).reduce(JSONNode?.none) { RequestMerge.apply($1, to: $0) } ?? request
            },
            expect: reader["expect"],
            startExpect: reader["expect"].map { ExpectationMerge.apply($0, to: nil) },
            startConnection: reader["connection"].map { MergePatch.apply($0, to: nil) },
            protocolRules: ProtocolRules.decode(reader["protocol"], problems)
        )
        inherited.traced = TraceContext.base(reader["trace"], problems)
        inherited.captured = captured
        inherited.library = library
        inherited.choice = options.connection
        checkInherited(inherited)
        let frame = FrameDecoder(inherited: inherited, problems: problems).frame(reader)
        let contractDecoder = SuiteContractDecoder(file: file, files: scope.files, problems: problems)
        let contract = contractDecoder.contract(reader["contract"])
        let written = cases(reader, inherited)
        let generated = generated(reader, inherited, contract)
        if !problems.hasErrors {
            contractDecoder.check(contract, scenarios: Set((written + generated.cases).map(\.scenario)))
            checkNeeds(written + generated.cases)
            SmallerDecoder(problems: problems).check(written + generated.cases)
        }
        for connection in Set((frame.cases + written + generated.cases).flatMap(\.allSteps).map(\.connection)) {
            hideSecrets(of: connection)
        }
        var plan = SuitePlan(
            name: name,
            description: reader.text("description") ?? "",
            file: file,
            target: target(reader["target"], &known),
            mock: reader.text("mock").map { FileStore.resolve($0, relativeTo: file.path) },
            contract: contract,
            requirements: requirements ?? [],
            cases: Self.skipping(written + generated.cases, requirements ?? []),
            possibleKinds: generated.possible,
            declaredVariables: variables.map(\.name)
        )
        plan.frame = frame
        plan.included = library.files
        return plan
    }

    /// Complains of needed scenarios that aren't there, neither written nor generated.
    private func checkNeeds(_ cases: [Case]) {
        let scenarios = Set(cases.map(\.scenario))
        var seen = Set<String>()
        for plan in cases where seen.insert(plan.scenario).inserted {
            guard let need = plan.needs, !scenarios.contains(need.name) else { continue }
            let help = UnknownName.help(need.name, among: scenarios.sorted())
            problems.add("the suite has no scenario '\(need.name)'", at: need.location, help: help)
        }
    }

    /// `cases`, of which those are skipped that cover nothing but requirements that don't apply.
    private static func skipping(_ cases: [Case], _ requirements: [Requirement]) -> [Case] {
        var reasons: [String: String] = [:]
        for requirement in requirements { reasons[requirement.id] = requirement.inapplicable }
        guard !reasons.isEmpty else { return cases }
        return cases.map { plan in
            guard plan.skip == nil, let first = plan.covers.first, let reason = reasons[first],
                plan.covers.allSatisfy({ reasons[$0] != nil })
            else { return plan }
            var plan = plan
            plan.skip = "\(first) doesn't apply: \(reason)"
            return plan
        }
    }

    /// What only patches is still checked where it stands: no scenario may use it.
    private func checkInherited(_ inherited: ScenarioDecoder.Inherited) {
        for (node, what, keys) in [
            (inherited.request, "'request'", RequestDecoder.keys),
            (inherited.expect, "an expectation", ExpectationDecoder.keys),
            (inherited.connection, "'connection'", ConnectionDecoder.keys),
        ] {
            if let node { _ = ObjectReader(node, what, keys: keys, problems) }
        }
        if let expect = inherited.expect { NoOpNulls(problems: problems).check(expect, onto: nil) }
    }

    /// A secret is hidden wherever it stands: a short one stands everywhere.
    private func warnOfShortSecrets(_ variables: [Variable], _ known: Scope) {
        for variable in variables where variable.shellName != nil {
            guard let text = known.variables[variable.name]?.plainText, !text.isEmpty,
                text.unicodeScalars.count < Redactor.shortest
            else { continue }
            var warning = Diagnostic(
                severity: .warning,
                message:
                    "the secret '\(variable.name)' has fewer than \(Redactor.shortest) characters: whatever in a report happens to be the same text is hidden with it",
                location: variable.value.location,
                help: "give a longer one, or don't declare it a secret"
            )
            warning.isSecret = true
            problems.add(warning)
        }
    }

    private func hideSecrets(of connection: ConnectionSettings) {
        if let password = connection.keyPassword { options.redactor.hide(password, name: "KEY_PASSWORD") }
        if let proxy = connection.proxy { options.redactor.hideUserInformation(of: proxy, name: "PROXY_PASSWORD") }
    }

    private func target(_ node: JSONNode?, _ scope: inout Scope) -> String? {
        guard let node = node.map({ scope.resolve($0, problems) }), !node.isPending,
            let text = Leaf.text(node, "'target'", problems)
        else { return nil }
        options.redactor.hideUserInformation(of: text, name: "TARGET_PASSWORD")
        if let wrong = TargetCheck.problem(with: text, name: "'target'") {
            problems.add(wrong.message, at: node.location, help: wrong.help)
        }
        return text
    }

    private func cases(_ reader: ObjectReader, _ inherited: ScenarioDecoder.Inherited) -> [Case] {
        let isOptional = reader["generate"] != nil
        guard let node = isOptional ? reader["scenarios"] : reader.required("scenarios", "a suite") else { return [] }
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add(
                "'scenarios' must be a list with at least one scenario, found \(Leaf.found(node))",
                at: node.location
            )
            return []
        }
        var names: [String: JSONNode] = [:]
        for element in elements {
            if let name = element["name"], let text = name.string, let first = names.updateValue(name, forKey: text) {
                problems.add(
                    "another scenario has this name",
                    at: name.location,
                    help: "it stands in line \(first.location.line)"
                )
            }
        }
        WaitCheck(problems: problems).check(elements)
        let (options, scope) = (options, scope)
        return Parallel.map(elements, problems) { element, problems in
            ScenarioDecoder(inherited: inherited, options: options, scope: scope, problems: problems).cases(element)
        }.flatMap(\.self)
    }

    private func generated(_ reader: ObjectReader, _ inherited: ScenarioDecoder.Inherited, _ contract: SuiteContract?)
        -> (cases: [Case], possible: [KindCount])
    {
        guard let node = reader["generate"] else { return ([], []) }
        let generation = SuiteGeneration(
            inherited: inherited,
            options: options,
            scope: scope,
            generator: generator,
            problems: problems
        )
        let scenarios = reader["scenarios"]?.elements ?? []
        return generation.cases(node, contract: contract, isNamed: reader["contract"] != nil, beside: scenarios)
    }
}
