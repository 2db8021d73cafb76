import Diagnostics

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

/// The general categories of Unicode (UAX #44, section 5.7.1) as sets, from the standard library's own tables.
enum GeneralCategories {
    /// The set of all code points that have one of these categories.
    static func set(of categories: Set<Unicode.GeneralCategory>) -> ScalarSet {
        ScalarSet(runs.lazy.filter { categories.contains($0.category) }.map(\.range))
    }

    struct Run: Sendable {
        let range: ClosedRange<UInt32>
        let category: Unicode.GeneralCategory
    }

    /// Blocks that are uniform by the way that UnicodeData.txt states them (`First` and `Last`) or by being planes
    /// without any character; asking about each of their code points would take ten times as long as about all others.
    /// A test compares the result with the answer for each code point.
    private static let uniformBlocks: [Run] = [
        Run(range: 0x3400...0x4DBF, category: .otherLetter),
        Run(range: 0x4E00...0x9FFF, category: .otherLetter),
        Run(range: 0xAC00...0xD7A3, category: .otherLetter),
        Run(range: 0xD800...0xDFFF, category: .surrogate),
        Run(range: 0xE000...0xF8FF, category: .privateUse),
        Run(range: 0x20000...0x2A6DF, category: .otherLetter),
        Run(range: 0x40000...0xDFFFF, category: .unassigned),
        Run(range: 0xE1000...0xEFFFF, category: .unassigned),
        Run(range: 0xF0000...0xFFFFD, category: .privateUse),
        Run(range: 0x100000...0x10FFFD, category: .privateUse),
    ]

    /// All code points in order, in runs of equal category. Made when first used, in about 5 ms.
    static let runs: [Run] = {
        var runs: [Run] = []
        var next: UInt32 = 0
        for block in uniformBlocks {
            appendRuns(of: next..<block.range.lowerBound, to: &runs)
            runs.append(block)
            next = block.range.upperBound + 1
        }
        appendRuns(of: next..<(ScalarSet.last + 1), to: &runs)
        return runs
    }()

    private static func appendRuns(of range: Range<UInt32>, to runs: inout [Run]) {
        var start = range.lowerBound
        var current: Unicode.GeneralCategory?
        for value in range {
            let category = Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
            if category == current { continue }
            if let current { runs.append(Run(range: start...(value - 1), category: current)) }
            start = value
            current = category
        }
        if let current { runs.append(Run(range: start...(range.upperBound - 1), category: current)) }
    }
}

extension GeneralCategories {
    /// The categories that a value of General_Category names, by any alias in PropertyValueAliases.txt; names are
    /// matched exactly, as ECMA-262 demands.
    static func named(_ name: String) -> Set<Unicode.GeneralCategory>? {
        if let group = groups.first(where: { $0.names.contains(name) }) { return group.categories }
        return single.first { $0.names.contains(name) }.map { [$0.category] }
    }

    /// The categories that RFC 9485 knows: short names only, without Cs and LC.
    static func iRegexpNamed(_ name: String) -> Set<Unicode.GeneralCategory>? {
        guard name.utf8.count <= 2, name != "LC", name != "Cs" else { return nil }
        return named(name)
    }

    private static let groups: [(names: [String], categories: Set<Unicode.GeneralCategory>)] = [
        (["L", "Letter"], [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]),
        (["LC", "Cased_Letter"], [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]),
        (["M", "Mark", "Combining_Mark"], [.nonspacingMark, .spacingMark, .enclosingMark]),
        (["N", "Number"], [.decimalNumber, .letterNumber, .otherNumber]),
        (
            ["P", "Punctuation", "punct"],
            [
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation,
            ]
        ),
        (["S", "Symbol"], [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]),
        (["Z", "Separator"], [.spaceSeparator, .lineSeparator, .paragraphSeparator]),
        (["C", "Other"], [.control, .format, .surrogate, .privateUse, .unassigned]),
    ]

    private static let single: [(names: [String], category: Unicode.GeneralCategory)] = [
        (["Lu", "Uppercase_Letter"], .uppercaseLetter),
        (["Ll", "Lowercase_Letter"], .lowercaseLetter),
        (["Lt", "Titlecase_Letter"], .titlecaseLetter),
        (["Lm", "Modifier_Letter"], .modifierLetter),
        (["Lo", "Other_Letter"], .otherLetter),
        (["Mn", "Nonspacing_Mark"], .nonspacingMark),
        (["Mc", "Spacing_Mark"], .spacingMark),
        (["Me", "Enclosing_Mark"], .enclosingMark),
        (["Nd", "Decimal_Number", "digit"], .decimalNumber),
        (["Nl", "Letter_Number"], .letterNumber),
        (["No", "Other_Number"], .otherNumber),
        (["Pc", "Connector_Punctuation"], .connectorPunctuation),
        (["Pd", "Dash_Punctuation"], .dashPunctuation),
        (["Ps", "Open_Punctuation"], .openPunctuation),
        (["Pe", "Close_Punctuation"], .closePunctuation),
        (["Pi", "Initial_Punctuation"], .initialPunctuation),
        (["Pf", "Final_Punctuation"], .finalPunctuation),
        (["Po", "Other_Punctuation"], .otherPunctuation),
        (["Sm", "Math_Symbol"], .mathSymbol),
        (["Sc", "Currency_Symbol"], .currencySymbol),
        (["Sk", "Modifier_Symbol"], .modifierSymbol),
        (["So", "Other_Symbol"], .otherSymbol),
        (["Zs", "Space_Separator"], .spaceSeparator),
        (["Zl", "Line_Separator"], .lineSeparator),
        (["Zp", "Paragraph_Separator"], .paragraphSeparator),
        (["Cc", "Control", "cntrl"], .control),
        (["Cf", "Format"], .format),
        (["Cs", "Surrogate"], .surrogate),
        (["Co", "Private_Use"], .privateUse),
        (["Cn", "Unassigned"], .unassigned),
    ]
}
