import JSON

/// Stands in for what differs from one request of a load to the next, while the request is made once: afterwards the marks
/// are found in its bytes, whatever encodings they have gone through, and everything between them is constant.
///
/// A mark is of letters and digits alone, or of digits alone where a number stands: no encoding of a URL, a form, a header or
/// JSON changes it. What does change it (base64, a signature) makes it disappear, and that is noticed.
public struct RequestMarks: Sendable {
    /// What a mark stands for.
    public enum Kind: Sendable, Hashable {
        /// The request's index, and the user's.
        case index, user
        /// A reference whose value is made anew for each request.
        case reference(Reference)
        /// A column of the data.
        case column(Int)
        /// A capture of the flow; `nil` for a part of one.
        case capture(Int?)
    }

    /// The kinds, by the number of the mark.
    public private(set) var kinds: [Kind] = []
    private let columns: [String: (index: Int, isNumber: Bool)]
    private let captures: [String: Int]
    private let nonce: String

    /// No marks yet; `columns` are the data's names, with whether their values are numbers, `captures` the flow's with their
    /// numbers.
    public init(columns: [(name: String, isNumber: Bool)] = [], captures: [String: Int] = [:], nonce: UInt64) {
        self.captures = captures
        self.nonce = String(1_000_000_000 + nonce % 9_000_000_000)
        var table: [String: (index: Int, isNumber: Bool)] = [:]
        for (index, column) in columns.enumerated() { table[column.name] = (index, column.isNumber) }
        self.columns = table
    }

    /// The bytes of the mark with this number.
    public func bytes(_ number: Int) -> [UInt8] {
        Array(isNumber(kinds[number]) ? digits(number).utf8 : word(number).utf8)
    }

    /// The mark for `reference`; `nil` when its value is the same in every request.
    mutating func value(for reference: Reference) -> JSONValue? {
        if case .variable(let name, let path) = reference, let number = captures[name] {
            return mark(.capture(path.isEmpty ? number : nil))
        }
        switch reference {
        case .variable("index", path: []): return mark(.index)
        case .variable("user", path: []): return mark(.user)
        case .variable(let name, path: []): return columns[name].map { mark(.column($0.index)) }
        case .uuid, .now, .randomText, .randomInteger: return mark(.reference(reference))
        default: return nil
        }
    }

    private mutating func mark(_ kind: Kind) -> JSONValue {
        kinds.append(kind)
        let number = kinds.count - 1
        guard isNumber(kind) else { return .string(word(number)) }
        return .number(JSONNumber(Int(digits(number)) ?? 0))
    }

    private func isNumber(_ kind: Kind) -> Bool {
        switch kind {
        case .index, .user, .reference(.randomInteger): true
        case .reference, .capture: false
        case .column(let index): columns.values.contains { $0.index == index && $0.isNumber }
        }
    }

    // Each ends in another digit or letter than it may be followed by in a longer mark: all have the same length.
    private func digits(_ number: Int) -> String { "\(nonce)\(10_000 + number)" }
    private func word(_ number: Int) -> String { "mark\(nonce)x\(10_000 + number)z" }
}
