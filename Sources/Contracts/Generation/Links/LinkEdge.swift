import JSON

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

    /// Whether the target is what the source makes: the target's path has, behind the last segment of the source's path, a
    /// name that the answer gives. Only then is it safe to delete it.
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
        default: false
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
    var words: String {
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
