import Foundation
import JSON

/// Other forms of a text, made without the code under test.
enum Encoded {
    static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    static func json(_ text: String) -> String {
        String(decoding: JSONSerializer.serialize(.string(text)), as: UTF8.self)
    }

    static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain || "-._~".utf8.contains(byte)
                ? String(Unicode.Scalar(byte)) : String(format: "%%%02X", Int(byte))
        }.joined()
    }
}
