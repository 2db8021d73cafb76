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
    mutating func complain(_ complaint: @autoclosure () -> SchemaComplaint) {}

    @inline(__always)
    mutating func abandon(_ keyword: String?, _ complaint: SchemaComplaint) {}

    @inline(__always)
    mutating func refuse() {}
}
