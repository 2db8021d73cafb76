/// A text whose characters may be written in other ways than as themselves: percent-encoded, escaped in JSON, in a
/// string of a programming language or of a shell, as references of HTML, in quoted-printable, folded over lines, cut
/// between CDATA sections, and all of that within one another.
///
/// Nothing is decoded beforehand, since a text doesn't say where which way of writing begins and ends: at each place
/// there are several readings, the byte that stands there first.
struct SpelledText {
    /// What a piece of text may stand for: up to four bytes, none for a line break that only folds.
    struct Reading: Equatable {
        /// The bytes, the first in the lowest place.
        var packed: UInt32
        var count: Int
        /// Where the text goes on.
        var end: Int

        init(_ byte: UInt8, end: Int) {
            packed = UInt32(byte)
            count = 1
            self.end = end
        }

        init(_ scalar: Unicode.Scalar, end: Int) {
            packed = 0
            count = 0
            self.end = end
            for byte in String(scalar).utf8 {
                packed |= UInt32(byte) << (8 * UInt32(count))
                count += 1
            }
        }

        /// Nothing, up to `end`.
        init(skippingTo end: Int) {
            packed = 0
            count = 0
            self.end = end
        }

        /// The byte, when it is one.
        var byte: UInt8? { count == 1 ? UInt8(truncatingIfNeeded: packed) : nil }

        func byte(at index: Int) -> UInt8 { UInt8(truncatingIfNeeded: packed >> (8 * UInt32(index))) }
    }

    /// The text; it must outlive this.
    let bytes: UnsafeBufferPointer<UInt8>

