import Foundation

/// Ways in which servers, languages and people write a text, made without the code under test.
package enum Spelling {
    package typealias Way = (name: String, make: @Sendable (String) -> String)

    package static let all: [Way] = [
        ("as it is", { $0 }),
        ("JSON", { json($0) }),
        (".NET", { json($0, escaping: { !$0.isASCII || "+<>&'\"`".unicodeScalars.contains($0) }, isUpper: true) }),
        ("Go", { json($0) { "<>&".unicodeScalars.contains($0) } }),
        ("PHP", { json($0) { !$0.isASCII }.replacing("/", with: #"\/"#) }),
        ("every character as \\u", { $0.utf16.map { String(format: "\\u%04x", Int($0)) }.joined() }),
        ("\\u{…}", { $0.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined() }),
        ("\\x", { $0.utf8.map { String(format: "\\x%02x", Int($0)) }.joined() }),
        ("octal", { $0.utf8.map { String(format: "\\%03o", Int($0)) }.joined() }),
        ("JSON in JSON", { json(json($0)) }),
        ("encodeURIComponent", { percent($0, keeping: "-_.!~*'()") }),
        ("percent in lowercase", { percent($0, keeping: "-._~", isUpper: false) }),
        ("a path", { percent($0, keeping: "-._~/") }),
        ("a form", { percent($0, keeping: "-._*").replacing("%20", with: "+") }),
        ("percent twice", { percent(percent($0, keeping: "-._~"), keeping: "-._~") }),
        ("JSON in percent", { percent(json($0), keeping: "-._~") }),
        ("HTML", { html($0) }),
        ("HTML, decimal", { $0.unicodeScalars.map { "&#\($0.value);" }.joined() }),
        ("HTML, hexadecimal", { $0.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined() }),
        ("HTML twice", { html(html($0)) }),
        ("hexadecimal", { $0.utf8.map { String(format: "%02x", Int($0)) }.joined() }),
        ("HEXADECIMAL", { $0.utf8.map { String(format: "%02X", Int($0)) }.joined() }),
        ("a dump", { $0.utf8.map { String(format: "%02x", Int($0)) }.joined(separator: " ") }),
        ("in capitals", { $0.uppercased() }),
        ("quoted-printable", { quotedPrintable($0) }),
        ("a shell's word", { $0.replacing("'", with: #"'\''"#) }),
        ("CSV", { $0.replacing("\"", with: "\"\"") }),
        ("folded", { "\($0.prefix(5))\r\n\($0.dropFirst(5))" }),
        ("base64", { base64($0) }),
        ("base64 behind a byte", { base64("u\($0)") }),
        ("base64 behind two", { base64("us\($0)") }),
        ("base64 before a byte", { base64("\($0)x") }),
        ("base64 of user and password", { base64("alice:\($0)") }),
        ("base64 without padding", { base64("x\($0)").replacing("=", with: "") }),
        ("base64 for URLs", { base64($0).replacing("+", with: "-").replacing("/", with: "_") }),
        ("base64 in a form", { percent(base64($0), keeping: "-._~") }),
        ("base64 in JSON", { base64($0).replacing("/", with: #"\/"#) }),
        ("base64 in lines", { folded(base64($0)) }),
    ]

    package static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    package static func json(
        _ text: String,
        escaping isEscaped: (Unicode.Scalar) -> Bool = { _ in false },
        isUpper: Bool = false
    ) -> String {
        text.unicodeScalars.map { scalar in
            if isEscaped(scalar) {
                return (UTF16.encode(scalar).map(Array.init) ?? []).map { unit in
                    let digits = String(unit, radix: 16, uppercase: isUpper)
                    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }.joined()
            }
            switch scalar {
            case "\"", "\\": return "\\\(scalar)"
            case "\n": return "\\n"
            default: return String(scalar)
            }
        }.joined()
    }

    package static func percent(_ text: String, keeping kept: String, isUpper: Bool = true) -> String {
        text.utf8.map { byte in
            let isLetter = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
            if isLetter && byte < 0x80 || kept.utf8.contains(byte) { return String(Unicode.Scalar(byte)) }
            return String(format: isUpper ? "%%%02X" : "%%%02x", Int(byte))
        }.joined()
    }

    private static func html(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            case "ü": "&uuml;"
            default: String(scalar)
            }
        }.joined()
    }

    private static func quotedPrintable(_ text: String) -> String {
        text.utf8.map { byte in
            (0x21...0x7E).contains(byte) && byte != 0x3D
                ? String(Unicode.Scalar(byte)) : String(format: "=%02X", Int(byte))
        }.joined()
    }

    private static func folded(_ text: String) -> String {
        text.enumerated().map { $0.offset > 0 && $0.offset % 7 == 0 ? "\r\n\($0.element)" : "\($0.element)" }.joined()
    }
}
