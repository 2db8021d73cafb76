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
