import Foundation
import JSON

/// Other forms of a text, made without the code under test.
enum Encodings {
    static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain || "-._~".utf8.contains(byte)
                ? String(Unicode.Scalar(byte)) : String(format: "%%%02X", Int(byte))
        }.joined()
    }

    static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Every string in `value`, names included.
    static func strings(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(strings)
        case .object(let object): object.flatMap { [$0.name] + strings($0.value) }
        default: []
        }
    }

    /// The bytes of every content in `value` that is kept in base64.
    static func base64Contents(_ value: JSONValue) -> [[UInt8]] {
        switch value {
        case .array(let elements): return elements.flatMap(base64Contents)
        case .object(let object):
            if object["base64"] == true, let text = object["text"]?.string, let data = Data(base64Encoded: text) {
                return [Array(data)]
            }
            return object.flatMap { base64Contents($0.value) }
        default: return []
        }
    }
}

extension String {
    /// With the digits of percent-encoding in lowercase.
    func lowercased(hexOnly: Bool) -> String { replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() } }
}
