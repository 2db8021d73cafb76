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
    private var keywords: [String] = []
    private var instance: [String] = []
    private var frames: [Frame] = []
    /// The unit of the whole, when all is done.
    private(set) var root: SchemaUnit?

    init(_ graph: SchemaGraph) {
        self.graph = graph
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
            keywordLocation: JSONPointer(tokens: keywords),
            instanceLocation: JSONPointer(tokens: instance)
        )
        frames.append(Frame(unit: unit, value: value, keywordDepth: keywordDepth, instanceDepth: instanceDepth))
    }

    mutating func close(isValid: Bool) {
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

    mutating func refuse() {
        guard let last = frames.last else { return }
        complain(SchemaWords.refusal(last.value, keyword: last.unit.keywordLocation.tokens.last))
    }
}
