import JSON
import URI

/// The forms in which a secret may stand in a message.
enum SecretForms {
    /// Each form of `value`, and the shell words that make it of the variable `name`.
    static func all(of value: String, name: String) -> [(form: String, shell: String)] {
        let plain = "$\(name)"
        let given = "printf %s \"\(plain)\""
        let encoded = PercentCoding.encode(value)
        let quoted = json(value)
        var forms = [(value, plain)]
        // Every byte is percent-encoded: a server must take that for the same (RFC 3986, section 6.2.2.2).
        let percent = "$(\(given) | od -An -v -tx1 | tr -d '\\n' | tr ' ' %)"
        for form in [encoded, BodyDecoder.formEncoded(value), lowercased(encoded)] {
            forms.append((form, percent))
        }
        let escaped = "$(\(given) | sed 's/[\"\\\\]/\\\\&/g')"
        for form in [quoted, quoted.replacingScalars("/", with: "\\/"), ascii(value, quoted)] {
            forms.append((form, escaped))
        }
        let bytes = Array(value.utf8)
        forms.append((Base64.encode(bytes), "$(\(given) | base64 -w0)"))
        return forms
    }

    private static func json(_ value: String) -> String {
        String(decoding: JSONSerializer.serialize(.string(value)).dropFirst().dropLast(), as: UTF8.self)
    }

    /// With `\u` for everything beyond ASCII, as many serialisers write.
    private static func ascii(_ value: String, _ quoted: String) -> String {
        quoted.unicodeScalars.map { scalar in
            guard !scalar.isASCII else { return String(scalar) }
            return UTF16.encode(scalar).map { units in
                units.map { unit in
                    let digits = String(unit, radix: 16)
                    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }.joined()
            } ?? ""
        }.joined()
    }

    /// With the hexadecimal digits of percent-encoding in lowercase.
    private static func lowercased(_ encoded: String) -> String {
        var left = 0
        let bytes = encoded.utf8.map { byte -> UInt8 in
            defer { left = byte == UInt8(ascii: "%") ? 2 : max(0, left - 1) }
            return left > 0 && (0x41...0x46).contains(byte) ? byte | 0x20 : byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
