import JSON

/// Takes note of how a value is validated.
///
/// The evaluator is specialized for each kind of report, so that one which notes nothing costs nothing.
protocol SchemaReport {
    /// Whether everything is wanted, and not only the verdict.
    static var isComplete: Bool { get }
    /// Whether nothing more is wanted: there are findings enough.
    var isFull: Bool { get }
    /// A keyword that applies schemas begins.
    mutating func open(_ keyword: String)
    /// A schema is applied to `value`; the steps lead to it from the open keyword, and to the value from the last one.
    mutating func open(_ node: Int, _ value: JSONValue, keyword: SchemaStep, instance: SchemaStep)
    /// What was opened last has ended.
    mutating func close(isValid: Bool)
    /// What was opened last has ended, and nothing of it matters.
    mutating func discard()
    /// What was opened last isn't satisfied.
    mutating func complain(_ complaint: @autoclosure () -> SchemaViolation)
    /// There is no verdict on the whole, because of a keyword or of a schema altogether.
    mutating func abandon(_ keyword: String?, _ complaint: SchemaViolation)
    /// The schema that was opened last is `false`.
    mutating func refuse()
}

extension SchemaReport {
    /// A keyword isn't satisfied.
    @inline(__always)
    mutating func fail(_ keyword: String, _ complaint: @autoclosure () -> SchemaViolation) {
        guard Self.isComplete else { return }
        open(keyword)
        complain(complaint())
        close(isValid: false)
    }
}

/// A step from a schema to one of its parts, or from a value to one of its parts.
enum SchemaStep {
    /// None: the same place.
    case none
    case name(String)
    case index(Int)

    /// The step as a part of a JSON Pointer.
    var token: String? {
        switch self {
        case .none: nil
        case .name(let name): name
        case .index(let index): String(index)
        }
    }
}

/// Notes nothing: only the verdict is wanted.
struct SilentReport: SchemaReport {
    static var isComplete: Bool { false }
    var isFull: Bool { false }

    @inline(__always)
    mutating func open(_ keyword: String) {}

    @inline(__always)
    mutating func open(_ node: Int, _ value: JSONValue, keyword: SchemaStep, instance: SchemaStep) {}

    @inline(__always)
    mutating func close(isValid: Bool) {}

    @inline(__always)
    mutating func discard() {}

    @inline(__always)
    mutating func complain(_ complaint: @autoclosure () -> SchemaViolation) {}

    @inline(__always)
    mutating func abandon(_ keyword: String?, _ complaint: SchemaViolation) {}

    @inline(__always)
    mutating func refuse() {}
}

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
    private var complaints = 0
    /// The unit of the whole, when all is done.
    private(set) var root: SchemaUnit?
    /// Why there is no verdict.
    private(set) var obstacle: SchemaUnit?

    init(_ graph: SchemaGraph, hasAnnotations: Bool) {
        self.graph = graph
        self.hasAnnotations = hasAnnotations
    }

    var isFull: Bool { complaints >= SchemaLimits.violations }

    mutating func open(_ keyword: String) {
        guard let last = frames.last else { return }
        let unit = SchemaUnit(node: last.unit.node, keyword: keyword, isKeyword: true)
        push(unit, last.value, keyword: .name(keyword), instance: .none)
    }

    mutating func open(_ node: Int, _ value: JSONValue, keyword: SchemaStep, instance: SchemaStep) {
        let unit = SchemaUnit(node: node, keyword: frames.last?.unit.keyword ?? "", isKeyword: false)
        push(unit, value, keyword: keyword, instance: instance)
    }

    private mutating func push(
        _ unit: SchemaUnit,
        _ value: JSONValue,
        keyword: SchemaStep,
        instance step: SchemaStep
    ) {
        let (keywordDepth, instanceDepth) = (keywords.count, instance.count)
        if let token = keyword.token { keywords.append(token) }
        if let token = step.token { instance.append(token) }
        frames.append(Frame(unit: unit, value: value, keywordDepth: keywordDepth, instanceDepth: instanceDepth))
    }

    mutating func close(isValid: Bool) {
        guard let last = frames.last else { return }
        if isValid, hasAnnotations, !last.unit.isKeyword { annotate(last.unit.node, last.value) }
        frames[frames.count - 1].unit.isValid = isValid
        // What succeeds within a failure has nothing to say, nor what fails within a success.
        frames[frames.count - 1].unit.children.removeAll { $0.isValid != isValid }
        locate()
        guard let unit = pop()?.unit else { return }
        if frames.isEmpty {
            root = unit
        } else {
            frames[frames.count - 1].unit.add(unit)
        }
    }

    /// Notes where the open unit stands, if it remains in the tree.
    private mutating func locate() {
        guard let unit = frames.last?.unit, frames.count == 1 || unit.saysSomething else { return }
        frames[frames.count - 1].unit.keywordLocation = JSONPointer(tokens: keywords)
        frames[frames.count - 1].unit.instanceLocation = JSONPointer(tokens: instance)
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

    mutating func complain(_ complaint: @autoclosure () -> SchemaViolation) {
        guard !frames.isEmpty, !isFull else { return }
        complaints += 1
        frames[frames.count - 1].unit.complaint = complaint()
    }

    mutating func abandon(_ keyword: String?, _ complaint: SchemaViolation) {
        if let keyword { open(keyword) }
        frames[frames.count - 1].unit.complaint = complaint
        frames[frames.count - 1].unit.isValid = false
        locate()
        obstacle = frames.last?.unit
        if keyword != nil { discard() }
    }

    mutating func refuse() {
        guard let last = frames.last, !isFull else { return }
        let parent = frames.dropLast().last
        let known = parent.map { graph.propertyNames(of: $0.unit.node) } ?? []
        let complaint = SchemaDescription.refusal(
            of: last.value,
            name: instance.last ?? "",
            by: last.unit.keyword,
            in: parent?.value,
            known
        )
        complain(complaint)
    }
}
