import JSON

/// Members of an object. Figures stand in `results.json` so that its schema always holds: what it can't hold is
/// saturated.
extension JSONWriter {
    mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        if let value { write(value) } else { null() }
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        write(value)
    }

    mutating func member(_ name: StaticString, texts: [String]) { member(name, each: texts) { $1.write($0) } }

    /// A count, or a time in nanoseconds: never negative; null where there is none.
    mutating func member(_ name: StaticString, count: (some BinaryInteger)?) {
        self.name(name)
        if let count { write(UInt64(clamping: count)) } else { null() }
    }

    /// A count under a name that may be any text.
    mutating func member(text name: String, count: some BinaryInteger) {
        self.name(text: name)
        write(UInt64(clamping: count))
    }

    /// A time of day in milliseconds since 1970.
    mutating func member(_ name: StaticString, moment: Int64) {
        self.name(name)
        if moment < 0 { write(.number(JSONNumber(moment))) } else { write(UInt64(moment)) }
    }

    /// A figure that may have a fraction: never negative, never infinite; 0 where nothing could be divided.
    mutating func member(_ name: StaticString, figure: Double?) {
        self.name(name)
        if let figure { write(.figure(figure)) } else { null() }
    }

    /// What `write` writes of the value; null where there is none.
    mutating func member<Value>(_ name: StaticString, _ value: Value?, _ write: (Value, inout JSONWriter) -> Void) {
        self.name(name)
        if let value { write(value, &self) } else { null() }
    }

    mutating func member<Value>(_ name: StaticString, each values: [Value], _ write: (Value, inout JSONWriter) -> Void)
    {
        self.name(name)
        // By their places: an element that is handed over is copied, and a case is large.
        array(values.indices) { write(values[$0], &$1) }
    }
}
