/// A function call in a `${...}`, such as `random.hex(58)`.
struct ReferenceCall {
    /// No generated text is longer than this, in bytes.
    static let largestText = 64 << 20

    let name: String
    let arguments: [String]

    init?(_ text: String) {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
        name = String(text[..<open])
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }) else { return nil }
        let inside = text[text.index(after: open)...].dropLast()
        arguments = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    func integer(_ index: Int, of count: Int, at range: Range<Int>) throws(TemplateError) -> Int {
        guard arguments.count == count else {
            throw TemplateError(
                "\(name) takes \(count == 1 ? "1 argument" : "\(count) arguments"), found \(arguments.count)",
                at: range
            )
        }
        let text = arguments[index].filter { $0 != " " }
        guard let value = Int(text) else {
            throw TemplateError("\(name) expects a whole number, found '\(text)'", at: range)
        }
        return value
    }

    func count(_ index: Int, of count: Int, at range: Range<Int>) throws(TemplateError) -> Int {
        let value = try integer(index, of: count, at: range)
        guard value >= 0, value <= Self.largestText else {
            throw TemplateError("\(name) expects a length from 0 to \(Self.largestText), found \(value)", at: range)
        }
        return value
    }
}
