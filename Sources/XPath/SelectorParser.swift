/// Reads a CSS selector and writes it as XPath 1.0.
///
/// The grammar and what each part means are those of Selectors Level 4 (W3C, sections 3 to 15 and 18), names and
/// escapes those of CSS Syntax Level 3 (section 4.3), and which attributes' values are compared in any case is what
/// HTML says (WHATWG, "Case-sensitivity of selectors"). A selector becomes a condition of an element,
/// `/descendant::*[condition]`: combinators look back from the element, so that one to which several elements lead is
/// found once, and a list of selectors is an `or`.
struct SelectorParser {
    /// How an element lies to the one before it in a selector.
    enum Combinator {
        case descendant
        case child
        case next
        case later

        /// The axis on which XPath finds the element, from the one before it.
        var forth: String {
            switch self {
            case .descendant: "descendant::*"
            case .child: "child::*"
            case .next: "following-sibling::*[1]"
            case .later: "following-sibling::*"
            }
        }
    }

    /// How long a selector may be, in bytes, and how deep parentheses may nest.
    private static let longest = 4096
    private static let deepest = 8
    /// How many combinators it may have: each of some kinds is a level of what libxml2 evaluates, which has a bound of
    /// its own.
    private static let mostCombinators = 100
    /// How long its expression may become, in bytes: what `of` counts by is written up to three times, and so within
    /// itself.
    private static let longestExpression = 65_536

    var text: SelectorText
    /// Whether names of elements and attributes are those of HTML: lower case, however they are written.
    let isHTML: Bool
    private var depth = 0
    private var combinators = 0

    init(_ text: String, isHTML: Bool) {
        self.text = SelectorText(text)
        self.isHTML = isHTML
    }

    /// The whole: selectors, with an attribute behind them or in `count(...)`.
    mutating func expression() throws(SelectorError) -> (path: String, taken: Selector.Taken) {
        guard text.bytes.count <= Self.longest else {
            throw SelectorError(
                "a selector of \(text.bytes.count) bytes, more than \(Self.longest)",
                at: 0..<text.bytes.count
            )
        }
        text.skipBlanks()
        if text.take("count(") {
            let condition = try list()
            try text.expect(")", "the end of count(...)")
            try end()
            return ("count(/descendant::*[\(condition)])", .count)
        }
        let path = "/descendant::*[\(try list())]"
        guard text.take("@") else {
            try end()
            return (path, .text)
        }
        let attribute = try attributeNode(named: try text.name("the name of an attribute", mayHaveColons: true))
        try end()
        return ("\(path)/\(attribute)", .attribute)
    }

    private mutating func end() throws(SelectorError) {
        text.skipBlanks()
        guard text.next == nil else { throw text.unexpected("the end of the selector") }
    }

    /// Selectors with commas between them, as one condition.
    mutating func list() throws(SelectorError) -> String {
        try nested { (parser) throws(SelectorError) in
            let start = parser.text.index
            var conditions = [try parser.complex()]
            while parser.text.take(",") { conditions.append(try parser.complex()) }
            let list = conditions.joined(separator: " or ")
            guard list.utf8.count <= Self.longestExpression else {
                throw SelectorError(
                    "selectors that become an XPath of more than \(Self.longestExpression) bytes",
                    help: "write fewer of them, or fewer of :nth-child(... of ...) within each other",
                    at: start..<parser.text.index
                )
            }
            return list
        }
    }

