/// The pseudo-classes: those that a document by itself decides.
extension SelectorParser {
    private static let known = [
        "empty", "first-child", "first-of-type", "has", "is", "last-child", "last-of-type", "not", "nth-child",
        "nth-last-child", "nth-last-of-type", "nth-of-type", "only-child", "only-of-type", "root", "where",
    ]

    /// What people look for that isn't there, and what to write.
    private static let elsewhere = [
        "contains": "write the text as what is expected: \"h1\": { \"contains\": \"Orders\" }",
        "first": "write :first-child, or capture all and take the first",
        "eq": "write :nth-child(2), which counts from 1", "checked": "write [checked] or [selected]",
        "disabled": "write [disabled]", "enabled": "write :not([disabled])", "required": "write [required]",
        "link": "write a[href]", "any-link": "write a[href]",
    ]

    mutating func pseudoClass(_ type: String?) throws(SelectorError) -> String {
        let start = text.index
        _ = text.take(":")
        if text.take(":") {
            throw SelectorError(
                "a pseudo-element, which is no element of a document",
                help: "the text is taken in any case; an attribute by its name behind the selector: a@href",
                at: start..<text.index
            )
        }
        let name = XPathText.lower(try text.name("the name of a pseudo-class"))
        let place = start..<text.index
        let takesMore = name.hasPrefix("nth-") || ["not", "is", "where", "has"].contains(name)
        guard Self.known.contains(name) else {
            let help = Self.elsewhere[name] ?? "known are :\(Self.known.joined(separator: ", :"))"
            throw SelectorError("':\(name)' is no pseudo-class that is known here", help: help, at: place)
        }
        guard text.take("(") == takesMore else {
            let wanted = takesMore ? "needs parentheses: :\(name)(...)" : "takes no parentheses"
            throw SelectorError("':\(name)' \(wanted)", at: place)
        }
        guard takesMore else { return try plain(name, type, place) }
        let condition: String
        switch name {
        case "not": condition = "not(\(try list()))"
        case "has":
            var paths = [try relative()]
            while text.take(",") { paths.append(try relative()) }
            condition = "(\(paths.joined(separator: " or ")))"
        case "is", "where": condition = "(\(try list()))"
        case _: condition = try counted(name, type, place)
        }
        text.skipBlanks()
        try text.expect(")", "the end of :\(name)(...)")
        return condition
    }

    private mutating func plain(_ name: String, _ type: String?, _ place: Range<Int>) throws(SelectorError) -> String {
        switch name {
        case "root": return "not(parent::*)"
        case "empty": return "not(*) and not(text())"
        case _: break
        }
        let beside = name.hasSuffix("-of-type") ? try ofType(name, type, place) : ""
        let first = "not(preceding-sibling::*\(beside)[1])"
        let last = "not(following-sibling::*\(beside)[1])"
        return name.hasPrefix("first") ? first : name.hasPrefix("last") ? last : "\(first) and \(last)"
    }

    /// The condition that those beside an element are counted by; XPath 1.0 can't ask for "of the same name as this
    /// one".
    private func ofType(_ name: String, _ type: String?, _ place: Range<Int>) throws(SelectorError) -> String {
        if let type { return "[\(type)]" }
        throw SelectorError(
            "':\(name)' of elements of any name",
            help: "write the name before it: li:\(name)",
            at: place
        )
    }

    /// `:nth-child(an+b of S)` and its like.
    private mutating func counted(
        _ name: String,
        _ type: String?,
        _ place: Range<Int>
    ) throws(SelectorError) -> String {
        let (step, first) = try text.formula()
        text.skipBlanks()
        let axis = name.contains("last") ? "following-sibling::*" : "preceding-sibling::*"
        var (beside, more) = (name.hasSuffix("-of-type") ? try ofType(name, type, place) : "", "")
        if !name.hasSuffix("-of-type"), text.take(keyword: "of") {
            let condition = try list()
            (beside, more) = ("[\(condition)]", " and (\(condition))")
        }
        return "\(Self.isAt(step, first, "\(axis)\(beside)"))\(more)"
    }

    /// That an element is the n-th, with n = `step` · k + `first` for a k of 0 or more, where `others` are those before
    /// it.
    private static func isAt(_ step: Int, _ first: Int, _ others: String) -> String {
        if step == 0 {
            if first < 1 { return "false()" }
            // A number stops the search where it is reached; count() would go on to the end.
            return first == 1 ? "not(\(others)[1])" : "\(others)[\(first - 1)] and not(\(others)[\(first)])"
        }
        let distance = "(count(\(others))+1-(\(first)))"
        let isBeyond = step > 0 ? (first <= 1 ? nil : "\(distance)>=0") : "\(distance)<=0"
        let isWhole = abs(step) == 1 ? nil : "\(distance) mod \(abs(step))=0"
        let conditions = [isBeyond, isWhole].compactMap { $0 }
        return conditions.isEmpty ? "true()" : conditions.joined(separator: " and ")
    }
}
