import Decoding
import HTTP
package import JSON
import Signing
import URI

/// How a value is written into its gap in a request, and which values keep the request's form. A value that doesn't is
/// no mistake by itself: the request is then made of the value anew, as a single request is.
package struct GapFill: Sendable, Hashable {
    /// What is done to a value where it stands.
    package enum Encoding: Sendable, Hashable {
        /// A text stands as it is, everything else as compact JSON.
        case plain
        /// The same, percent-encoded (RFC 3986, section 2.1).
        case percent
        /// The same, as application/x-www-form-urlencoded has it.
        case form
        /// The same, inside a string of JSON.
        case jsonText
        /// As a value of JSON, of its own type.
        case json
    }

    /// The part of the request in which it stands.
    package enum Place: Sendable, Hashable {
        /// The beginning of the path.
        case pathStart
        /// Further on in the request target.
        case target
        /// The value of a header field.
        case field
        /// The content.
        case content
    }

    /// The gap's number among the late values.
    package var number: Int
    package var encoding: Encoding
    package var place: Place
    /// Whether it is all that stands there: null and lists then stand for something else than a text.
    package var isWhole: Bool

    /// What stands in the gap for `value`; `nil` when the request has another form with it, or can't be sent at all.
    package func bytes(of value: JSONValue) -> [UInt8]? {
        if isWhole, encoding != .json {
            switch value {
            case .null, .array, .object: return nil
            case .string, .number, .bool: break
            }
        }
        let bytes = encoded(value)
        return Self.fits(bytes, place) ? bytes : nil
    }

    private func encoded(_ value: JSONValue) -> [UInt8] {
        switch encoding {
        case .plain: Array(value.plainText.utf8)
        case .percent: Array(PercentCoding.encode(value.plainText).utf8)
        case .form: Array(BodyDecoder.formEncoded(value.plainText).utf8)
        case .jsonText: Array(JSONSerializer.serialize(.string(value.plainText)).dropFirst().dropLast())
        case .json: JSONSerializer.serialize(value)
        }
    }

    private static func fits(_ bytes: [UInt8], _ place: Place) -> Bool {
        switch place {
        case .pathStart: bytes.first == UInt8(ascii: "/") && bytes.allSatisfy(isOfPath)
        case .target: bytes.allSatisfy(isOfPath)
        // A field that is blank is written without the space before its value.
        case .field: FieldSyntax.isValue(bytes) && !bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        case .content: true
        }
    }

    /// RFC 3986, section 3.3, with the percent sign of what is encoded already: nothing that ends the path, the target
    /// or the line.
    private static func isOfPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._~!$&'()*+,;=:@/%".utf8.contains(byte)
        }
    }
}

/// Bytes of a request with gaps for the values that differ between the requests of a load.
package struct GapText: Sendable {
    /// The place of a value.
    package struct Gap: Sendable {
        /// Where in the bytes it stands.
        package var offset: Int
        /// What a file writes between `${` and `}` for it.
        package var name: String
        /// How it is filled; `nil` where the request is only checked or shown.
        package var fill: GapFill?
    }

    /// What is known.
    package private(set) var bytes: [UInt8]
    /// The gaps, in their order.
    package private(set) var gaps: [Gap] = []

    /// Bytes without gaps.
    package init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    /// A text without gaps.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// `text`, each part written in the way of its place.
    init(_ text: PendingText, _ encoding: GapFill.Encoding, _ place: GapFill.Place) {
        self.init()
        let isWhole = text.whole != nil
        var place = place
        for part in text.parts {
            switch part {
            case .text(let text):
                let fill = GapFill(number: 0, encoding: encoding, place: .content, isWhole: false)
                bytes += fill.bytes(of: .string(text)) ?? []
            case .gap(let gap):
                let fill = gap.number.map { number in
                    GapFill(number: number, encoding: encoding, place: place, isWhole: isWhole)
                }
                gaps.append(Gap(offset: bytes.count, name: gap.name, fill: fill))
            }
            if place == .pathStart { place = .target }
        }
    }

    /// The text that `node` holds, a problem when it is none.
    init?(
        _ node: JSONNode,
        _ what: String,
        _ problems: Problems,
        encoding: GapFill.Encoding = .plain,
        place: GapFill.Place
    ) {
        if case .pending(let text) = node.content {
            self.init(text, encoding, place)
            return
        }
        guard let text = Leaf.text(node, what, problems) else { return nil }
        self.init(text)
    }

    /// Whether all of it is known.
    package var isKnown: Bool { gaps.isEmpty }

    /// The text with the gaps closed.
    package var closed: String { String(decoding: bytes, as: UTF8.self) }

    /// The text with what `value` gives in the gaps.
    package func filled(_ value: (Gap) -> String) -> String {
        String(decoding: bytes(value), as: UTF8.self)
    }

    /// What comes after the first `count` bytes.
    package func dropping(_ count: Int) -> GapText {
        var rest = GapText(Array(bytes[count...]))
        for var gap in gaps where gap.offset >= count {
            gap.offset -= count
            rest.gaps.append(gap)
        }
        return rest
    }

    /// The text as a person reads it, with `${name}` in the gaps.
    package var shown: String { String(decoding: shownBytes, as: UTF8.self) }

    /// The bytes with `${name}` in the gaps.
    package var shownBytes: [UInt8] { bytes({ gap in "${\(gap.name)}" }) }

    private func bytes(_ value: (Gap) -> String) -> [UInt8] {
        guard !gaps.isEmpty else { return bytes }
        var filled: [UInt8] = []
        var end = 0
        for gap in gaps {
            filled += bytes[end..<gap.offset]
            filled += value(gap).utf8
            end = gap.offset
        }
        return filled + bytes[end...]
    }

    static func += (text: inout GapText, more: GapText) {
        let start = text.bytes.count
        text.bytes += more.bytes
        for var gap in more.gaps {
            gap.offset += start
            text.gaps.append(gap)
        }
    }

    static func += (text: inout GapText, more: String) { text.bytes += more.utf8 }

    static func + (text: GapText, more: GapText) -> GapText {
        var sum = text
        sum += more
        return sum
    }
}

extension GapText {
    /// `node` as compact JSON.
    init(json node: JSONNode) {
        self.init()
        guard node.holdsPending else {
            bytes = JSONSerializer.serialize(node.value)
            return
        }
        switch node.content {
        case .pending(let text):
            if text.whole != nil {
                self += GapText(text, .json, .content)
            } else {
                self += Self.quoted(text)
            }
        case .array(let elements):
            self += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { self += "," }
                self += GapText(json: element)
            }
            self += "]"
        case .object(let members):
            self += "{"
            for (place, member) in members.enumerated() {
                if place > 0 { self += "," }
                if let name = member.pendingName {
                    self += Self.quoted(name)
                } else {
                    bytes += JSONSerializer.serialize(.string(member.name))
                }
                self += ":"
                self += GapText(json: member.value)
            }
            self += "}"
        case .null, .bool, .number, .string: bytes = JSONSerializer.serialize(node.value)
        }
    }

    /// `text` as a string of JSON.
    private static func quoted(_ text: PendingText) -> GapText {
        var quoted = GapText("\"")
        quoted += GapText(text, .jsonText, .content)
        quoted += "\""
        return quoted
    }
}
