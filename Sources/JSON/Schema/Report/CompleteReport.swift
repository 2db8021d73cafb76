/// Builds a tree of all that was found.
struct CompleteReport: SchemaReport {
    private struct Frame {
        var unit: SchemaUnit
        let value: JSONValue
        /// How long the ways were before this frame.
        let keywordDepth: Int
        let instanceDepth: Int
    }

    static var isComplete: Bool { true }

    private let graph: SchemaGraph
    /// Whether keywords that only describe are noted, too.
    private let hasAnnotations: Bool
    private var keywords: [String] = []
    private var instance: [String] = []
    private var frames: [Frame] = []
    /// The unit of the whole, when all is done.
    private var root: SchemaUnit?
    /// Why there is no verdict.
    private var obstacle: SchemaUnit?

    init(_ graph: SchemaGraph, hasAnnotations: Bool) {
        self.graph = graph
        self.hasAnnotations = hasAnnotations
    }

    mutating func open(_ keyword: String) {
        guard let last = frames.last else { return }
        push(last.unit.node, last.unit.way + [keyword], last.value, keyword: .name(keyword), instance: .none)
    }

    mutating func open(_ node: Int, _ value: JSONValue, keyword: SchemaStep, instance: SchemaStep) {
        push(node, [], value, keyword: keyword, instance: instance)
    }

    private mutating func push(
        _ node: Int,
        _ way: [String],
        _ value: JSONValue,
        keyword: SchemaStep,
        instance step: SchemaStep
    ) {
        let (keywordDepth, instanceDepth) = (keywords.count, instance.count)
        if let token = keyword.token { keywords.append(token) }
        if let token = step.token { instance.append(token) }
        let unit = SchemaUnit(
            node: node,
            way: way,
            keyword: way.last ?? frames.last?.unit.way.last ?? "",
            keywordLocation: JSONPointer(tokens: keywords),
            instanceLocation: JSONPointer(tokens: instance)
        )
        frames.append(Frame(unit: unit, value: value, keywordDepth: keywordDepth, instanceDepth: instanceDepth))
    }

    mutating func close(isValid: Bool) {
        guard let frame = frames.last else { return }
        if isValid, hasAnnotations, frame.unit.way.isEmpty { annotate(frame.unit.node, frame.value) }
        guard var unit = pop()?.unit else { return }
        unit.isValid = isValid
        // What succeeds within a failure has nothing to say, nor what fails within a success.
        unit.children.removeAll { $0.isValid != isValid }
        if frames.isEmpty {
            root = unit
        } else {
            frames[frames.count - 1].unit.add(unit)
        }
    }

    private mutating func annotate(_ node: Int, _ value: JSONValue) {
        for member in graph.annotations[node] ?? [] {
            // The content of a value is described only where it is a string (JSON Schema Validation, section 8).
            if member.name.hasPrefix("content"), value.string == nil { continue }
            open(member.name)
            frames[frames.count - 1].unit.annotation = member.value
            close(isValid: true)
        }
    }

    mutating func discard() {
        _ = pop()
    }

    private mutating func pop() -> Frame? {
        guard let frame = frames.popLast() else { return nil }
        keywords.removeLast(keywords.count - frame.keywordDepth)
        instance.removeLast(instance.count - frame.instanceDepth)
        return frame
    }

    mutating func complain(_ complaint: @autoclosure () -> SchemaComplaint) {
        guard !frames.isEmpty else { return }
        frames[frames.count - 1].unit.complaint = complaint()
    }

    mutating func abandon(_ keyword: String?, _ complaint: SchemaComplaint) {
        if let keyword { open(keyword) }
        complain(complaint)
        obstacle = frames.last?.unit
        obstacle?.isValid = false
        if keyword != nil { discard() }
    }

    /// The unit of the whole. Where there is no verdict, that is all that it says.
    func result() -> SchemaUnit {
        guard let obstacle else { return root ?? SchemaUnit(node: graph.root) }
        var result = SchemaUnit(node: graph.root, isValid: false)
        result.add(obstacle)
        return result
    }

    mutating func refuse() {
        guard let last = frames.last else { return }
        let parent = frames.dropLast().last
        let known = parent.map { graph.propertyNames(of: $0.unit.node) } ?? []
        let complaint = SchemaWords.refusal(
            of: last.value,
            name: instance.last ?? "",
            by: parent?.unit.way.last ?? "",
            in: parent?.value,
            known
        )
        complain(complaint)
    }
}
