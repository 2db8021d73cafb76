import Diagnostics
import JSON

/// Writes XML 1.0 (Fifth Edition) in UTF-8. Whatever a server sends comes out well-formed: a character that section 2.2
/// forbids becomes U+FFFD.
struct XMLWriter {
    private let buffer = ByteBuffer()
    private var depth = 0

    /// What was written so far.
    var bytes: [UInt8] { buffer.bytes }

    /// A document that begins with `comment`, in the line of the declaration; no dash of it stands beside another
    /// (section 2.5).
    init(comment: String? = nil) {
        append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        if let comment {
            let text = VisibleText.escapedLine(comment).replacing("-", with: "- ")
            append("<!-- ")
            escape(text, isAttribute: false)
            append(" -->")
        }
        append("\n")
    }

    /// An element with children, or an empty one when `content` writes nothing.
    mutating func element(_ name: String, _ attributes: [(String, String)] = [], _ content: (inout XMLWriter) -> Void) {
        open(name, attributes)
        let start = buffer.count
        append(">\n")
        depth += 1
        let empty = buffer.count
        content(&self)
        depth -= 1
        if buffer.count == empty {
            buffer.cut(to: start)
            append("/>\n")
        } else {
            indent()
            close(name)
        }
    }

    /// An element that holds text.
    mutating func element(_ name: String, _ attributes: [(String, String)] = [], text: String) {
        open(name, attributes)
        append(">")
        escape(text, isAttribute: false)
        close(name)
    }

    private mutating func close(_ name: String) {
        append("</")
        append(name)
        append(">\n")
    }

    private mutating func open(_ name: String, _ attributes: [(String, String)]) {
        indent()
        append("<")
        append(name)
        for (name, value) in attributes {
            append(" ")
            append(name)
            append("=\"")
            escape(value, isAttribute: true)
            append("\"")
        }
    }

    private mutating func indent() { buffer.append(repeating: UInt8(ascii: " "), count: 2 * depth) }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { buffer.append($0) }
    }

    private mutating func escape(_ text: String, isAttribute: Bool) {
        var copy = text
        // Nearly all texts have nothing to escape.
        if copy.withUTF8({ buffer.append($0, ifAll: Self.isPlain) }) { return }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            // ]]> must not stand in text.
            case ">": append("&gt;")
            case "\"" where isAttribute: append("&quot;")
            // Attributes are normalised: white space survives as references only (section 3.3.3).
            case "\t" where isAttribute: append("&#9;")
            case "\n" where isAttribute: append("&#10;")
            case "\r": append("&#13;")
            default:
                append(String(Self.isAllowed(scalar) ? scalar : "\u{FFFD}"))
            }
        }
    }

    /// Whether a byte is a character that stands for itself anywhere.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x26 && byte != 0x3C && byte != 0x3E
    }

    /// `text` as a reader will see it.
    static func allowed(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isAllowed) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "\u{FFFD}" }))
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
