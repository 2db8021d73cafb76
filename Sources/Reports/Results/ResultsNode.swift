package import JSON

/// Why a file isn't what a run left behind: where, what should stand there, and what does.
package struct ResultsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where in the document.
    package var pointer: JSONPointer
    /// What should stand there.
    package var expected: String
    /// What does.
    package var found: String

    /// All of it in one line.
    package var description: String {
        let place = pointer.tokens.isEmpty ? "the document" : "\(pointer)"
        return "\(place): expected \(expected), found \(found)"
    }
}

/// A part of a document of results that is being read. Members that nobody asks for are passed over, as newer programs
/// add some.
struct ResultsNode {
    let value: JSONValue
    let pointer: JSONPointer

    init(_ value: JSONValue, _ pointer: JSONPointer = JSONPointer()) {
        self.value = value
        self.pointer = pointer
    }

    /// The member called `name`, which must be there.
    func member(_ name: String) throws(ResultsError) -> ResultsNode {
        guard case .object(let object) = value else { throw error("an object") }
        guard let member = object[name] else { throw error("a member '\(name)'", found: "none") }
        return ResultsNode(member, pointer.appending(name))
    }

    /// The member called `name`; `nil` when it is missing or null.
    func optional(_ name: String) throws(ResultsError) -> ResultsNode? {
        guard case .object(let object) = value else { throw error("an object") }
        guard let member = object[name], member.kind != .null else { return nil }
        return ResultsNode(member, pointer.appending(name))
    }

    /// The names of an object's members, in their order.
    func names() throws(ResultsError) -> [String] {
        guard case .object(let object) = value else { throw error("an object") }
        return object.members.map(\.name)
    }

    /// What `read` makes of each element.
    func elements<Value>(
        _ read: (ResultsNode) throws(ResultsError) -> Value
    ) throws(ResultsError) -> [Value] {
        guard case .array(let elements) = value else { throw error("an array") }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            values.append(try read(ResultsNode(element, pointer.appending(index))))
        }
        return values
    }

    func text() throws(ResultsError) -> String {
        guard case .string(let text) = value else { throw error("a string") }
        return text
    }

    func flag() throws(ResultsError) -> Bool {
        guard case .bool(let flag) = value else { throw error("true or false") }
        return flag
    }

    /// A whole number that fits into `Value`.
    func whole<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws(ResultsError) -> Value {
        guard case .number(let number) = value,
            let whole = number.int.flatMap(Value.init(exactly:)) ?? Value(number.literal)
        else { throw error("a whole number from \(Value.min) to \(Value.max)") }
        return whole
    }

    /// How many of something there are.
    func count() throws(ResultsError) -> Int {
        let count = try whole(Int.self)
        guard count >= 0 else { throw error("a count") }
        return count
    }

    func double() throws(ResultsError) -> Double {
        guard case .number(let number) = value, number.double.isFinite else { throw error("a number") }
        return number.double
    }

    /// One of the words of `Word`.
    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type = Word.self) throws(ResultsError) -> Word
    where Word.RawValue == String {
        guard case .string(let text) = value, let word = Word(rawValue: text) else {
            throw error("one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func error(_ expected: String, found: String? = nil) -> ResultsError {
        ResultsError(pointer: pointer, expected: expected, found: found ?? shown)
    }

    /// The value in a few words.
    private var shown: String {
        switch value {
        case .null, .bool, .number: "\(value)"
        case .string(let text): text.count > 40 ? "a string" : "\(value)"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// A member by its name, read in one way.
extension ResultsNode {
    func text(_ name: String) throws(ResultsError) -> String { try member(name).text() }

    func texts(_ name: String) throws(ResultsError) -> [String] {
        try member(name).elements { (node) throws(ResultsError) in try node.text() }
    }

    func flag(_ name: String) throws(ResultsError) -> Bool { try member(name).flag() }

    func count(_ name: String) throws(ResultsError) -> Int { try member(name).count() }

    func nanoseconds(_ name: String) throws(ResultsError) -> UInt64 { try member(name).whole() }

    func milliseconds(_ name: String) throws(ResultsError) -> Int64 { try member(name).whole() }

    func double(_ name: String) throws(ResultsError) -> Double { try member(name).double() }

    func optionalText(_ name: String) throws(ResultsError) -> String? { try optional(name)?.text() }

    func optionalNanoseconds(_ name: String) throws(ResultsError) -> UInt64? { try optional(name)?.whole() }
}
