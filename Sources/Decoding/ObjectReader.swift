package import Diagnostics
package import JSON

/// Reads an object of the file format: says which keys are unknown, and which are the nearest.
package struct ObjectReader {
    package let node: JSONNode
    package let members: [JSONNode.Member]
    package let problems: Problems

    /// Fails, with a problem added, when `node` isn't an object; unknown keys are added as problems.
    package init?(_ node: JSONNode, _ what: String, keys: [String], _ problems: Problems) {
        guard let members = ObjectReader.members(of: node, what, keys: keys, problems) else { return nil }
        self.node = node
        self.members = members
        self.problems = problems
        for member in members where !keys.contains(where: { $0 == member.name }) {
            problems.add(
                "unknown key '\(member.name)' in \(what)",
                at: member.nameLocation,
                help: UnknownName.help(key: member.name, among: keys),
                loses: NearestKey.suggest(member.name, among: keys).map { Self.lost($0, member, of: node) } ?? []
            )
        }
    }

    /// What lacks of `node` where `member` was meant to be `key`.
    private static func lost(_ key: String, _ member: JSONNode.Member, of node: JSONNode) -> Set<Consequence> {
        var lost: Set<Consequence> = [self.key(key, of: node)]
        switch key {
        case "variables", "capture":
            lost.formUnion(member.value.members?.map { .variable($0.name) } ?? [.anyVariable])
        case "each", "data", "forEach", "setup", "steps": lost.insert(.anyVariable)
        case "include": lost.formUnion([.anyVariable, .included])
        case "burst", "load", "capacity": lost.insert(.traffic)
        case "name": lost.insert(.scenario)
        default: break
        }
        return lost
    }

    /// The members of an object whose names are free, without comments; `nil`, with a problem added, when it is none.
    ///
    /// - Parameter keys: The keys that it may have, to help who wrote something else; none where its names are free.
    package static func members(of node: JSONNode, _ what: String, keys: [String] = [], _ problems: Problems)
        -> [JSONNode.Member]?
    {
        guard case .object(let members) = node.content else {
            let listed = Set(keys).subtracting(["//"]).sorted()
            let names = listed.joined(separator: ", ")
            let isShort = listed.count <= mostListed
            let example = examples[what].map { "write for example \($0)" }
            let help = example ?? (listed.isEmpty ? "write { \"name\": value }" : isShort ? "its keys: \(names)" : "")
            problems.add("\(what) must be an object, found \(node.described)", at: node.location, help: help)
            return nil
        }
        // By their places: members are long, and hardly any is a comment.
        let isPlain = members.indices.allSatisfy { members[$0].name != "//" }
        return isPlain ? members : members.filter { $0.name != "//" }
    }

    /// What has too many keys to list them.
    private static let examples = [
        "a suite": #"{ "suite": "Orders", "scenarios": [{ "name": "list", "expect": { "status": 200 } }] }"#,
        "a scenario": #"{ "name": "list", "request": { "path": "/orders" }, "expect": { "status": 200 } }"#,
        "'request'": #"{ "method": "POST", "path": "/orders", "json": { "item": "tea" } }"#,
        "an expectation": #"{ "status": 200, "json": { "$.id": 1 } }"#,
    ]

    /// Of more keys than these no help would be read.
    private static let mostListed = 12

    package subscript(key: String) -> JSONNode? { members.first { $0.name == key }?.value }

    /// The keys of `candidates` that are there.
    package func present(_ candidates: [String]) -> [JSONNode.Member] {
        members.filter { member in candidates.contains { $0 == member.name } }
    }

    /// Adds a problem when more than one of `candidates` is there.
    package func exclusive(_ candidates: [String], _ what: String) {
        guard members.count > 1 else { return }
        let found = present(candidates)
        guard found.count > 1 else { return }
        let names = found.map { "'\($0.name)'" }.joined(separator: " and ")
        problems.add("\(names) can't be given together", at: found[1].nameLocation, help: "keep one \(what)")
    }

    package func required(_ key: String, _ what: String) -> JSONNode? {
        if let node = self[key] { return node }
        problems.add(
            "\(what) needs '\(key)'",
            at: opening,
            loses: key == "name" ? [.scenario] : [],
            misses: missing([key])
        )
        return nil
    }

    /// That one of `keys` lacks, for a complaint of that.
    package func missing(_ keys: [String]) -> Set<Consequence> {
        Set(keys.map { Self.key($0, of: node) })
    }

    private static func key(_ key: String, of node: JSONNode) -> Consequence {
        .key(key, of: node.location.range.lowerBound, in: node.location.file.path)
    }

    /// The place of the opening brace: an error about a whole object need not underline all of it.
    package var opening: SourceLocation {
        let start = node.location.range.lowerBound
        return SourceLocation(file: node.location.file, range: start..<(start + 1))
    }

    package func text(_ key: String) -> String? {
        self[key].flatMap { Leaf.text($0, "'\(key)'", problems) }
    }

    package func texts(_ key: String) -> [String] {
        guard let node = self[key] else { return [] }
        guard let elements = node.elements else {
            problems.add(
                "'\(key)' must be a list of strings, found \(node.described)",
                at: node.location,
                help: "write [\"…\"]"
            )
            return []
        }
        return elements.compactMap { Leaf.text($0, "each element of '\(key)'", problems) }
    }

    package func flag(_ key: String) -> Bool? {
        self[key].flatMap { Leaf.flag($0, "'\(key)'", problems) }
    }

    package func duration(_ key: String) -> UInt64? {
        self[key].flatMap { Leaf.duration($0, problems) }
    }

    package func count(_ key: String, in range: ClosedRange<Int>) -> Int? {
        self[key].flatMap { Leaf.count($0, "'\(key)'", in: range, problems) }
    }
}
