import JSON

/// What the operations of a contract make: a POST to a collection whose answer has the ID that the path of the thing
/// takes.
struct ContractResources: Sendable {
    /// Where the answer has the ID.
    enum Identity: Sendable, Hashable {
        case member(JSONPointer)
        /// The last segment of the `Location` field.
        case location
    }

    /// A collection.
    struct Resource: Sendable {
        /// The ``Operation/name`` of the operation that makes things in it.
        package let source: String
        /// How many segments the collection's path has.
        package let length: Int
        package let identity: Identity
        /// The path parameter of the thing.
        package let parameter: Parameter?
    }

    /// By the form of the collection's path.
    private let resources: [String: Resource]

    init(_ contract: Contract) {
        var resources: [String: Resource] = [:]
        for source in contract.operations where source.method == "POST" && !source.template.segments.isEmpty {
            let items = contract.operations.filter { Self.isItem($0, of: source) }
            guard let item = items.first, let name = item.template.names.last else { continue }
            guard let identity = Self.linked(source, items) ?? Self.answered(source, name) else { continue }
            resources[source.template.form] = Resource(
                source: source.name,
                length: source.template.segments.count,
                identity: identity,
                parameter: item.parameter(name, in: .path)
            )
        }
        self.resources = resources
    }

    /// The collection at the path of an operation.
    func collection(_ operation: Operation) -> Resource? { resources[operation.template.form] }

    /// The collections in whose things the path of an operation lies, and how many segments of it lead to the thing.
    func things(_ operation: Operation) -> [Resource] {
        let segments = operation.template.segments
        return (1..<max(1, segments.count)).compactMap { length in
            guard segments[length].count == 1, case .name = segments[length][0] else { return nil }
            return resources[operation.template.form(ofFirst: length)]
        }
    }

    private static func isItem(_ operation: Operation, of source: Operation) -> Bool {
        let segments = operation.template.segments
        guard segments.count == source.template.segments.count + 1, let last = segments.last, last.count == 1,
            case .name = last[0]
        else { return false }
        return operation.template.form(ofFirst: segments.count - 1) == source.template.form
    }

    /// The ID by a link of an answer.
    private static func linked(_ source: Operation, _ items: [Operation]) -> Identity? {
        for response in source.responses where response.selector.isOfSuccess {
            for link in response.links {
                guard let item = items.first(where: { $0.name == link.operation }), let name = item.template.names.last,
                    let argument = link.arguments.first(where: { $0.name == name && ($0.location ?? .path) == .path }),
                    case .expression(let expression) = argument.value
                else { continue }
                switch expression {
                case .body(.response, let pointer): return .member(pointer)
                case .header(.response, let name) where name.lowercased() == "location": return .location
                case .header, .body, .url, .method, .statusCode, .query, .path: continue
                }
            }
        }
        return nil
    }

    /// The ID in a mandatory member called as the parameter, or `id`; else in a mandatory `Location`.
    private static func answered(_ source: Operation, _ name: String) -> Identity? {
        for response in source.responses where response.selector.isOfSuccess {
            if let schema = response.content.first(where: \.type.isJSON)?.schema {
                let shape = SchemaShape.first(of: schema)
                let member = [name, "id"].first { shape.required.contains($0) && shape.schemas(of: $0).isNamed }
                if let member { return .member(JSONPointer().appending(member)) }
            }
            if response.headers.contains(where: { $0.isRequired && $0.name.lowercased() == "location" }) {
                return .location
            }
        }
        return nil
    }
}

extension ResponseDefinition.Selector {
    /// Whether it is for statuses of 2xx and no other.
    package var isOfSuccess: Bool {
        switch self {
        case .code(let code): (200..<300).contains(code)
        case .range(let digit): digit == 2
        case .default: false
        }
    }
}
