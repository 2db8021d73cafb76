import Diagnostics
import JSON

/// An `expect` that is decoded at once when it holds no `${...}`, and for each judgement when it does.
public struct ExpectationTemplate: Sendable {
    let node: JSONNode?
    let forMany: Bool
    private let compiled: Expectation?

    /// Decodes `node` under `scope`; values known only while running pass.
    init(_ node: JSONNode?, forMany: Bool, scope: inout Scope, _ problems: Problems) {
        self.node = node
        self.forMany = forMany
        guard let node else {
            compiled = Expectation()
            return
        }
        let key = Key(value: JSONDigest(node), path: node.location.file.path, forMany: forMany)
        let known = scope.files.expectation(key) {
            guard !node.holdsTemplate else { return (.template, true) }
            let own = Problems()
            let decoder = ExpectationDecoder(problems: own, files: scope.files, forMany: forMany)
            let expectation = decoder.expectation(node)
            for diagnostic in own.diagnostics { problems.add(diagnostic) }
            return (.compiled(expectation), own.diagnostics.isEmpty)
        }
        switch known {
        case .compiled(let expectation): compiled = expectation
        case .template:
            compiled = nil
            let decoder = ExpectationDecoder(problems: problems, files: scope.files, forMany: forMany)
            _ = decoder.expectation(scope.resolve(node, problems))
        }
    }

    /// An `expect` by its value: many scenarios expect the same. A path in it counts from the file's folder.
    struct Key: Hashable {
        let value: JSONDigest
        let path: String
        let forMany: Bool
    }

    /// What is known of an `expect`.
    enum Known: Sendable {
        /// It holds no `${...}`.
        case compiled(Expectation)
        /// It holds some, and is another one for each judgement.
        case template
    }

    /// Whether there is nothing that could fail.
    var expectsNothing: Bool {
        if let compiled { return !compiled.judgesResponses && compiled.together.isEmpty }
        return node?.members?.allSatisfy { $0.name == "//" } ?? true
    }

    /// The expectation with what `scope` knows now.
    ///
    /// - Throws: what is wrong, which only a value that wasn't known before can bring about.
    public func expectation(_ scope: inout Scope) throws(Problems.Found) -> Expectation {
        if let compiled { return compiled }
        guard let node else { return Expectation() }
        let problems = Problems()
        let decoder = ExpectationDecoder(problems: problems, files: scope.files, forMany: forMany)
        let expectation = decoder.expectation(scope.resolve(node, problems))
        try problems.throwIfAny()
        return expectation
    }
}

extension JSONNode {
    /// Whether there is anything to substitute in the names of its members, and of theirs.
    var holdsTemplateInNames: Bool {
        members?.contains { Template.isNeeded($0.name) || $0.value.holdsTemplateInNames } ?? false
    }

    /// Whether there is anything to substitute in it.
    var holdsTemplate: Bool {
        switch content {
        case .string(let text): Template.isNeeded(text)
        case .array(let elements): elements.contains(where: \.holdsTemplate)
        case .object(let members): members.contains { Template.isNeeded($0.name) || $0.value.holdsTemplate }
        case .null, .bool, .number, .pending: false
        }
    }
}
