import Decoding
import Diagnostics
import HTTP
import JSON
import Matching
import Results
import Synchronization
import XPath

/// What XPath and CSS selectors find in a content of XML or HTML.
struct XMLExpectation: Sendable {
    /// A matcher for what an expression comes to.
    struct AtPath: Sendable {
        var path: XPath
        var matcher: Matcher
    }

    /// A matcher for what a selector comes to.
    struct AtSelector: Sendable {
        var selector: Selector
        var matcher: Matcher
    }

    var paths: [AtPath] = []
    var selectors: [AtSelector] = []
    /// What prefixes mean in the expressions, before what the document's first element declares.
    var namespaces: [(prefix: String, uri: String)] = []
}

extension XMLExpectation {
    /// Whether it asks for nothing.
    var isEmpty: Bool { paths.isEmpty && selectors.isEmpty }

    /// Whether the same content may be judged otherwise at another time.
    var dependsOnTime: Bool {
        paths.contains { $0.matcher.dependsOnTime } || selectors.contains { $0.matcher.dependsOnTime }
    }

    func judge(_ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        if !paths.isEmpty, isRead(subject, &judgement, { () throws(XPathError) in try subject.xml { _ in } }) {
            for at in paths {
                let outcome = judge(at.matcher, context) { () throws(XPathError) in
                    try subject.value(of: at.path, namespaces)
                }
                judgement.check("xpath.\(at.path)", outcome)
            }
        }
        if !selectors.isEmpty, isRead(subject, &judgement, { () throws(XPathError) in try subject.page { _ in } }) {
            for at in selectors {
                let outcome = judge(at.matcher, context) { () throws(XPathError) in
                    try subject.value(of: at.selector)
                }
                judgement.check("css.\(at.selector)", outcome)
            }
        }
    }

    private func isRead(
        _ subject: Subject,
        _ judgement: inout Judgement,
        _ read: () throws(XPathError) -> Void
    ) -> Bool {
        do throws(XPathError) {
            try read()
            return true
        } catch {
            let type = subject.response?.headers["Content-Type"].map { " with content type \($0)" } ?? ""
            let seen = "\(ValueText.quoted(subject.text))\(type); \(error.message)"
            judgement.check(
                Finding("body", expected: "XML or HTML", found: subject.text.isEmpty ? "no content" : seen)
            )
            return false
        }
    }

    private func judge(
        _ matcher: Matcher,
        _ context: MatchContext,
        _ value: () throws(XPathError) -> XPathValue
    ) -> MatchOutcome {
        do throws(XPathError) {
            return matcher.judge(try value().json, context)
        } catch {
            return .undecided(
                Mismatch(
                    expected: "a document in which the expression can be followed",
                    found: error.message,
                    pointer: JSONPointer()
                )
            )
        }
    }

    /// The text of `member`'s name as an expression; `nil` when it is told to be none, or waits for values.
    static func path(_ text: String, at location: SourceLocation, _ problems: Problems) -> XPath? {
        do throws(XPathError) {
            return try XPath(text)
        } catch {
            problems.add(
                XPath.isAvailable ? "not an XPath: \(error.message)" : error.message,
                at: location,
                help: XPath.isAvailable
                    ? "write an expression of XPath 1.0, such as \"string(//price)\""
                    : Self.install
            )
            return nil
        }
    }

    /// `text` as a selector; `nil` when it is told to be none.
    ///
    /// - Parameter place: Where a part of it, in UTF-8 bytes, stands in the file.
    static func selector(
        _ text: String,
        at location: SourceLocation,
        _ problems: Problems,
        place: (Range<Int>) -> SourceLocation
    ) -> Selector? {
        guard XPath.isAvailable else {
            problems.add("HTML is read by libxml2, which isn't on this machine", at: location, help: Self.install)
            return nil
        }
        do throws(SelectorError) {
            return try Selector(text)
        } catch {
            problems.add("CSS selector: \(error.message)", at: place(error.range), help: error.help)
            return nil
        }
    }

    private static let install = "install it: apt-get install libxml2"

    static func namespaces(_ node: JSONNode?, _ problems: Problems) -> [(prefix: String, uri: String)] {
        guard let node, let members = ObjectReader.members(of: node, "'namespaces'", problems) else { return [] }
        return members.compactMap { member in
            Leaf.text(member.value, "a namespace", problems).map { (member.name, $0) }
        }
    }
}

extension XPathValue {
    /// As it is matched: no node is nothing, one is its text, several are the list of their texts.
    var json: JSONValue? {
        switch self {
        case .nodes(let texts): texts.count > 1 ? .array(texts.map { .string($0) }) : texts.first.map { .string($0) }
        case .bool(let flag): .bool(flag)
        case .number(let number): JSONNumber(number).map { .number($0) } ?? .string("\(number)")
        case .text(let text): .string(text)
        }
    }
}

/// The documents of a content, each parsed once, when somebody first asks: one of libxml2 is one thread's at a time.
final class ParsedDocuments: Sendable {
    private let known = Mutex([Bool: Result<XMLDocument, XPathError>]())

    /// What `use` makes of the content of `response`, read as HTML or as XML.
    func with<Value: Sendable>(
        _ response: HTTPResponse?,
        isHTML: Bool,
        _ use: @Sendable (XMLDocument) throws(XPathError) -> Value
    ) throws(XPathError) -> Value {
        try known.withLock { (known) throws(XPathError) in
            if known[isHTML] == nil { known[isHTML] = Self.parsed(response, isHTML) }
            guard let document = known[isHTML] else { throw XPathError("no content") }
            return try use(document.get())
        }
    }

    private static func parsed(_ response: HTTPResponse?, _ isHTML: Bool) -> Result<XMLDocument, XPathError> {
        let charset = (response?.headers["Content-Type"]).flatMap { Charset.name(in: $0) }
        do throws(XPathError) {
            return .success(try XMLDocument(response?.body ?? [], isHTML: isHTML, charset: charset))
        } catch {
            return .failure(error)
        }
    }
}

extension Subject {
    /// What `path` selects in the content as XML, or as HTML where its type says so.
    func value(of path: XPath, _ namespaces: [(prefix: String, uri: String)]) throws(XPathError) -> XPathValue {
        try xml { (document) throws(XPathError) in try document.value(of: path, namespaces) }
    }

    /// What `selector` selects in the content as HTML, or as XML where its type says so.
    func value(of selector: Selector) throws(XPathError) -> XPathValue {
        try page { (document) throws(XPathError) in try selector.value(in: document) }
    }

    func xml<Value: Sendable>(
        _ use: @Sendable (XMLDocument) throws(XPathError) -> Value
    ) throws(XPathError) -> Value {
        try documents.with(response, isHTML: contentType == "text/html", use)
    }

    func page<Value: Sendable>(
        _ use: @Sendable (XMLDocument) throws(XPathError) -> Value
    ) throws(XPathError) -> Value {
        let type = contentType
        let isXML = type.hasSuffix("/xml") || type.hasSuffix("+xml")
        // Whatever is read as HTML is HTML: what is called something else would be a page that lacks everything.
        guard isXML || type.isEmpty || type == "text/html" else {
            throw XPathError("a type that is neither HTML nor XML")
        }
        return try documents.with(response, isHTML: !isXML, use)
    }

    /// What `Content-Type` says without parameters, in lower case; empty where it isn't there.
    private var contentType: String {
        (response?.headers["Content-Type"] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
    }
}
