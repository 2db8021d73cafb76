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
    mutating func complain(_ complaint: @autoclosure () -> SchemaComplaint)
    /// There is no verdict on the whole, because of a keyword or of a schema altogether.
    mutating func abandon(_ keyword: String?, _ complaint: SchemaComplaint)
    /// The schema that was opened last is `false`.
    mutating func refuse()
}

extension SchemaReport {
    /// A keyword isn't satisfied.
    @inline(__always)
    mutating func fail(_ keyword: String, _ complaint: @autoclosure () -> SchemaComplaint) {
        guard Self.isComplete else { return }
        open(keyword)
        complain(complaint())
        close(isValid: false)
    }
}
