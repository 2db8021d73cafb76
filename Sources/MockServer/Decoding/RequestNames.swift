import Decoding
import Diagnostics
import JSON
import Substitution

/// The names that stand for parts of a request, the state, and what a rule makes.
struct RequestNames: Sendable {
    /// Which of them there are at all.
    static let roots = ["request", "state", "token", "retryAfter"]
    private static let parts = ["method", "target", "path", "query", "headers", "body", "json"]

    /// Whether `${token}` and `${retryAfter}` have a meaning.
    private let answers: Bool
    /// The names in the rule's path template; `nil` when there is none.
    private let captures: [String]?
    /// Variables of the mock that hide what their names stand for here.
    var hidden: Set<String> = []

    /// Where there is a request and nothing else.
    static let request = RequestNames(answers: false, captures: nil)

    init(answers: Bool, captures: [String]?) {
        self.answers = answers
        self.captures = captures
    }

    /// Notes what the references in `node` depend on; adds a problem for names that don't exist.
    func check(_ node: JSONNode, _ problems: Problems, _ use: inout ReferenceUse) {
        switch node.content {
        case .string(let text):
            check(text, node, problems, &use)
        case .array(let elements):
            for element in elements { check(element, problems, &use) }
        case .object(let members):
            for member in members where member.name != "//" {
                let name = JSONNode(content: .string(member.name), location: member.nameLocation)
                check(member.name, name, problems, &use)
                check(member.value, problems, &use)
            }
        case .null, .bool, .number, .pending:
            return
        }
    }

    private func check(_ text: String, _ node: JSONNode, _ problems: Problems, _ use: inout ReferenceUse) {
        // A template that doesn't parse is reported by whoever fills it.
        guard Template.isNeeded(text), let template = try? Template(text) else { return }
        check(template, node, problems, &use)
    }

    private func check(_ template: Template, _ node: JSONNode, _ problems: Problems, _ use: inout ReferenceUse) {
        for case .reference(let reference, let range) in template.parts {
            check(reference, range, node, problems, &use)
        }
    }

    private func check(
        _ reference: Reference,
        _ range: Range<Int>,
        _ node: JSONNode,
        _ problems: Problems,
        _ use: inout ReferenceUse
    ) {
        for inner in reference.inner { check(inner, range, node, problems, &use) }
        do {
            let place = node.location(ofUTF8: range)
            if case .variable(let name, _) = reference, hidden.contains(name) {
                problems.add(
                    "the variable '\(name)' hides what '\(name)' stands for here",
                    at: place,
                    help: "give the variable another name"
                )
            }
            // A variable that a function's name stands for is the same for every request, and may be filled for each.
            let meant = if case .bare(_, let function) = reference { function } else { reference }
            switch meant {
            case .variable("request", let way):
                use.varies = true
                check(way, place, problems)
            case .variable(let name, _) where Self.roots.contains(name):
                use.varies = true
                if !answers || name == "state" { misplaced(name, place, problems) }
            case .external("state", let key):
                use.varies = true
                use.readsState = true
                check(key, node, problems, &use)
            case .now, .uuid, .randomText, .randomInteger:
                use.varies = true
            case .variable, .bare, .external, .environment, .null, .repeated, .file, .applied, .calculated:
                break
            }
        }
    }

    private func misplaced(_ name: String, _ place: SourceLocation, _ problems: Problems) {
        let help = name == "state" ? "write ${state:KEY}" : "it belongs into the content or headers of a 'respond'"
        problems.add("'\(name)' has no value here", at: place, help: help)
    }

    private func check(_ way: [String], _ place: SourceLocation, _ problems: Problems) {
        guard let part = way.first else {
            problems.add("'request' alone has no value", at: place, help: "write for example ${request.method}")
            return
        }
        guard Self.parts.contains(part) else {
            let help = UnknownName.help(part, among: Self.parts)
            problems.add("a request has no '\(part)'", at: place, help: help)
            return
        }
        switch part {
        case "query", "headers":
            if way.count < 2 {
                problems.add("'request.\(part)' needs a name", at: place, help: "write ${request.\(part).NAME}")
            }
        case "path":
            guard way.count > 1, let captures, !captures.contains(way[1]) else { return }
            let help =
                captures.isEmpty ? "the rule's 'path' has no {\(way[1])}" : UnknownName.help(way[1], among: captures)
            problems.add("the path has no part called '\(way[1])'", at: place, help: help)
        case "method", "target", "body":
            if way.count > 1 { problems.add("'request.\(part)' is a text and has no parts", at: place) }
        default:
            return
        }
    }
}

/// What the rules of a mock may name.
struct DeclaredNames: Sendable {
    struct Limit: Sendable {
        let name: String
        /// Permits a second.
        let rate: Double
        let burst: Int
        let key: TextTemplate
    }

    let stores: [String]
    let limits: [Limit]
}

extension DeclaredNames {
    /// Adds a problem when no token store is called `store`.
    func check(store: String, at location: SourceLocation?, _ problems: Problems) {
        guard !stores.contains(where: { $0 == store }) else { return }
        let help = stores.isEmpty ? "declare it in 'tokens'" : UnknownName.help(store, among: stores)
        problems.add("unknown token store '\(store)'", at: location, help: help)
    }

    /// Adds the problem that no limit is called `limit`.
    func unknown(limit: String, at location: SourceLocation?, _ problems: Problems) {
        let help = limits.isEmpty ? "declare it in 'limits'" : UnknownName.help(limit, among: limits.map(\.name))
        problems.add("unknown limit '\(limit)'", at: location, help: help)
    }
}

/// What the `${...}` of a node depend on.
struct ReferenceUse {
    /// Whether it may be another value for another request.
    var varies = false
    /// Whether it looks at the state.
    var readsState = false
}
