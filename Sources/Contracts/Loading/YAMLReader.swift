import Diagnostics
import JSON
import Scenarios
import Yams

/// Reads YAML into nodes with positions: scalars by the core schema of YAML 1.2, names that must be strings and unique.
struct YAMLReader {
    /// How many nodes a document may have once its aliases are replaced by what they name.
    static let nodeLimit = 1_000_000
    /// How many collections may lie in each other, as for JSON.
    static let depthLimit = 512

    private let places: YAMLPlaces
    private let problems: Problems
    private let limit: Int
    private var nodesLeft: Int

    private init(_ file: SourceFile, _ problems: Problems, limit: Int) {
        places = YAMLPlaces(file: file)
        self.problems = problems
        self.limit = limit
        nodesLeft = limit
    }

    /// The only document of `file`; nil, with a problem added, when there is none.
    static func parse(_ file: SourceFile, _ problems: Problems, nodeLimit: Int = nodeLimit) -> JSONNode? {
        var reader = YAMLReader(file, problems, limit: nodeLimit)
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            problems.add("the file isn't UTF-8", at: SourceLocation(file: file, range: 0..<0))
            return nil
        }
        do {
            // No resolver: what a scalar is, the core schema decides, and `1: a` with `"1": b` repeats a name.
            guard let root = try Parser(yaml: text, resolver: .basic).singleRoot() else {
                problems.add("the file is empty", at: SourceLocation(file: file, range: 0..<0))
                return nil
            }
            return reader.node(root, depth: 0)
        } catch {
            problems.add(YAMLFault(error, reader.places).diagnostic)
            return nil
        }
    }

    private mutating func node(_ node: Node, depth: Int) -> JSONNode? {
        nodesLeft -= 1
        if nodesLeft < 0 {
            let message = "more than \(limit) values, those that aliases repeat included"
            return refuse(message, node, help: "use fewer aliases (`*name`), or `$ref`")
        }
        if depth > Self.depthLimit { return refuse("nested more than \(Self.depthLimit) levels deep", node) }
        switch node {
        case .scalar(let scalar): return value(scalar)
        case .mapping(let mapping): return object(mapping, depth)
        case .sequence(let sequence):
            let place = places.location(sequence.mark)
            var elements: [JSONNode] = []
            for element in sequence {
                if let element = self.node(element, depth: depth + 1) { elements.append(element) }
                if nodesLeft < 0 { return nil }
            }
            return JSONNode(content: .array(elements), location: place)
        case .alias: return refuse("an alias that names nothing", node)
        }
    }

    private mutating func object(_ mapping: Node.Mapping, _ depth: Int) -> JSONNode? {
        var members: [JSONNode.Member] = []
        var names: Set<[UInt8]> = []
        for (key, value) in mapping {
            guard let scalar = key.scalar else {
                problems.add("a name must be a string, found a collection", at: places.location(key.mark))
                continue
            }
            let location = places.location(scalar)
            if scalar.string == "<<", scalar.style == .plain {
                problems.add(
                    "merge keys (`<<`) aren't part of YAML 1.2",
                    at: location,
                    help: "write the members out, or use `allOf`"
                )
                continue
            }
            // Yams compares by canonical equivalence, names are compared by their bytes.
            if !names.insert(Array(scalar.string.utf8)).inserted {
                problems.add("'\(scalar.string)' is there twice", at: location, help: "keep one of them")
            }
            if let value = node(value, depth: depth + 1) {
                members.append(JSONNode.Member(name: scalar.string, nameLocation: location, value: value))
            }
            if nodesLeft < 0 { return nil }
        }
        return JSONNode(content: .object(members), location: places.location(mapping.mark))
    }

    private func value(_ scalar: Node.Scalar) -> JSONNode? {
        let location = places.location(scalar)
        do throws(YAMLScalar.Failure) {
            return JSONNode(content: try content(scalar, location), location: location)
        } catch {
            problems.add(
                "\(scalar.string) can't be written in JSON",
                at: location,
                help: "quote it if a string is meant"
            )
            return nil
        }
    }

    private func content(_ scalar: Node.Scalar, _ location: SourceLocation) throws(YAMLScalar.Failure)
        -> JSONNode.Content
    {
        let tag = scalar.tag.description
        switch tag {
        case Tag.Name.implicit.rawValue where scalar.style == .plain:
            return try YAMLScalar.content(ofPlain: scalar.string)
        case Tag.Name.implicit.rawValue, Tag.Name.nonSpecific.rawValue, Tag.Name.str.rawValue:
            return .string(scalar.string)
        case Tag.Name.int.rawValue, Tag.Name.float.rawValue, Tag.Name.bool.rawValue, Tag.Name.null.rawValue:
            return try YAMLScalar.content(ofPlain: scalar.string)
        default:
            problems.add("the tag '\(tag)' has no meaning in JSON", at: location, help: "leave it out")
            return .string(scalar.string)
        }
    }

    private func refuse(_ message: String, _ node: Node, help: String = "") -> JSONNode? {
        problems.add(message, at: places.location(node.mark), help: help)
        return nil
    }
}
