/// A reader of the XML that the reports write, for tests: elements, attributes, text, the predefined entities and
/// character references; nothing else occurs.
struct XMLTree {
    var name: String
    var attributes: [String: String] = [:]
    var children: [XMLTree] = []
    var text = ""

    subscript(attribute: String) -> String? { attributes[attribute] }

    func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }

    static func parse(_ bytes: [UInt8]) -> XMLTree? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = Reader(scalars: Array(text.unicodeScalars))
        reader.skip(through: "?>")
        if reader.starts("<!--") { reader.skip(through: "-->") }
        reader.skipSpace()
        return reader.element()
    }

    private struct Reader {
        let scalars: [Unicode.Scalar]
        var index = 0

        mutating func skipSpace() {
            while index < scalars.count, " \n".unicodeScalars.contains(scalars[index]) { index += 1 }
        }

        func starts(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

        mutating func skip(through text: String) {
            while index < scalars.count, !starts(text) { index += 1 }
            index += text.unicodeScalars.count
        }

        mutating func until(_ ends: String) -> String {
            var text = String.UnicodeScalarView()
            while index < scalars.count, !ends.unicodeScalars.contains(scalars[index]) {
                text.append(scalars[index])
                index += 1
            }
            return String(text)
        }

        mutating func element() -> XMLTree? {
            guard starts("<") else { return nil }
            index += 1
            var tree = XMLTree(name: until(" />"))
            while true {
                skipSpace()
                if starts("/>") {
                    index += 2
                    return tree
                }
                if starts(">") { break }
                let name = until("=")
                index += 2
                tree.attributes[name] = unescaped(until("\""))
                index += 1
            }
            index += 1
            while true {
                tree.text += unescaped(until("<"))
                if starts("</") {
                    skip(through: ">")
                    return tree
                }
                guard let child = element() else { return nil }
                tree.children.append(child)
            }
        }

        private func unescaped(_ text: String) -> String {
            [
                ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#9;", "\t"), ("&#10;", "\n"), ("&#13;", "\r"),
                ("&amp;", "&"),
            ]
            .reduce(text) { replaced($0, $1.0, $1.1) }
        }

        /// Replaces by scalars: a reference may be followed by a combining mark.
        private func replaced(_ text: String, _ old: String, _ new: String) -> String {
            let (text, old) = (Array(text.unicodeScalars), Array(old.unicodeScalars))
            var result = String.UnicodeScalarView()
            var index = 0
            while index < text.count {
                if text[index...].starts(with: old) {
                    result.append(contentsOf: new.unicodeScalars)
                    index += old.count
                } else {
                    result.append(text[index])
                    index += 1
                }
            }
            return String(result)
        }
    }
}
