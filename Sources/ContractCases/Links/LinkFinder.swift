import Contracts
import JSON

/// Finds where the answers of an operation lead: by the contract's links, and where a path says the same, by the path.
struct LinkFinder {
    let contract: Contract
    let source: Operation

    /// The ways, each operation once, in the order of the contract; those of links before those by path.
    func edges() -> [LinkEdge] {
        var edges = linked()
        for edge in edges { edges += besides(edge, edges) }
        if source.method == "POST" { edges += byPath(edges) }
        return edges
    }

    private var successes: [ResponseDefinition] {
        source.responses.filter(\.selector.isOfSuccess)
    }

    private func linked() -> [LinkEdge] {
        var edges: [LinkEdge] = []
        for response in successes {
            for link in response.links where !edges.contains(where: { $0.target.name == link.operation }) {
                guard let target = contract.operations.first(where: { $0.name == link.operation }) else { continue }
                edges.append(
                    LinkEdge(
                        source: source,
                        selectors: successes.filter { $0.links.contains { $0.operation == link.operation } }
                            .map(\.selector),
                        target: target,
                        arguments: link.arguments,
                        requestBody: link.requestBody,
                        origin: .link(link.name)
                    )
                )
            }
        }
        return edges
    }

    /// The other methods of a linked path, which take the same values in it.
    private func besides(_ edge: LinkEdge, _ known: [LinkEdge]) -> [LinkEdge] {
        let path = edge.arguments.filter { argument in edge.target.template.names.contains { argument.isPath($0) } }
        guard !path.isEmpty else { return [] }
        return derived(edge.selectors, path, known) { $0.path == edge.target.path }
    }

    /// `POST /things` whose answer has the ID that `/things/{id}` and what lies below it takes.
    private func byPath(_ known: [LinkEdge]) -> [LinkEdge] {
        for resource in contract.operations where isMember(resource) {
            guard let name = resource.template.names.last, let (selector, identity) = identity(name) else { continue }
            var arguments = source.template.names.map {
                ContractLink.Argument(name: $0, location: .path, value: .expression(.path($0)))
            }
            arguments.append(.init(name: name, location: .path, value: .expression(identity)))
            return derived([selector], arguments, known) { operation in
                operation.path == resource.path
                    || operation.path.hasPrefix(resource.path + "/")
                        && operation.template.names == resource.template.names
            }
        }
        return []
    }

    private func derived(
        _ selectors: [ResponseDefinition.Selector],
        _ arguments: [ContractLink.Argument],
        _ known: [LinkEdge],
        where isWanted: (Operation) -> Bool
    ) -> [LinkEdge] {
        contract.operations.filter { isWanted($0) && !known.map(\.target.name).contains($0.name) }.map { target in
            LinkEdge(
                source: source,
                selectors: selectors,
                target: target,
                arguments: arguments,
                requestBody: nil,
                origin: .path
            )
        }
    }

    /// Whether the path is the source's with one name behind it.
    private func isMember(_ operation: Operation) -> Bool {
        let segments = operation.template.segments
        guard segments.count == source.template.segments.count + 1, let last = segments.last, last.count == 1,
            case .name = last[0]
        else { return false }
        // What a query in the path asks for, such as a beta, has its own things, for all that anyone knows.
        return Array(segments.dropLast()) == source.template.segments
            && operation.template.query == source.template.query
    }

    /// Where the answer has the value for the name in the path: in a mandatory member of that name or called `id`, else
    /// in a mandatory `Location`.
    private func identity(_ name: String) -> (ResponseDefinition.Selector, RuntimeExpression)? {
        for response in successes {
            if let schema = response.content.first(where: \.type.isJSON)?.schema {
                let shape = SchemaShape.first(of: schema)
                if let member = [name, "id"].first(where: { shape.required.contains($0) && shape.hasMember($0) }) {
                    return (response.selector, .body(.response, JSONPointer().appending(member)))
                }
            }
            if response.headers.contains(where: { $0.isRequired && $0.name.lowercased() == "location" }) {
                return (response.selector, .header(.response, "Location"))
            }
        }
        return nil
    }
}

extension SchemaShape {
    func hasMember(_ name: String) -> Bool { schemas(of: name).isNamed }
}

/// A way from one operation's answer to another operation.
struct LinkEdge: Sendable {
    /// How it is known.
    enum Origin: Sendable, Hashable {
        /// By the contract's link of this name.
        case link(String)
        /// By the paths alone.
        case path
    }

    let source: Operation
    /// The statuses of the source's answers that lead on.
    let selectors: [ResponseDefinition.Selector]
    let target: Operation
    let arguments: [ContractLink.Argument]
    let requestBody: ContractLink.Value?
    let origin: Origin

    /// The argument that is the last name of the target's path.
    var identity: ContractLink.Argument? {
        guard let name = target.template.names.last else { return nil }
        return arguments.first { $0.isPath(name) }
    }

    /// Whether the target is what the source makes: the target's path has, behind the last segment of the source's
    /// path, a name that the answer gives. Only then is it safe to delete it.
    var leadsToWhatIsMade: Bool {
        guard source.method == "POST", isAnswered, let collection = source.template.segments.last else { return false }
        let segments = target.template.segments
        guard segments.count >= 2, case .name? = segments[segments.count - 1].first else { return false }
        return segments[segments.count - 1].count == 1 && segments[segments.count - 2] == collection
    }

    /// Whether the target's identity comes from the answer.
    private var isAnswered: Bool {
        switch identity?.value {
        case .expression(.body(.response, _)), .expression(.header(.response, _)): true
        case .expression(.body(.request, _)), .expression(.header(.request, _)), .expression(.url),
            .expression(.method), .expression(.statusCode), .expression(.query), .expression(.path), .constant, nil:
            false
        }
    }

    /// Whether the target lies on, or below, the path of `other`, with the same values in it.
    func isWithin(_ other: LinkEdge) -> Bool {
        target.path == other.target.path
            || target.path.hasPrefix(other.target.path + "/")
                && other.target.template.names.allSatisfy { name in
                    arguments.first { $0.isPath(name) }?.value == other.arguments.first { $0.isPath(name) }?.value
                }
    }

    /// How the way is known, in words.
    var description: String {
        let from = source.id ?? source.name
        switch origin {
        case .link(let name): return "By the link '\(name)' of \(from)"
        case .path: return "By path: \(target.path) takes what \(from) answers"
        }
    }
}

extension ContractLink.Argument {
    /// Whether it is the path's parameter called `name`.
    func isPath(_ name: String) -> Bool { self.name == name && (location ?? .path) == .path }
}
