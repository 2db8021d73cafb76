import URI

/// Reads structured fields (RFC 9651, section 4.2): what isn't one to the letter is none.
struct StructuredFieldParser {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func failure(_ expected: String) -> StructuredFieldError {
        let rest = bytes[min(place, bytes.count)...]
        guard !rest.isEmpty else { return StructuredFieldError(message: "it ends where \(expected) is expected") }
        let shown = String(decoding: rest.prefix(20), as: UTF8.self)
        return StructuredFieldError(message: "\(expected) is expected at character \(place + 1), found '\(shown)'")
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = bytes[place...].prefix(while: condition)
        place = taken.endIndex
        return taken
    }

    private mutating func skipSpaces() { _ = take { $0 == 0x20 } }

    private mutating func skipBlanks() { _ = take(while: ByteClass.isBlank) }

    /// All of the text as a field of `kind`.
    mutating func field(_ kind: StructuredField.Kind) throws(StructuredFieldError) -> StructuredField {
        skipSpaces()
        let field: StructuredField =
            switch kind {
            case .item: .item(try item())
            case .list: .list(try list())
            case .dictionary: .dictionary(try dictionary())
            }
        skipSpaces()
        if next != nil { throw failure("its end") }
        return field
    }

    /// All of the text as parameters.
    mutating func onlyParameters() throws(StructuredFieldError) -> [StructuredField.Parameter] {
        let parameters = try parameters()
        if next != nil { throw failure("';' or the end") }
        return parameters
    }

    private mutating func list() throws(StructuredFieldError) -> [StructuredField.Member] {
        var members: [StructuredField.Member] = []
        while next != nil {
            members.append(try member())
            if try !goesOn() { break }
        }
        return members
    }

    private mutating func dictionary() throws(StructuredFieldError) -> [StructuredField.Pair] {
        var pairs: [StructuredField.Pair] = []
        while next != nil {
            let key = try key()
            let member: StructuredField.Member
            if take(UInt8(ascii: "=")) {
                member = try self.member()
            } else {
                member = .item(StructuredField.Item(value: .boolean(true), parameters: try parameters()))
            }
            // The last one counts, in the place of the first.
            if let known = pairs.firstIndex(where: { $0.key == key }) {
                pairs[known].member = member
            } else {
                pairs.append(StructuredField.Pair(key: key, member: member))
            }
            if try !goesOn() { break }
        }
        return pairs
    }

    /// Whether another member follows the comma that has to stand between two.
    private mutating func goesOn() throws(StructuredFieldError) -> Bool {
        skipBlanks()
        guard next != nil else { return false }
        guard take(UInt8(ascii: ",")) else { throw failure("a comma") }
        skipBlanks()
        if next == nil { throw failure("a member behind the comma") }
        return true
    }

    private mutating func member() throws(StructuredFieldError) -> StructuredField.Member {
        guard take(UInt8(ascii: "(")) else { return .item(try item()) }
        var items: [StructuredField.Item] = []
        while true {
            skipSpaces()
            if take(UInt8(ascii: ")")) { return .innerList(items, try parameters()) }
            items.append(try item())
            guard next == 0x20 || next == UInt8(ascii: ")") else { throw failure("a space or ')'") }
        }
    }

    private mutating func item() throws(StructuredFieldError) -> StructuredField.Item {
        StructuredField.Item(value: try value(), parameters: try parameters())
    }

    private mutating func parameters() throws(StructuredFieldError) -> [StructuredField.Parameter] {
        var parameters: [StructuredField.Parameter] = []
        while take(UInt8(ascii: ";")) {
            skipSpaces()
            let key = try key()
            let value = try take(UInt8(ascii: "=")) ? value() : StructuredField.Value.boolean(true)
            if let known = parameters.firstIndex(where: { $0.key == key }) {
                parameters[known].value = value
            } else {
                parameters.append(StructuredField.Parameter(key: key, value: value))
            }
        }
        return parameters
    }

