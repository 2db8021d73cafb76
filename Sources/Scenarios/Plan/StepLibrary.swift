import Decoding
import Diagnostics
import JSON
import Substitution

/// What a suite includes of other files: steps and requests by name, and variables.
struct StepLibrary: Sendable {
    /// Something that has a name, and where that stands.
    struct Entry: Sendable {
        let node: JSONNode
        let nameLocation: SourceLocation
    }

    /// Each a step, or a list of them.
    fileprivate(set) var steps: [String: Entry] = [:]
    fileprivate(set) var requests: [String: Entry] = [:]
    /// The variables of the files, in the order in which these are named.
    fileprivate(set) var variables: [JSONNode.Member] = []
    /// The files, each once.
    fileprivate(set) var files: [String] = []

    /// The elements of a list of steps, in which each `use` has given way to the steps that it names.
    func expanded(_ elements: [JSONNode], _ problems: Problems) -> [JSONNode] {
        elements.flatMap { expanded($0, within: [], problems) }
    }

    private func expanded(_ element: JSONNode, within names: [String], _ problems: Problems) -> [JSONNode] {
        guard let use = element["use"] else { return [element] }
        guard ObjectReader(element, "a step that uses another", keys: ["use"], problems) != nil,
            let entry = entry(use, in: steps, "steps", within: names, problems)
        else { return [] }
        let elements = entry.node.elements ?? [entry.node]
        return elements.flatMap { expanded($0, within: names + [use.string ?? ""], problems) }
    }

    /// The patches of which a request consists, in the order in which they are applied: those that it uses come first.
    func patches(_ request: JSONNode, _ problems: Problems) -> [JSONNode] { patches(request, within: [], problems) }

    private func patches(_ request: JSONNode, within names: [String], _ problems: Problems) -> [JSONNode] {
        guard let members = request.members, let use = request["use"] else { return [request] }
        let own = JSONNode(content: .object(members.filter { $0.name != "use" }), location: request.location)
        guard let entry = entry(use, in: requests, "request", within: names, problems) else { return [own] }
        return patches(entry.node, within: names + [use.string ?? ""], problems) + [own]
    }

    private func entry(
        _ use: JSONNode,
        in known: [String: Entry],
        _ what: String,
        within names: [String],
        _ problems: Problems
    ) -> Entry? {
        guard let name = Leaf.text(use, "'use'", problems) else { return nil }
        if let start = names.firstIndex(of: name) {
            let circle = (names[start...] + [name]).joined(separator: " → ")
            problems.add("the \(what) \(circle) use each other", at: use.location)
            return nil
        }
        if let entry = known[name] { return entry }
        let help =
            files.isEmpty
            ? "name the file that has them: \"include\": \"FILE\"" : UnknownName.help(name, among: Array(known.keys))
        problems.add(
            "no included file has \(what) called '\(name)'",
            at: use.location,
            help: help,
            loses: [.anyVariable],
            misses: [.included]
        )
        return nil
    }
}

/// Reads the files that a suite includes, and those that they include.
struct IncludeReader {
    static let keys = ["$schema", "description", "include", "variables", "requests", "steps"]

    private let files: FileStore
    private let problems: Problems
    private var library = StepLibrary()

    /// What `include` in a suite brings.
    static func library(_ node: JSONNode?, _ files: FileStore, _ problems: Problems) -> StepLibrary {
        guard let node else { return StepLibrary() }
        var reader = IncludeReader(files: files, problems: problems)
        reader.include(node, within: [])
        return reader.library
    }

    private init(files: FileStore, problems: Problems) {
        self.files = files
        self.problems = problems
    }

    /// - Parameter path: The files that include each other, the suite left out.
    private mutating func include(_ node: JSONNode, within path: [String]) {
        for name in node.elements ?? [node] {
            guard let text = Leaf.text(name, "'include'", problems) else { continue }
            let file = FileStore.resolve(text, relativeTo: name.location.file.path)
            read(file, named: name, within: path)
        }
    }

    private mutating func read(_ file: String, named name: JSONNode, within path: [String]) {
        let identity = FileStore.identity(of: file)
        if let start = path.firstIndex(where: { FileStore.identity(of: $0) == identity }) {
            let circle = (path[start...] + [file]).joined(separator: " → ")
            problems.add("the files \(circle) include each other", at: name.location)
            return
        }
        // Two may include a third: it is there once.
        guard !library.files.contains(where: { FileStore.identity(of: $0) == identity }) else { return }
        do throws(FileStore.Failure) {
            let document = try files.document(at: file)
            library.files.append(file)
            guard let root = SourceReader.parseOwn(document, problems) else {
                problems.lastLoses([.anyVariable, .included])
                return
            }
            HabitCheck(problems: problems).check(root)
            take(root, within: path + [file])
        } catch {
            problems.add(
                "the file \(error.path) \(error.reason)",
                at: name.location,
                help: "paths are relative to \(name.location.file.path)",
                loses: [.anyVariable, .included]
            )
        }
    }

    private mutating func take(_ root: JSONNode, within path: [String]) {
        if root["suite"] != nil || root["scenarios"] != nil {
            problems.add(
                "what is included has no scenarios: this is a suite",
                at: SourceLocation(file: root.location.file, range: root.location.range.prefix(1)),
                help: "move what is shared into a file with \(Self.keys.dropFirst(3).joined(separator: ", "))"
            )
            return
        }
        guard let reader = ObjectReader(root, "an included file", keys: Self.keys, problems) else { return }
        _ = (reader.text("$schema"), reader.text("description"))
        if let node = reader["include"] { include(node, within: path) }
        if let node = reader["variables"] { addVariables(node) }
        add(reader["requests"], "'requests'", "a request", to: \.requests)
        add(reader["steps"], "'steps'", "steps", to: \.steps)
    }

    private mutating func addVariables(_ node: JSONNode) {
        for member in ObjectReader.members(of: node, "'variables'", problems) ?? [] {
            refuseTwice(member, library.variables.first { $0.name == member.name }?.nameLocation, "a variable")
            library.variables.append(member)
        }
    }

    private mutating func add(
        _ node: JSONNode?,
        _ key: String,
        _ what: String,
        to path: WritableKeyPath<StepLibrary, [String: StepLibrary.Entry]>
    ) {
        guard let node, let members = ObjectReader.members(of: node, key, problems) else { return }
        for member in members {
            refuseTwice(member, library[keyPath: path][member.name]?.nameLocation, what)
            library[keyPath: path][member.name] = StepLibrary.Entry(
                node: member.value,
                nameLocation: member.nameLocation
            )
        }
    }

    private func refuseTwice(_ member: JSONNode.Member, _ first: SourceLocation?, _ what: String) {
        guard let first else { return }
        problems.add(
            "another included file has \(what) called '\(member.name)'",
            at: member.nameLocation,
            help: "it stands in \(first.file.path), line \(first.line): give one of them another name"
        )
    }
}

extension StepLibrary {
    /// Adds a problem for each variable of the suite that an included file has too: which of them counts would be
    /// anybody's guess.
    func refuseShadowing(_ variables: JSONNode?, _ problems: Problems) {
        for member in variables?.members ?? [] where member.name != "//" {
            guard let first = self.variables.first(where: { $0.name == member.name })?.nameLocation else { continue }
            problems.add(
                "an included file has a variable '\(member.name)' too",
                at: member.nameLocation,
                help:
                    "it stands in \(first.file.path), line \(first.line): give one of them another name, or set it with --var"
            )
        }
    }
}