    private mutating func nested<Value>(
        _ read: (inout Self) throws(SelectorError) -> Value
    ) throws(SelectorError) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw SelectorError("parentheses more than \(Self.deepest) deep", at: text.here)
        }
        return try read(&self)
    }

    /// Compound selectors with combinators between them.
    ///
    /// What stands before a descendant combinator is looked for above the element from below: the nearest that is so
    /// has all the others above it, so that a search goes up once, however many combinators there are. So it is with
    /// `~` and what stands before an element, as long as a selector stays beside it or goes to its children: what is
    /// above is another element with others beside it.
    private mutating func complex() throws(SelectorError) -> String {
        text.skipBlanks()
        var condition = try compound()
        // From the element to the first of those that other combinators tie to it, and further up from there.
        var (toFirst, above) = ("", "")
        // The same for those before it, since the last descendant combinator.
        var (toEarliest, before) = ("", "")
        while let combinator = try combinator() {
            let next = try compound()
            switch combinator {
            case .descendant:
                let whole = Self.with(condition, toEarliest, before)
                above = "ancestor::*[\(whole)][1]\(toFirst)\(above.isEmpty ? "" : "/\(above)")"
                (condition, toFirst, toEarliest, before) = (next, "", "", "")
            case .child:
                condition = "\(next) and parent::*[\(condition)]"
                toFirst += "/parent::*"
                toEarliest += "/parent::*"
            case .next:
                condition = "\(next) and preceding-sibling::*[1][\(condition)]"
                toEarliest += "/preceding-sibling::*[1]"
            case .later:
                // A number ends the search where it is reached.
                before = "preceding-sibling::*[\(condition)][1]\(before.isEmpty ? "" : "\(toEarliest)/\(before)")"
                (condition, toEarliest) = (next, "")
            }
        }
        return Self.with(Self.with(condition, toEarliest, before), toFirst, above)
    }

    /// `condition`, and that there is something at `path` from where the steps of `way` lead.
    private static func with(_ condition: String, _ way: String, _ path: String) -> String {
        if path.isEmpty { return condition }
        return "\(condition) and \(way.dropFirst())\(way.isEmpty ? "" : "/")\(path)"
    }

    /// What `:has` looks for, as a path from the element.
    mutating func relative() throws(SelectorError) -> String {
        try nested { (parser) throws(SelectorError) in
            parser.text.skipBlanks()
            var next: Combinator? = try parser.written() ?? .descendant
            var steps: [String] = []
            while let combinator = next {
                steps.append("\(combinator.forth)[\(try parser.compound())]")
                next = try parser.combinator()
            }
            return steps.joined(separator: "/")
        }
    }

    /// The combinator that comes next; `nil` where the selector ends.
    private mutating func combinator() throws(SelectorError) -> Combinator? {
        let isApart = text.skipBlanks()
        let place = text.here
        if let written = try written() { return try counted(written, at: place) }
        guard isApart, let next = text.next, !",)@".utf8.contains(next) else { return nil }
        return try counted(.descendant, at: place)
    }

    private mutating func counted(_ combinator: Combinator, at place: Range<Int>) throws(SelectorError) -> Combinator {
        combinators += 1
        guard combinators <= Self.mostCombinators else {
            throw SelectorError("more than \(Self.mostCombinators) combinators", at: place)
        }
        return combinator
    }

    private mutating func written() throws(SelectorError) -> Combinator? {
        let combinator: Combinator? =
            text.take(">") ? .child : text.take("+") ? .next : text.take("~") ? .later : nil
        if combinator != nil { text.skipBlanks() }
        return combinator
    }

    /// A type and what more holds of an element, as conditions with `and` between them.
    private mutating func compound() throws(SelectorError) -> String {
        var conditions: [String] = []
        var type: String?
        let start = text.index
        if text.take("*") {
            try refuseNamespace(from: start)
        } else if text.beginsName {
            let name = try text.name("the name of an element")
            try refuseNamespace(from: start)
            let condition = "local-name()=\(XPathText.literal(isHTML ? XPathText.lower(name) : name))"
            type = condition
            conditions.append(condition)
        }
        while let condition = try simple(type) { conditions.append(condition) }
        guard text.index > start else { throw text.unexpected("a selector, such as h1, .name or a[href]") }
        return conditions.isEmpty ? "true()" : conditions.joined(separator: " and ")
    }

    private func refuseNamespace(from start: Int) throws(SelectorError) {
        guard text.next == UInt8(ascii: "|") else { return }
        throw SelectorError(
            "a namespace in a selector",
            help: "write the name alone, which is that of elements in any namespace; 'xpath' knows namespaces",
            at: start..<(text.index + 1)
        )
    }

    private mutating func simple(_ type: String?) throws(SelectorError) -> String? {
        if text.take("#") {
            return "@id=\(XPathText.literal(try text.name("an ID", mayBeginWithDigit: true)))"
        }
        if text.take(".") { return has(word: try text.name("the name of a class"), in: "@class") }
        if text.take("[") { return try attribute() }
        if text.next == UInt8(ascii: ":") { return try pseudoClass(type) }
        return nil
    }

    /// That `word` is one of the words of `node`.
    private func has(word: String, in node: String) -> String {
        // Whatever has a blank within it, or nothing, is no word.
        guard !word.isEmpty, !word.utf8.contains(where: SelectorText.isBlank) else { return "false()" }
        return "contains(concat(' ',normalize-space(\(node)),' '),\(XPathText.literal(" \(word) ")))"
    }

    private func attributeNode(named name: String) throws(SelectorError) -> String {
        let name = isHTML ? XPathText.lower(name) : name
        return XPathText.isPlainName(name) ? "@\(name)" : "@*[name()=\(XPathText.literal(name))]"
    }

    /// What follows the bracket of `[name]`, `[name=value]` and the like.
    private mutating func attribute() throws(SelectorError) -> String {
        let opening = text.index - 1
        text.skipBlanks()
        let name = try text.name("the name of an attribute")
        if text.next == UInt8(ascii: "|"), text.second != UInt8(ascii: "=") { try refuseNamespace(from: opening + 1) }
        let node = try attributeNode(named: name)
        text.skipBlanks()
        if text.take("]") { return node }
        let place = text.here
        let known = ["=", "~=", "|=", "^=", "$=", "*="]
        var found: String?
        for candidate in known where found == nil { if text.take(candidate) { found = candidate } }
        guard let found else {
            if text.take("!=") {
                throw SelectorError("'!=' is none of CSS", help: "write :not([\(name)=...])", at: place)
            }
            throw text.unexpected("']' or one of \(known.joined(separator: " "))")
        }
        text.skipBlanks()
        let value = try text.value()
        text.skipBlanks()
        var ignoresCase = isHTML && SelectorText.inAnyCase.contains(XPathText.lower(name))
        if text.take("i") || text.take("I") {
            ignoresCase = true
        } else if text.take("s") || text.take("S") {
            ignoresCase = false
        }
        text.skipBlanks()
        try text.expect("]", "the end of the attribute")
        if ignoresCase { return compared(XPathText.lowered(node), found, XPathText.lower(value)) }
        return compared(node, found, value)
    }

    private func compared(_ node: String, _ comparison: String, _ value: String) -> String {
        let literal = XPathText.literal(value)
        switch comparison {
        case "~=": return has(word: value, in: node)
        case "|=": return "(\(node)=\(literal) or starts-with(\(node),\(XPathText.literal(value + "-"))))"
        case "^=", "$=", "*=":
            // A part of no characters is in no value.
            if value.isEmpty { return "false()" }
            if comparison == "^=" { return "starts-with(\(node),\(literal))" }
            if comparison == "*=" { return "contains(\(node),\(literal))" }
            let length = value.unicodeScalars.count
            return "substring(\(node),string-length(\(node))-\(length - 1))=\(literal)"
        case _: return "\(node)=\(literal)"
        }
    }
}