    /// How often a character may have been escaped over: a JSON text in a JSON text that is percent-encoded.
    private static let mostLayers = 3
    /// How XML writes text that goes on in another CDATA section, as it must within `]]>` (XML 1.0, section 2.7).
    private static let sectionBreak: StaticString = "]]><![CDATA["

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether there is another reading at `index` than the byte that stands there.
    func hasAlternatives(_ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "\\"), UInt8(ascii: "+"), 0x0D, 0x0A: return true
        case UInt8(ascii: "]"):
            return Self.sectionBreak.withUTF8Buffer { bytes[index...].starts(with: $0) }
        case UInt8(ascii: "'"): return follows(index, "'\\\"")
        case UInt8(ascii: "\""): return follows(index, "\"")
        case UInt8(ascii: "="): return follows(index, "\r\n\\%&=0123456789abcdefABCDEF")
        case UInt8(ascii: "%"): return follows(index, "u\\%&=0123456789abcdefABCDEF")
        case UInt8(ascii: "&"):
            return index + 1 < bytes.count && (bytes[index + 1] == 0x23 || Self.isLetter(bytes[index + 1]))
        default: return false
        }
    }

    private func follows(_ index: Int, _ set: StaticString) -> Bool {
        guard index + 1 < bytes.count else { return false }
        let next = bytes[index + 1]
        return set.withUTF8Buffer { $0.contains(next) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// Gives `body` each reading at `index`, the byte itself first, until it wants no more.
    func readings(at index: Int, _ body: (Reading) -> Bool) {
        let byte = bytes[index]
        guard body(Reading(byte, end: index + 1)) else { return }
        switch byte {
        case 0x0D, 0x0A:
            guard body(Reading(skippingTo: index + 1)) else { return }
            // The line may go on behind blanks: a field's that is folded, a block's that is indented.
            let blanks = bytes[(index + 1)...].prefix { $0 == 0x20 || $0 == 0x09 }
            if !blanks.isEmpty { _ = body(Reading(skippingTo: blanks.endIndex)) }
        case UInt8(ascii: "]"): _ = body(Reading(skippingTo: index + Self.sectionBreak.utf8CodeUnitCount))
        case UInt8(ascii: "+"): _ = body(Reading(0x20, end: index + 1))
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            // Doubled as in SQL and CSV, or the quote that a shell's word in quotes needs.
            if let end = quoteEnd(index) { _ = body(Reading(byte, end: end)) }
        default: escapes(at: index, body)
        }
    }

    private func escapes(at index: Int, _ body: (Reading) -> Bool) {
        var last = Reading(bytes[index], end: index + 1)
        for depth in 1...Self.mostLayers {
            guard let reading = read(index, depth), reading != last else { continue }
            last = reading
            guard body(reading) else { return }
            // What was one byte of Latin-1: `escape` of JavaScript, `\xFC`.
            if let byte = reading.byte, byte >= 0x80 {
                guard body(Reading(Unicode.Scalar(byte), end: reading.end)) else { return }
            }
        }
    }

    private func quoteEnd(_ index: Int) -> Int? {
        let quote = bytes[index]
        for sequence in ["'\\''", "'\"'\"'", "''", "\"\""] where sequence.utf8.first == quote {
            if bytes[index...].starts(with: sequence.utf8) { return index + sequence.utf8.count }
        }
        return nil
    }

    /// The character at `index` after `depth` layers of escaping have been taken off; `nil` behind the end.
    private func read(_ index: Int, _ depth: Int) -> Reading? {
        guard index < bytes.count else { return nil }
        guard depth > 0 else { return Reading(bytes[index], end: index + 1) }
        guard let first = read(index, depth - 1) else { return nil }
        switch first.byte {
        case UInt8(ascii: "\\"): return backslash(first.end, depth - 1) ?? first
        case UInt8(ascii: "%"): return percent(first.end, depth - 1) ?? first
        case UInt8(ascii: "&"): return reference(first.end, depth - 1) ?? first
        case UInt8(ascii: "="): return quotedPrintable(first.end, depth - 1) ?? first
        default: return first
        }
    }

    /// What follows a backslash in JSON, JavaScript, C, Python, PHP and shells.
    private func backslash(_ index: Int, _ depth: Int) -> Reading? {
        guard let next = read(index, depth), let byte = next.byte else { return nil }
        switch byte {
        case UInt8(ascii: "u"): return unicode(next.end, depth)
        case UInt8(ascii: "U"):
            return hexadecimal(next.end, depth, digits: 8...8).flatMap { value, end in
                Unicode.Scalar(value).map { Reading($0, end: end) }
            }
        case UInt8(ascii: "x"):
            return hexadecimal(next.end, depth, digits: 2...2).map { Reading(UInt8($0.value), end: $0.end) }
        case UInt8(ascii: "0")...UInt8(ascii: "7"): return octal(index, depth)
        case UInt8(ascii: "n"): return Reading(0x0A, end: next.end)
        case UInt8(ascii: "r"): return Reading(0x0D, end: next.end)
        case UInt8(ascii: "t"): return Reading(0x09, end: next.end)
        case UInt8(ascii: "b"): return Reading(0x08, end: next.end)
        case UInt8(ascii: "f"): return Reading(0x0C, end: next.end)
        case UInt8(ascii: "v"): return Reading(0x0B, end: next.end)
        case UInt8(ascii: "a"): return Reading(0x07, end: next.end)
        case UInt8(ascii: "e"): return Reading(0x1B, end: next.end)
        case 0x0A: return Reading(skippingTo: next.end)
        default: return byte < 0x80 && !Self.isLetter(byte) && !(0x30...0x39).contains(byte) ? next : nil
        }
    }

    /// `XXXX`, a pair of surrogates, or `{X…}`, behind `\u`.
    private func unicode(_ index: Int, _ depth: Int) -> Reading? {
        if let brace = read(index, depth), brace.byte == UInt8(ascii: "{") {
            guard let (value, end) = hexadecimal(brace.end, depth, digits: 1...6), let scalar = Unicode.Scalar(value),
                let close = read(end, depth), close.byte == UInt8(ascii: "}")
            else { return nil }
            return Reading(scalar, end: close.end)
        }
        guard let (value, end) = hexadecimal(index, depth, digits: 4...4) else { return nil }
        if let scalar = Unicode.Scalar(value) { return Reading(scalar, end: end) }
        guard value < 0xDC00, let slash = read(end, depth), slash.byte == UInt8(ascii: "\\"),
            let letter = read(slash.end, depth), letter.byte == UInt8(ascii: "u"),
            let (low, last) = hexadecimal(letter.end, depth, digits: 4...4), (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (value - 0xD800) << 10 + (low - 0xDC00))
        else { return nil }
        return Reading(scalar, end: last)
    }

    /// `XX` behind a percent sign (RFC 3986, section 2.1), or `uXXXX`.
    private func percent(_ index: Int, _ depth: Int) -> Reading? {
        if let letter = read(index, depth), letter.byte == UInt8(ascii: "u") {
            return hexadecimal(letter.end, depth, digits: 4...4).flatMap { value, end in
                Unicode.Scalar(value).map { Reading($0, end: end) }
            }
        }
        return hexadecimal(index, depth, digits: 2...2).map { Reading(UInt8($0.value), end: $0.end) }
    }

    /// `XX` behind an equals sign, or the end of a line that goes on (RFC 2045, section 6.7).
    private func quotedPrintable(_ index: Int, _ depth: Int) -> Reading? {
        if let next = read(index, depth), let byte = next.byte, byte == 0x0D || byte == 0x0A {
            if byte == 0x0D, let feed = read(next.end, depth), feed.byte == 0x0A {
                return Reading(skippingTo: feed.end)
            }
            return Reading(skippingTo: next.end)
        }
        return hexadecimal(index, depth, digits: 2...2).map { Reading(UInt8($0.value), end: $0.end) }
    }

    /// A character reference behind an ampersand (HTML, section 13.5).
    private func reference(_ index: Int, _ depth: Int) -> Reading? {
        guard let next = read(index, depth), let byte = next.byte else { return nil }
        if byte == UInt8(ascii: "#") { return numericReference(next.end, depth) }
        var name: [UInt8] = []
        var place = index
        while name.count < 8, let letter = read(place, depth), let byte = letter.byte {
            place = letter.end
            if byte == UInt8(ascii: ";") {
                return CharacterReferences.scalar(name).map { Reading($0, end: place) }
            }
            guard Self.isLetter(byte) || (0x30...0x39).contains(byte) else { return nil }
            name.append(byte)
        }
        return nil
    }

    private func numericReference(_ index: Int, _ depth: Int) -> Reading? {
        var value: UInt32 = 0
        var place = index
        var isHexadecimal = false
        var digits = 0
        while digits < 8, let next = read(place, depth), let byte = next.byte {
            place = next.end
            if byte | 0x20 == UInt8(ascii: "x"), digits == 0, !isHexadecimal {
                isHexadecimal = true
            } else if byte == UInt8(ascii: ";"), digits > 0 {
                return Unicode.Scalar(value).map { Reading($0, end: place) }
            } else if let digit = Self.digit(byte), digit < (isHexadecimal ? 16 : 10) {
                value = value &* (isHexadecimal ? 16 : 10) &+ digit
                digits += 1
            } else {
                return nil
            }
        }
        return nil
    }

    private func octal(_ index: Int, _ depth: Int) -> Reading? {
        var value: UInt32 = 0
        var place = index
        for _ in 0..<3 {
            guard let next = read(place, depth), let byte = next.byte, (0x30...0x37).contains(byte),
                value * 8 + UInt32(byte - 0x30) <= 0xFF
            else { break }
            value = value * 8 + UInt32(byte - 0x30)
            place = next.end
        }
        return place == index ? nil : Reading(UInt8(value), end: place)
    }

    private func hexadecimal(_ index: Int, _ depth: Int, digits: ClosedRange<Int>) -> (value: UInt32, end: Int)? {
        var value: UInt32 = 0
        var place = index
        var count = 0
        while count < digits.upperBound, let next = read(place, depth), let byte = next.byte,
            let digit = Self.digit(byte)
        {
            value = value << 4 | digit
            place = next.end
            count += 1
        }
        return count >= digits.lowerBound ? (value, place) : nil
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46, 0x61...0x66: UInt32((byte | 0x20) - 0x61 + 10)
        default: nil
        }
    }
}

