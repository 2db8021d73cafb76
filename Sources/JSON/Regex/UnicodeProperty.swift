/// Turns the text between the braces of `\p{…}` into a set.
enum UnicodeProperty {
    /// A property as ECMA-262 names it: `Lu`, `General_Category=Lu` or `Alphabetic`. The cursor stands after the name.
    static func ecma(_ name: String, in cursor: RegexCursor) throws(RegularExpressionError) -> ScalarSet {
        let parts = name.unicodeScalars.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let length = name.unicodeScalars.count
        let start = cursor.position - length
        if parts.count == 2 {
            let property = String(parts[0])
            if property == "General_Category" || property == "gc", let set = category(String(parts[1])) { return set }
            if ["Script", "sc", "Script_Extensions", "scx"].contains(property) {
                throw unsupported(start, length, cursor)
            }
        } else if let set = category(name) {
            return set
        } else {
            switch BinaryProperties.named(name) {
            case .set(let set): return set
            case .unsupported: throw unsupported(start, length, cursor)
            case .unknown: break
            }
        }
        throw cursor.error(
            at: start,
            length: length,
            expected: "a Unicode property",
            hint: "such as `\\p{L}`, `\\p{Lu}`, `\\p{Nd}` or `\\p{Alphabetic}`; names are spelt exactly so"
        )
    }

    /// A category as RFC 9485 (section 4, IsCategory) names it.
    static func iRegexp(_ name: String, in cursor: RegexCursor) throws(RegularExpressionError) -> ScalarSet {
        if let categories = GeneralCategories.iRegexpNamed(name) { return GeneralCategories.set(of: categories) }
        let length = name.unicodeScalars.count
        throw cursor.error(
            at: cursor.position - length,
            length: length,
            expected: "a general category of Unicode",
            hint: "such as `\\p{L}`, `\\p{Lu}` or `\\p{Nd}`"
        )
    }

    private static func category(_ name: String) -> ScalarSet? {
        GeneralCategories.named(name).map(GeneralCategories.set)
    }

    private static func unsupported(_ start: Int, _ length: Int, _ cursor: RegexCursor) -> RegularExpressionError {
        cursor.error(
            .unsupported,
            at: start,
            length: length,
            expected: "a Unicode property that is supported",
            hint:
                "general categories and most binary properties are; write others as ranges, such as `[\\u0370-\\u03FF]`"
        )
    }
}

extension RegexCursor {
    /// The name in `{name}`; leaves the cursor before the closing brace.
    mutating func propertyName() throws(RegularExpressionError) -> String {
        guard skip("{") else { throw error(expected: "`{` and the name of a Unicode property") }
        let start = position
        guard let end = scalars[start...].firstIndex(of: "}") else {
            position = scalars.count
            throw error(expected: "`}` after the name of the Unicode property")
        }
        position = end
        return String(String.UnicodeScalarView(scalars[start..<end]))
    }
}
