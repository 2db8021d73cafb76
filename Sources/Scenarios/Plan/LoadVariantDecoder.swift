import Decoding
import JSON
import Substitution

/// Decodes what a load sends: the scenario's own request, its `steps` as a flow, or the `requests` of the load, each a
/// request or a flow.
struct LoadVariantDecoder {
    private static let stepKeys = ["name", "request", "expect", "capture", "pause"]
    /// What a step of a scenario may have, and one of a load not.
    private static let otherKeys = ["connection", "retry", "eventually", "onFailure", "burst"] + ControlDecoder.keys

    let decoder: StepDecoder
    /// The columns of the rows that its requests see.
    let columns: [String]
    let problems: Problems

    func variants(_ reader: ObjectReader, _ base: StepDecoder.Base, _ scope: inout Scope) -> [LoadVariant] {
        let variants = decode(reader, base, &scope)
        if let node = base.expect?.members?.first(where: { $0.name == "flowTime" }),
            !variants.isEmpty, !variants.contains(where: { $0.steps.count > 1 })
        {
            problems.add(
                "'flowTime' needs a flow",
                at: node.nameLocation,
                help: "give the load 'steps', or write 'latency' for the response times of single requests"
            )
        }
        return variants
    }

    private func decode(_ reader: ObjectReader, _ base: StepDecoder.Base, _ scope: inout Scope) -> [LoadVariant] {
        if let node = reader["load"]?.member("requests"), Self.areVariants(node) {
            return requests(node, base, &scope)
        }
        if let steps = reader["load"] == nil ? nil : reader["steps"] {
            return [LoadVariant(name: "", weight: 1, steps: self.steps(steps, base, scope, prefix: ""))]
        }
        var step = LoadStep(
            name: "",
            request: base.request ?? JSONNode(content: .object([]), location: reader.opening),
            expect: ExpectationTemplate(base.expect, forMany: true, scope: &scope, problems)
        )
        step.expectsOwn = expectsOwn(base.expect, [], scope)
        decoder.check(step.request, &scope)
        return [LoadVariant(name: "", weight: 1, steps: [step])]
    }

    /// Whether `node`, the `requests` of a load, are several in place of the scenario's own, and not how many there
    /// are.
    static func areVariants(_ node: JSONNode) -> Bool {
        switch node.content {
        case .number, .pending: false
        case .null, .bool, .string, .array, .object: true
        }
    }

    /// The `requests` of a load: each patches the scenario's own.
    private func requests(_ node: JSONNode, _ base: StepDecoder.Base, _ scope: inout Scope) -> [LoadVariant] {
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add(
                "'requests' must be a number, or a list with at least one request, found \(Leaf.found(node))",
                at: node.location
            )
            return []
        }
        let keys = ["name", "weight", "request", "expect", "steps"]
        return elements.enumerated().compactMap { index, element in
            guard let reader = ObjectReader(element, "a request of a load", keys: keys, problems) else { return nil }
            let weight = reader["weight"].flatMap { Leaf.number($0, "'weight'", problems) }?.double ?? 1
            if !(weight > 0 && weight.isFinite) {
                problems.add("'weight' must be more than 0", at: reader["weight"]?.location)
            }
            let name = reader.text("name") ?? "request \(index + 1)"
            let own = decoder.base(base, patchedBy: reader, &scope)
            guard let steps = reader["steps"] else {
                return LoadVariant(name: name, weight: weight, steps: [step(reader, own, name: name, [], &scope)])
            }
            if let expect = reader["expect"] { refuseSums(expect, allowing: []) }
            let flow = self.steps(steps, own, scope, prefix: "\(name): ")
            return LoadVariant(name: name, weight: weight, steps: flow)
        }
    }

    /// A flow; what it captures is known in it alone.
    private func steps(_ node: JSONNode, _ base: StepDecoder.Base, _ scope: Scope, prefix: String) -> [LoadStep] {
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add("'steps' must be a list with at least one step, found \(Leaf.found(node))", at: node.location)
            return []
        }
        var scope = scope
        var captured = Set<String>()
        let whole = decoder.inherited.library.expanded(elements, problems)
        return whole.enumerated().compactMap { index, element in
            let keys = Self.stepKeys + Self.otherKeys
            guard let reader = ObjectReader(element, "a step", keys: keys, problems) else { return nil }
            for member in reader.present(Self.otherKeys) {
                problems.add(
                    "'\(member.name)' can't be given for a step of a load",
                    at: member.nameLocation,
                    help: "a step of a load has \(Self.stepKeys.joined(separator: ", "))"
                )
            }
            let own = decoder.base(base, patchedBy: reader, &scope)
            let name = prefix + (reader.text("name") ?? "step \(index + 1)")
            var step = step(reader, own, name: name, captured, &scope)
            step.captures = Capture.decode(reader["capture"], problems)
            step.pause = reader.duration("pause") ?? 0
            if index == 0, let pause = reader["pause"], step.pause > 0 {
                problems.add(
                    "the first step of a load can't pause",
                    at: pause.location,
                    help: "the load itself decides when a flow begins: 'think' is the pause between the flows of a user"
                )
            }
            captured.formUnion(step.captures.map(\.name))
            scope.defer(step.captures)
            return step
        }
    }

    private func step(
        _ reader: ObjectReader,
        _ base: StepDecoder.Base,
        name: String,
        _ captured: Set<String>,
        _ scope: inout Scope
    ) -> LoadStep {
        let request = base.request ?? JSONNode(content: .object([]), location: reader.opening)
        decoder.check(request, &scope)
        var step = LoadStep(
            name: name,
            request: request,
            expect: ExpectationTemplate(base.expect, forMany: true, scope: &scope, problems)
        )
        step.expectsOwn = expectsOwn(base.expect, captured, scope)
        if let expect = reader["expect"] {
            refuseSums(expect, allowing: ["latency"])
            let own = ExpectationDecoder(problems: problems, files: scope.files, forMany: true)
            // What else is wrong with it was said above.
            step.latency = expect.member("latency").map { own.limits(scope.resolve($0, problems), "'latency'") } ?? []
        }
        return step
    }

    /// Whether `expect` mentions what differs from one request to the next.
    private func expectsOwn(_ expect: JSONNode?, _ captured: Set<String>, _ scope: Scope) -> Bool {
        guard let expect else { return false }
        let counted = ["index", "user"].filter { scope.variables[$0] == nil }
        return !captured.union(columns).union(counted).isDisjoint(with: VariableResolver.mentions(expect))
    }

    /// What is judged over all requests isn't expected of one of them.
    private func refuseSums(_ expect: JSONNode, allowing allowed: [String]) {
        for member in expect.members ?? []
        where SetExpectation.keys.contains(member.name) && !allowed.contains(member.name) {
            problems.add(
                "'\(member.name)' is judged over all requests of the load",
                at: member.nameLocation,
                help: "write it into the scenario's own 'expect'"
            )
        }
    }
}

extension JSONNode {
    fileprivate func member(_ name: String) -> JSONNode? { members?.first { $0.name == name }?.value }
}
