import JSON

/// Writes HTML (WHATWG) in UTF-8. Names of elements and attributes are literals of this program, and every other text
/// goes through one escaping, scalar by scalar: nothing that a file holds or a server sends can become markup.
struct HTMLWriter {
    /// The attributes of an element; one without a value is left out.
    typealias Attributes = KeyValuePairs<StaticString, String?>

    private let buffer = ByteBuffer()

    /// What was written so far.
    var bytes: [UInt8] { buffer.bytes }
    /// How many bytes that are.
    var count: Int { buffer.count }

    /// An element with children.
    mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// An element that holds text.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// An element whose only attribute is a class of our own.
    mutating func element(_ name: StaticString, class style: StaticString, _ content: (inout HTMLWriter) -> Void) {
        open(name, class: style)
        content(&self)
        close(name)
    }

    /// An element that holds text, and whose only attribute is a class of our own.
    mutating func element(_ name: StaticString, class style: StaticString, text: String) {
        open(name, class: style)
        self.text(text)
        close(name)
    }

    /// An element that holds nothing and has no end: `meta`, `br`, `input`.
    mutating func void(_ name: StaticString, _ attributes: Attributes) { open(name, attributes) }

    /// Lines as they stand.
    mutating func preformatted(_ text: String, _ attributes: Attributes = [:]) {
        element("pre", attributes) { html in
            html.beginLines()
            html.text(text)
        }
    }

    /// Lines as they stand, in an element whose only attribute is a class of our own.
    mutating func preformatted(class style: StaticString, _ text: String) {
        element("pre", class: style) { html in
            html.beginLines()
            html.text(text)
        }
    }

    /// Lines as they stand, which `content` writes.
    mutating func preformatted(_ content: (inout HTMLWriter) -> Void) {
        element("pre") { html in
            html.beginLines()
            content(&html)
        }
    }

    /// A parser drops the first line feed.
    private mutating func beginLines() { append("\n") }

    /// A list of what `items` writes; nothing where that is nothing.
    mutating func list(class style: StaticString, _ items: (inout HTMLWriter) -> Void) {
        let start = count
        open("ul", class: style)
        let empty = count
        items(&self)
        if count == empty { buffer.cut(to: start) } else { close("ul") }
    }

    /// A style or a script of our own, as it is.
    mutating func own(_ name: StaticString, _ content: [UInt8]) {
        open(name, [:])
        content.withUnsafeBufferPointer { buffer.append($0) }
        close(name)
    }

    /// What another writer has written.
    mutating func part(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { buffer.append($0) } }

    /// The document's beginning, before anything else.
    mutating func documentType() { append("<!DOCTYPE html>\n") }

    private mutating func open(_ name: StaticString, _ attributes: Attributes) {
        buffer.append(UInt8(ascii: "<"))
        append(name)
        for (name, value) in attributes {
            guard let value else { continue }
            buffer.append(UInt8(ascii: " "))
            append(name)
            append("=\"")
            text(value)
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(UInt8(ascii: ">"))
    }

    private mutating func open(_ name: StaticString, class style: StaticString) {
        buffer.append(UInt8(ascii: "<"))
        append(name)
        append(" class=\"")
        append(style)
        append("\">")
    }

    private mutating func close(_ name: StaticString) {
        append("</")
        append(name)
        append(">\n")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { buffer.append($0) }
    }
}

extension HTMLWriter {
    /// Text, in an element or in an attribute's value. What is not to be seen, or turns the direction of writing, is
    /// shown as `\u{…}`.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { escape($0) }
    }

    /// A part of a text.
    mutating func text(_ text: Substring) {
        var text = text
        text.withUTF8 { escape($0) }
    }

    /// A number that counts something.
    mutating func text(_ count: some BinaryInteger) {
        if count < 0 { append("-") }
        buffer.append(decimal: UInt64(count.magnitude))
    }

