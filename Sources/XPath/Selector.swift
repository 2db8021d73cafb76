/// Why a text is no selector, and where.
package struct SelectorError: Error, Sendable, Hashable {
    /// What was found, and what was expected.
    package let message: String
    /// What to write instead; empty when the message says it.
    package let help: String
    /// The place in the text, in UTF-8 bytes.
    package let range: Range<Int>

    init(_ message: String, help: String = "", at range: Range<Int>) {
        self.message = message
        self.help = help
        self.range = range
    }
}

/// What a CSS selector finds: the text of elements (`h1`), with `@name` behind it an attribute of theirs
/// (`a[rel=next]@href`), and in `count(...)` how many there are.
///
/// Selectors are those of Selectors Level 3 that say something of a document that nobody looks at, and of Level 4
/// `:is`, `:where`, `:has`, lists in `:not`, `of` in `:nth-child`, and the flags of attributes. Each becomes an
/// expression of XPath 1.0 (``SelectorParser``).
package struct Selector: Sendable, Hashable, CustomStringConvertible {
    /// What is taken of the elements that it selects.
    enum Taken: Sendable, Hashable {
        case text
        case attribute
        case count
    }

    /// As it was written.
    package let description: String
    /// As it is asked of HTML, where names are written in any case.
    private let html: XPath
    /// As it is asked of XML.
    private let xml: XPath
    private let taken: Taken

    /// - Throws: what is wrong with it, and where.
    package init(_ text: String) throws(SelectorError) {
        description = text
        let whole = 0..<text.utf8.count
        var parser = SelectorParser(text, isHTML: true)
        let (path, taken) = try parser.expression()
        var other = SelectorParser(text, isHTML: false)
        do throws(XPathError) {
            html = try XPath(path)
        } catch {
            throw SelectorError(error.message, at: whole)
        }
        let otherPath = try other.expression().path
        do throws(XPathError) {
            xml = try XPath(otherPath)
        } catch {
            throw SelectorError(error.message, at: whole)
        }
        self.taken = taken
    }

    /// What it comes to in `document`: texts have one space for all blanks between words and none around them;
    /// attributes stand as they are.
    ///
    /// - Throws: that it takes too long to look for it in the document.
    package func value(in document: XMLDocument) throws(XPathError) -> XPathValue {
        let path = document.isHTML ? html : xml
        let value = try document.value(of: path)
        guard taken == .text, case .nodes(let texts) = value else { return value }
        return .nodes(texts.map(Self.shown))
    }

    /// The texts of which those are put together, as they stand in `document`.
    package func pieces(in document: XMLDocument) -> [String] {
        taken == .text ? document.pieces(of: document.isHTML ? html : xml) : []
    }

    /// `text` with the blanks that a page shows: no-break spaces stay, for they are characters.
    private static func shown(_ text: String) -> String {
        let words = text.utf8.split { [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains($0) }
        return words.map { String(Substring($0)) }.joined(separator: " ")
    }
}
