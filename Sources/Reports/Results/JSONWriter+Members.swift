import JSON

/// Members of an object. Figures stand in `results.json` so that its schema always holds: what it can't hold is saturated.
extension JSONWriter {
    mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { write(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        write(value)
    }

    mutating func member(_ name: String, texts: [String]) { member(name, each: texts) { $1.write($0) } }

    /// A count, or a time in nanoseconds: never negative; null where there is none.
    mutating func member(_ name: String, count: (some BinaryInteger)?) {
        self.name(name)
        if let count { write(UInt64(clamping: count)) } else { null() }
    }

    /// A time of day in milliseconds since 1970.
    mutating func member(_ name: String, moment: Int64) {
        self.name(name)
        write(.number(JSONNumber(moment)))
    }

    /// A figure that may have a fraction: never negative, never infinite; 0 where nothing could be divided.
    mutating func member(_ name: String, figure: Double?) {
        self.name(name)
        if let figure { write(.figure(figure)) } else { null() }
    }

    /// What `write` writes of the value; null where there is none.
    mutating func member<Value>(_ name: String, _ value: Value?, _ write: (Value, inout JSONWriter) -> Void) {
        self.name(name)
        if let value { write(value, &self) } else { null() }
    }

    mutating func member<Value>(_ name: String, each values: [Value], _ write: (Value, inout JSONWriter) -> Void) {
        self.name(name)
        array(values, write)
    }
}