    private mutating func escape(_ utf8: UnsafeBufferPointer<UInt8>) {
        // Nearly all texts have nothing to escape.
        if buffer.append(utf8, ifAll: Self.isPlain) { return }
        var start = 0
        var index = 0
        while index < utf8.count {
            if Self.isPlain(utf8[index]) {
                index += 1
                continue
            }
            let (value, length) = Self.scalar(utf8, index)
            if let reference = Self.reference(value) {
                buffer.append(UnsafeBufferPointer(rebasing: utf8[start..<index]))
                append(reference)
                start = index + length
            } else if Self.isUnseen(value) {
                buffer.append(UnsafeBufferPointer(rebasing: utf8[start..<index]))
                var shown = "\\u{\(String(value, radix: 16, uppercase: true))}"
                shown.withUTF8 { buffer.append($0) }
                start = index + length
            }
            index += length
        }
        buffer.append(UnsafeBufferPointer(rebasing: utf8[start...]))
    }

    /// Whether a byte is a character that stands for itself, as nearly all do.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        // One bit for each, which a processor asks of many bytes at a time: branches would take three times as long.
        let isSeen = (byte >= 0x20 && byte < 0x7F) || byte == 0x9 || byte == 0xA
        let isMarkup = byte == 0x22 || byte == 0x26 || byte == 0x27 || byte == 0x3C || byte == 0x3E
        return isSeen && !isMarkup
    }

    /// The scalar at `index` of what is valid, and how many bytes it takes.
    private static func scalar(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(utf8[index])
        guard first >= 0x80 else { return (first, 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let head = first & (0x7F >> UInt32(length))
        return (utf8[(index + 1)..<(index + length)].reduce(head) { $0 << 6 | UInt32($1 & 0x3F) }, length)
    }

    private static func reference(_ value: UInt32) -> StaticString? {
        switch value {
        case 0x26: "&amp;"
        case 0x3C: "&lt;"
        case 0x3E: "&gt;"
        case 0x22: "&quot;"
        case 0x27: "&#39;"
        default: nil
        }
    }

    /// Control characters, marks of direction, separators of lines, and what HTML calls non-characters.
    private static func isUnseen(_ value: UInt32) -> Bool {
        switch value {
        case 0x9, 0xA: false
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        case 0xFDD0...0xFDEF: true
        default: value & 0xFFFE == 0xFFFE
        }
    }
}

/// What several parts of the page are made of.
extension HTMLWriter {
    /// A link within the page: there is none that leaves it.
    mutating func link(to anchor: String, class style: String? = nil, text: String) {
        element("a", ["href": "#\(anchor)", "class": style], text: text)
    }

    /// A part of the page with its heading.
    mutating func section(_ anchor: String, _ title: String, _ content: (inout HTMLWriter) -> Void) {
        element("section", ["id": anchor, "aria-labelledby": "\(anchor)-title"]) { html in
            html.element("h2", ["id": "\(anchor)-title"], text: title)
            content(&html)
        }
    }

    /// A table with a heading for each column; on a narrow page each row stands by itself, with the headings before its
    /// cells.
    mutating func table(
        _ caption: String,
        _ columns: [String],
        class style: String = "stacks",
        _ rows: (inout HTMLWriter) -> Void
    ) {
        element("div", ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"]) { html in
            html.element("table", ["class": style, "role": "table"]) { html in
                html.element("caption", text: caption)
                html.element("thead", ["role": "rowgroup"]) { html in
                    html.element("tr", ["role": "row"]) { html in
                        for column in columns {
                            html.element("th", ["scope": "col", "role": "columnheader"], text: column)
                        }
                    }
                }
                html.element("tbody", ["role": "rowgroup"], rows)
            }
        }
    }

    /// A cell of a table.
    mutating func cell(_ column: String, class style: String? = nil, _ content: (inout HTMLWriter) -> Void) {
        element("td", ["data-label": column, "class": style, "role": "cell"], content)
    }

    /// A cell of a table that holds text.
    mutating func cell(_ column: String, class style: String? = nil, text: String) {
        cell(column, class: style) { $0.text(text) }
    }

    /// A row of a table.
    mutating func row(_ attributes: Attributes = ["role": "row"], _ cells: (inout HTMLWriter) -> Void) {
        element("tr", attributes, cells)
    }
}
