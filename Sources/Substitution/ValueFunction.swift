package import Cryptography
import Decoding
import JSON
import URI

/// A function of values, such as `sha256(...)`.
package enum ValueFunction: Sendable, Hashable {
    /// How bytes are written.
    package enum Encoding: Sendable, Hashable {
        case hex, base64
    }

    case digest(HashFunction, Encoding)
    case hmac(HashFunction, Encoding)
    case base64, base64url, unbase64
    /// Percent-encodes all but the unreserved characters (RFC 3986, section 2.3).
    case url
    case lower, upper, trim
    case number, text, json

    /// The function called `name`; `nil` when there is none.
    init?(_ name: String) {
        switch name {
        case "base64": self = .base64
        case "base64url": self = .base64url
        case "unbase64": self = .unbase64
        case "url": self = .url
        case "lower": self = .lower
        case "upper": self = .upper
        case "trim": self = .trim
        case "number": self = .number
        case "text": self = .text
        case "json": self = .json
        default:
            var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
            var encoding = Encoding.hex
            if parts.count > 1, parts.last == "base64" {
                encoding = .base64
                parts.removeLast()
            }
            if parts.first == "hmac", parts.count <= 2 {
                guard let hash = parts.count == 2 ? HashFunction(rawValue: parts[1]) : .sha256 else { return nil }
                self = .hmac(hash, encoding)
            } else if parts.count == 1, let hash = HashFunction(rawValue: parts[0]) {
                self = .digest(hash, encoding)
            } else {
                return nil
            }
        }
    }

    /// The functions' names, for suggestions.
    static let names =
        HashFunction.allCases.map(\.rawValue) + [
            "hmac", "base64", "base64url", "unbase64", "url", "lower", "upper", "trim", "number", "text", "json",
        ]

    /// How many arguments it takes: the last one has whatever commas are left.
    var arity: Int { if case .hmac = self { 2 } else { 1 } }

    /// What it makes of `arguments`.
    ///
    /// - Throws: why it can make nothing of them.
    func value(of arguments: [JSONValue]) throws(ValueFailure) -> JSONValue {
        let text = arguments.last?.plainText ?? ""
        switch self {
        case .digest(let hash, let encoding): return .string(encoding.text(hash.digest(of: Array(text.utf8))))
        case .hmac(let hash, let encoding):
            let key = Array((arguments.first?.plainText ?? "").utf8)
            return .string(encoding.text(hash.authenticationCode(of: Array(text.utf8), key: key)))
        case .base64: return .string(Base64.encode(Array(text.utf8)))
        case .base64url: return .string(Base64URL.encode(Array(text.utf8)))
        case .unbase64:
            guard let bytes = Base64URL.decodeAny(text) else {
                throw ValueFailure("unbase64 expects base64, found", text)
            }
            guard let decoded = String(validating: bytes, as: UTF8.self) else {
                throw ValueFailure("unbase64 gives texts, and these bytes are no UTF-8:", text)
            }
            return .string(decoded)
        case .url: return .string(PercentCoding.encode(text))
        case .lower: return .string(text.lowercased())
        case .upper: return .string(text.uppercased())
        case .trim: return .string(Self.trimmed(text))
        case .number:
            guard let number = JSONNumber(literal: Self.trimmed(text)) else {
                throw ValueFailure("number expects a number, found", text)
            }
            return .number(number)
        case .text: return .string(text)
        case .json:
            return .string(String(decoding: JSONSerializer.serialize(arguments.last ?? .null), as: UTF8.self))
        }
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}

/// Why a function or an operator makes nothing of its values.
struct ValueFailure: Error {
    /// What was expected.
    let message: String
    /// The value that was found, which may be a secret.
    let found: String

    init(_ message: String, _ found: String = "") {
        self.message = message
        self.found = found
    }
}

extension ValueFunction.Encoding {
    fileprivate func text(_ bytes: [UInt8]) -> String {
        switch self {
        case .hex: Hex.encode(bytes)
        case .base64: Base64.encode(bytes)
        }
    }
}
