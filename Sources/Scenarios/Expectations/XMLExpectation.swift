import Decoding
import Diagnostics
import HTTP
import JSON
import Matching
import Results
import XPath

/// What XPath finds in a content of XML or HTML.
struct XMLExpectation: Sendable {
    /// A matcher for what an expression comes to.
    struct AtPath: Sendable {
        var path: XPath
        var matcher: Matcher
    }

    var paths: [AtPath] = []
    /// What prefixes mean in the expressions, before what the document's first element declares.
    var namespaces: [(prefix: String, uri: String)] = []
}

extension XMLExpectation {
    func judge(_ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        guard !paths.isEmpty else { return }
        let document: XMLDocument
        do throws(XPathError) {
            document = try subject.xml()
        } catch {
            let type = subject.response?.headers["Content-Type"].map { " with content type \($0)" } ?? ""
            let seen = "\(ValueText.quoted(subject.text))\(type); \(error.message)"
            judgement.check(
                Finding("body", expected: "XML or HTML", found: subject.text.isEmpty ? "no content" : seen)
            )
            return
        }
        for at in paths { judgement.check("xpath.\(at.path)", judge(at, document, context)) }
    }

    private func judge(_ at: AtPath, _ document: XMLDocument, _ context: MatchContext) -> MatchOutcome {
        do throws(XPathError) {
            return at.matcher.judge(try document.value(of: at.path, namespaces).json, context)
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
                    : "install it: apt-get install libxml2"
            )
            return nil
        }
    }

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

extension Subject {
    /// The content as XML, or as HTML where its type says so.
    func xml() throws(XPathError) -> XMLDocument {
        let type = response?.headers["Content-Type"] ?? ""
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return try XMLDocument(response?.body ?? [], isHTML: essence == "text/html", charset: Charset.name(in: type))
    }
}