/// The named character references of HTML that stand for characters of Latin-1 and of ASCII.
enum CharacterReferences {
    private static let scalars: [[UInt8]: Unicode.Scalar] = {
        var scalars: [[UInt8]: Unicode.Scalar] = [:]
        for (name, scalar) in ascii { scalars[Array(name.utf8)] = scalar }
        // From U+00A0 on, one after the other (HTML 4.01, section 24.2.1).
        let latin = """
            nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
            micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
            Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
            Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave \
            eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave \
            uacute ucirc uuml yacute thorn yuml
            """
        for (offset, name) in latin.split(separator: " ").enumerated() {
            scalars[Array(name.utf8)] = Unicode.Scalar(UInt8(0xA0 + offset))
        }
        return scalars
    }()

    private static let ascii: [(String, Unicode.Scalar)] = [
        ("amp", "&"), ("AMP", "&"), ("lt", "<"), ("LT", "<"), ("gt", ">"), ("GT", ">"), ("quot", "\""), ("QUOT", "\""),
        ("apos", "'"), ("Tab", "\t"), ("NewLine", "\n"), ("excl", "!"), ("num", "#"), ("dollar", "$"), ("percnt", "%"),
        ("lpar", "("), ("rpar", ")"), ("ast", "*"), ("plus", "+"), ("comma", ","), ("period", "."), ("sol", "/"),
        ("colon", ":"), ("semi", ";"), ("equals", "="), ("quest", "?"), ("commat", "@"), ("lsqb", "["), ("lbrack", "["),
        ("bsol", "\\"), ("rsqb", "]"), ("rbrack", "]"), ("Hat", "^"), ("lowbar", "_"), ("grave", "`"), ("lcub", "{"),
        ("lbrace", "{"), ("verbar", "|"), ("vert", "|"), ("rcub", "}"), ("rbrace", "}"), ("hyphen", "\u{2010}"),
    ]

    static func scalar(_ name: [UInt8]) -> Unicode.Scalar? { scalars[name] }
}
