/// What the lexer or the grammar stumbled over: small, since it passes through every function of the parser.
/// ``JSONSyntaxError`` puts it into words.
struct JSONFault: Error {
    enum Kind: UInt8 {
        case byteOrderMark, invalidUTF8, tooDeep
        case valueExpected, elementExpected, memberValueExpected, contentAfterValue
        case trailingCommaInArray, trailingCommaInObject, commaOrBracketExpected, commaOrBraceExpected
        case nameExpected, colonExpected, duplicateName
        case stringEndExpected, controlCharacter, wrongEscape, wrongUnicodeEscape, loneSurrogate
        case digitExpected, leadingZero, fractionExpected, exponentExpected
    }

    let kind: Kind
    /// The bytes concerned; empty at the end of the text.
    let range: Range<Int>
    /// Another place that the words may name: where the open string, number, array or object began, or the first of two
    /// equal names. -1 where there is none.
    let related: Int

    init(_ kind: Kind, _ range: Range<Int>, from related: Int = -1) {
        self.kind = kind
        self.range = range
        self.related = related
    }

    init(_ kind: Kind, at offset: Int, from related: Int = -1) {
        self.init(kind, offset..<offset, from: related)
    }
}
