/// The URLs that one with `{a,b}` and `[1-3]` stands for (curl's manual, "Globbing").
struct CurlGlob {
    /// Why curl would refuse it.
    struct Failure: Error {
        var reason: String
    }

    /// Of more, no person would write a scenario each.
    static let mostURLs = 50

    /// The first of them, at most ``mostURLs``.
    private(set) var urls: [String] = [""]
    /// How many there are.
    private(set) var count = 1
    private var rest: Substring

    /// What `text`, a template, stands for.
    init(_ text: String) throws(Failure) {
        rest = text[...]
        var literal = ""
        while let next = rest.first {
            if let kept = takeKept() {
                // A `$` before a bracket that stands for itself is no variable.
                literal += literal.hasSuffix("$") && kept == "{" ? "${" : kept
                continue
            }
            switch next {
            case "{", "[":
                rest.removeFirst()
                append([literal], 1)
                literal = ""
                if next == "{" { try takeSet() } else { try takeRange() }
            case "}", "]": throw Failure(reason: "a '\(next)' that closes nothing")
            default:
                literal.append(next)
                rest.removeFirst()
            }
        }
        append([literal], 1)
    }

    /// What is no glob, whatever stands in it: a variable, an escaped bracket, an address of IPv6.
    private mutating func takeKept() -> String? {
        if rest.hasPrefix("$${") {
            rest = rest.dropFirst(2)
            return "$"
        }
        if rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") {
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[...end])
        }
        if rest.first == "\\", let bracket = rest.dropFirst().first, "{}[]".contains(bracket) {
            rest = rest.dropFirst(2)
            return String(bracket)
        }
        guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return nil }
        let inside = rest[..<end].dropFirst()
        guard inside.contains(":"), inside.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        defer { rest = rest[rest.index(after: end)...] }
        return String(rest[...end])
    }

    private mutating func takeSet() throws(Failure) {
        var elements = [""]
        while let next = rest.first {
            if let kept = takeKept() {
                elements[elements.count - 1] += kept
                continue
            }
            rest.removeFirst()
            switch next {
            case "}": return append(elements, elements.count)
            case ",": elements.append("")
            case "{", "[", "]": throw Failure(reason: "a '\(next)' within { }")
            default: elements[elements.count - 1].append(next)
            }
        }
        throw Failure(reason: "a '{' that is never closed")
    }

    private mutating func takeRange() throws(Failure) {
        guard let end = rest.firstIndex(of: "]") else { throw Failure(reason: "a '[' that is never closed") }
        let text = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        let (bounds, stepText) = text.cut(at: ":") ?? (text, "1")
        guard let (first, last) = bounds.cut(at: "-"), let step = Int(stepText), step > 0 else {
            throw Failure(reason: "[\(text)] is no range")
        }
        if let low = Int(first), let high = Int(last), first.first?.isNumber == true, low <= high, high < Int.max / 2 {
            let width = first.hasPrefix("0") ? first.count : 0
            let numbers = stride(from: low, through: high, by: step).prefix(Self.mostURLs).map { number in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
            return append(numbers, (high - low) / step + 1)
        }
        guard let low = Self.letter(first), let high = Self.letter(last), low <= high else {
            throw Failure(reason: "[\(text)] is no range")
        }
        let letters = stride(from: Int(low), through: Int(high), by: step).compactMap { Unicode.Scalar(UInt32($0)) }
        append(letters.map { String($0) }, letters.count)
    }

    private static func letter(_ text: String) -> UInt8? {
        guard text.utf8.count == 1, let byte = text.utf8.first, text.first?.isLetter == true else { return nil }
        return byte
    }

    /// The last glob is the one that changes with each URL.
    private mutating func append(_ texts: [String], _ number: Int) {
        let (product, isTooLarge) = count.multipliedReportingOverflow(by: number)
        count = isTooLarge ? .max : product
        var longer: [String] = []
        for url in urls {
            for text in texts where longer.count < Self.mostURLs { longer.append(url + text) }
        }
        urls = longer
    }
}
