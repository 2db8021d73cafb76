import JSON

/// How figures stand in `results.json`: what its schema can't hold is saturated, so that it always holds.
extension JSONValue {
    /// A count, or a time in nanoseconds: never negative.
    static func count(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(value < 0 ? 0 : value)) }

    /// A figure that may have a fraction: never negative, never infinite; 0 where nothing could be divided.
    static func figure(_ value: Double) -> JSONValue {
        let saturated = value.isNaN ? 0 : min(max(value, 0), .greatestFiniteMagnitude)
        return JSONNumber(saturated).map { .number($0) } ?? 0
    }

    static func texts(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