    private mutating func key() throws(StructuredFieldError) -> String {
        guard let first = next, Self.isLower(first) || first == UInt8(ascii: "*") else {
            throw failure("a key in small letters")
        }
        let key = take { byte in
            Self.isLower(byte) || ByteClass.isDigit(byte) || "_-.*".utf8.contains(byte)
        }
        return String(decoding: key, as: UTF8.self)
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

extension StructuredFieldParser {
    private mutating func value() throws(StructuredFieldError) -> StructuredField.Value {
        guard let first = next else { throw failure("a value") }
        switch first {
        case UInt8(ascii: "-"), 0x30...0x39: return try number()
        case 0x22: return .string(try string())
        case UInt8(ascii: ":"): return .bytes(try byteSequence())
        case UInt8(ascii: "?"): return .boolean(try boolean())
        case UInt8(ascii: "@"): return .date(try date())
        case UInt8(ascii: "%"): return .displayString(try displayString())
        default:
            guard Self.isLetter(first) || first == UInt8(ascii: "*") else { throw failure("a value") }
            let token = take { ByteClass.isToken($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
            return .token(String(decoding: token, as: UTF8.self))
        }
    }

    /// At most 15 digits, or 12 and a point and at most 3.
    private mutating func number() throws(StructuredFieldError) -> StructuredField.Value {
        let isNegative = take(UInt8(ascii: "-"))
        let whole = take(while: ByteClass.isDigit)
        guard !whole.isEmpty else { throw failure("a digit") }
        guard take(UInt8(ascii: ".")) else {
            guard whole.count <= 15, let number = Self.number(whole) else {
                throw failure("a number of 15 digits at most")
            }
            return .integer(isNegative ? -number : number)
        }
        let fraction = take(while: ByteClass.isDigit)
        guard !fraction.isEmpty else { throw failure("a digit") }
        guard whole.count <= 12, fraction.count <= 3, let integer = Self.number(whole),
            let rest = Self.number(fraction)
        else { throw failure("a number of 12 digits and 3 behind the point at most") }
        let scale: Int64 = fraction.count == 1 ? 100 : fraction.count == 2 ? 10 : 1
        let thousandths = integer * 1000 + rest * scale
        return .decimal(thousandths: isNegative ? -thousandths : thousandths)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? { Int64(String(decoding: digits, as: UTF8.self)) }

    private mutating func string() throws(StructuredFieldError) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            if byte == 0x22 { return String(decoding: text, as: UTF8.self) }
            guard (0x20..<0x7F).contains(byte) else {
                place -= 1
                throw failure("a character of ASCII that can be printed")
            }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escaped = next, escaped == 0x22 || escaped == UInt8(ascii: "\\") else {
                throw failure("'\"' or a backslash")
            }
            place += 1
            text.append(escaped)
        }
        throw failure("'\"'")
    }

    private mutating func byteSequence() throws(StructuredFieldError) -> [UInt8] {
        place += 1
        let coded = take { $0 != UInt8(ascii: ":") }
        guard next != nil else { throw failure("':'") }
        // Padding may lack; other characters may not be there (section 4.2.7).
        let bare = coded.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        let padded = bare + [UInt8](repeating: UInt8(ascii: "="), count: (4 - bare.count % 4) % 4)
        guard let decoded = Base64.decode(String(decoding: padded, as: UTF8.self)) else {
            place = coded.startIndex
            throw failure("base64")
        }
        place += 1
        return decoded
    }

    private mutating func boolean() throws(StructuredFieldError) -> Bool {
        place += 1
        if take(UInt8(ascii: "1")) { return true }
        if take(UInt8(ascii: "0")) { return false }
        throw failure("0 or 1")
    }

    private mutating func date() throws(StructuredFieldError) -> Int64 {
        place += 1
        guard case .integer(let seconds) = try number() else { throw failure("whole seconds") }
        return seconds
    }

    private mutating func displayString() throws(StructuredFieldError) -> String {
        place += 1
        guard take(0x22) else { throw failure("'\"'") }
        var text: [UInt8] = []
        while let byte = next {
            guard (0x20..<0x7F).contains(byte) else { throw failure("a character of ASCII that can be printed") }
            place += 1
            if byte == 0x22 {
                guard let decoded = String(validating: text, as: UTF8.self) else {
                    throw StructuredFieldError(message: "its percent-encoded bytes are no UTF-8")
                }
                return decoded
            }
            guard byte == UInt8(ascii: "%") else {
                text.append(byte)
                continue
            }
            guard let high = hexDigit(), let low = hexDigit() else { throw failure("two digits of 0-9a-f") }
            text.append(high << 4 | low)
        }
        throw failure("'\"'")
    }

    /// The next digit, which no capital letter may be.
    private mutating func hexDigit() -> UInt8? {
        guard let byte = next, !(0x41...0x46).contains(byte), let value = ByteClass.hexValue(byte) else { return nil }
        place += 1
        return value
    }
}
