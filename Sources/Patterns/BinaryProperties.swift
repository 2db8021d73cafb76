import Synchronization

/// The binary properties of ECMA-262 (table "Binary Unicode property aliases") as sets.
enum BinaryProperties {
    /// What is known of a name.
    enum Answer {
        case set(ScalarSet)
        /// The property exists, but the standard library has no data for it.
        case unsupported
        case unknown
    }

    static func named(_ name: String) -> Answer {
        if let made = cache.withLock({ $0[name] }) { return .set(made) }
        let set: ScalarSet
        if name == "Assigned" {
            set = GeneralCategories.set(of: [.unassigned]).inverted
        } else if let fixed = fixed.first(where: { $0.names.contains(name) }) {
            set = fixed.set
        } else if let row = table.first(where: { $0.names.contains(name) }) {
            set = scan(row.test)
        } else {
            return unsupported.contains(name) ? .unsupported : .unknown
        }
        cache.withLock { $0[name] = set }
        return .set(set)
    }

    /// A set is scanned for once in a process: that takes about 8 ms. There are no more keys than names in the tables.
    private static let cache = Mutex<[String: ScalarSet]>([:])

    /// The planes that hold characters with binary properties: 0 to 3 and 14.
    private static let planes: [ClosedRange<UInt32>] = [0...0x3FFFF, 0xE0000...0xEFFFF]

    private static func scan(_ test: (Unicode.Scalar.Properties) -> Bool) -> ScalarSet {
        var ranges: [ClosedRange<UInt32>] = []
        for value in planes.joined() {
            guard let scalar = Unicode.Scalar(value), test(scalar.properties) else { continue }
            if let last = ranges.last, last.upperBound + 1 == value {
                ranges[ranges.count - 1] = last.lowerBound...value
            } else {
                ranges.append(value...value)
            }
        }
        return ScalarSet(ranges)
    }
}

extension BinaryProperties {
    /// Those that are plain ranges by definition.
    private static let fixed: [(names: [String], set: ScalarSet)] = [
        (["Any"], .all),
        (["ASCII"], ScalarSet([0...0x7F])),
        (["Regional_Indicator", "RI"], ScalarSet([0x1F1E6...0x1F1FF])),
        (
            ["Noncharacter_Code_Point", "NChar"],
            ScalarSet([0xFDD0...0xFDEF] + (0...UInt32(16)).map { ($0 << 16 | 0xFFFE)...($0 << 16 | 0xFFFF) })
        ),
    ]

    /// Those that ECMA-262 has and the standard library hasn't.
    static let unsupported: Set<String> = [
        "Changes_When_NFKC_Casefolded", "CWKCF", "Emoji_Component", "EComp", "Extended_Pictographic", "ExtPict",
        "Pattern_Syntax", "Pat_Syn",
    ]

    static let table: [(names: [String], test: @Sendable (Unicode.Scalar.Properties) -> Bool)] = [
        (["ASCII_Hex_Digit", "AHex"], { $0.isASCIIHexDigit }),
        (["Alphabetic", "Alpha"], { $0.isAlphabetic }),
        (["Bidi_Control", "Bidi_C"], { $0.isBidiControl }),
        (["Bidi_Mirrored", "Bidi_M"], { $0.isBidiMirrored }),
        (["Case_Ignorable", "CI"], { $0.isCaseIgnorable }),
        (["Cased"], { $0.isCased }),
        (["Changes_When_Casefolded", "CWCF"], { $0.changesWhenCaseFolded }),
        (["Changes_When_Casemapped", "CWCM"], { $0.changesWhenCaseMapped }),
        (["Changes_When_Lowercased", "CWL"], { $0.changesWhenLowercased }),
        (["Changes_When_Titlecased", "CWT"], { $0.changesWhenTitlecased }),
        (["Changes_When_Uppercased", "CWU"], { $0.changesWhenUppercased }),
        (["Dash"], { $0.isDash }),
        (["Default_Ignorable_Code_Point", "DI"], { $0.isDefaultIgnorableCodePoint }),
        (["Deprecated", "Dep"], { $0.isDeprecated }),
        (["Diacritic", "Dia"], { $0.isDiacritic }),
        (["Emoji"], { $0.isEmoji }),
        (["Emoji_Modifier", "EMod"], { $0.isEmojiModifier }),
        (["Emoji_Modifier_Base", "EBase"], { $0.isEmojiModifierBase }),
        (["Emoji_Presentation", "EPres"], { $0.isEmojiPresentation }),
        (["Extender", "Ext"], { $0.isExtender }),
        (["Grapheme_Base", "Gr_Base"], { $0.isGraphemeBase }),
        (["Grapheme_Extend", "Gr_Ext"], { $0.isGraphemeExtend }),
        (["Hex_Digit", "Hex"], { $0.isHexDigit }),
        (["IDS_Binary_Operator", "IDSB"], { $0.isIDSBinaryOperator }),
        (["IDS_Trinary_Operator", "IDST"], { $0.isIDSTrinaryOperator }),
        (["ID_Continue", "IDC"], { $0.isIDContinue }),
        (["ID_Start", "IDS"], { $0.isIDStart }),
        (["Ideographic", "Ideo"], { $0.isIdeographic }),
        (["Join_Control", "Join_C"], { $0.isJoinControl }),
        (["Logical_Order_Exception", "LOE"], { $0.isLogicalOrderException }),
        (["Lowercase", "Lower"], { $0.isLowercase }),
        (["Math"], { $0.isMath }),
        (["Pattern_White_Space", "Pat_WS"], { $0.isPatternWhitespace }),
        (["Quotation_Mark", "QMark"], { $0.isQuotationMark }),
        (["Radical"], { $0.isRadical }),
        (["Sentence_Terminal", "STerm"], { $0.isSentenceTerminal }),
        (["Soft_Dotted", "SD"], { $0.isSoftDotted }),
        (["Terminal_Punctuation", "Term"], { $0.isTerminalPunctuation }),
        (["Unified_Ideograph", "UIdeo"], { $0.isUnifiedIdeograph }),
        (["Uppercase", "Upper"], { $0.isUppercase }),
        (["Variation_Selector", "VS"], { $0.isVariationSelector }),
        (["White_Space", "space"], { $0.isWhitespace }),
        (["XID_Continue", "XIDC"], { $0.isXIDContinue }),
        (["XID_Start", "XIDS"], { $0.isXIDStart }),
    ]
}
