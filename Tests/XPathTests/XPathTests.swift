import Testing
import XPath

@Suite(.enabled(if: XPath.isAvailable, "libxml2 isn't on this machine"))
struct XPathTests {
    private static let soap = """
        <?xml version="1.0"?>
        <s:Envelope xmlns:s="urn:soap" xmlns="urn:shop"><s:Body>
        <item id="1"><name>tea</name><price>3.50</price></item><item id="2"><name><![CDATA[a < b]]></name><price>4</price></item>
        </s:Body></s:Envelope>
        """

    private func value(
        _ path: String,
        in text: String = soap,
        isHTML: Bool = false,
        charset: String? = nil,
        _ namespaces: [(String, String)] = []
    ) throws -> XPathValue {
        try XMLDocument(Array(text.utf8), isHTML: isHTML, charset: charset)
            .value(of: XPath(path), namespaces.map { (prefix: $0.0, uri: $0.1) })
    }

    @Test(arguments: [
        ("string(//_:item[2]/_:name)", XPathValue.text("a < b")), ("count(//_:item)", .number(2)),
        ("//_:item/@id", .nodes(["1", "2"])), ("//_:price", .nodes(["3.50", "4"])), ("//item", .nodes([])),
        ("sum(//_:price) > 7", .bool(true)), ("local-name(/*)", .text("Envelope")),
        ("/s:Envelope/s:Body/_:item[@id='1']/_:price", .nodes(["3.50"])),
    ])
    func findsWhatIsThere(_ path: String, _ expected: XPathValue) throws {
        #expect(try value(path) == expected)
    }

    @Test func prefixesOfTheFileComeFirst() throws {
        #expect(try value("count(//x:item)", [("x", "urn:shop")]) == .number(2))
        #expect(try value("count(//s:item)", [("s", "urn:shop")]) == .number(2))
    }

    @Test func htmlIsReadAsItIs() throws {
        let page = "<!doctype html><title>Tea &amp; more</title><p class=a>one<p class=b>two<br>"
        #expect(try value("string(//title)", in: page, isHTML: true) == .text("Tea & more"))
        #expect(try value("//p[@class='b']", in: page, isHTML: true) == .nodes(["two"]))
    }

    @Test(arguments: [
        ("<a><b></a>", "line 1: premature end of data"), ("", "no content"),
        ("{\"a\": 1}", "start tag expected"), ("<a>", "premature end of data"),
    ])
    func whatIsNoXMLIsTold(_ text: String, _ reason: String) {
        do {
            _ = try value("/a", in: text)
            Issue.record("read as XML: \(text)")
        } catch {
            #expect("\(error)".lowercased().contains(reason.lowercased()), "\(error)")
        }
    }

    /// A few lines that would become 10^9 letters; and a file of the machine.
    @Test(arguments: [
        "<!DOCTYPE a [<!ENTITY b 'lol'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    ])
    func entitiesArentFilledIn(_ text: String) {
        #expect(throws: XPathError("entities of its own (<!ENTITY), which are not filled in")) {
            try value("string(/a)", in: text)
        }
    }

    @Test func aDocumentTypeWithoutEntitiesIsRead() throws {
        #expect(try value("string(/a)", in: "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a>b</a>") == .text("b"))
    }

    @Test func aSearchEnds() {
        let page = "<p>" + String(repeating: "<b></b>", count: 10_000)
        let path = "//b[preceding::*[following::*[preceding::*]]]"
        #expect(throws: XPathError.self) { try value(path, in: page, isHTML: true) }
        // The same text, over and over.
        let deep = String(repeating: "<b>", count: 200) + String(repeating: "a", count: 1 << 20)
        #expect(throws: XPathError("nodes with more than 67108864 bytes of text together")) {
            try value("//b", in: deep, isHTML: true)
        }
    }

    @Test(arguments: ["//a[", "", "a b", "//a/@"])
    func whatIsNoExpressionIsTold(_ text: String) {
        #expect(throws: XPathError.self) { try XPath(text) }
    }

    @Test(arguments: [("//nobody:item", "prefix"), ("nothing(//a)", "function"), ("$a", "variable")])
    func whatIsntDeclaredIsTold(_ path: String, _ what: String) {
        do {
            _ = try value(path)
            Issue.record("\(path) came to something")
        } catch {
            #expect("\(error)".lowercased().contains(what), "\(error)")
        }
    }

    @Test func theFieldsEncodingComesFirst() throws {
        let bytes = Array("<a>".utf8) + [0xE9] + Array("</a>".utf8)
        let document = try XMLDocument(bytes, isHTML: false, charset: "iso-8859-1")
        #expect(try document.value(of: XPath("string(/a)")) == .text("é"))
        #expect(throws: XPathError.self) { try XMLDocument(bytes, isHTML: false, charset: nil) }
    }

    /// The parser of HTML gives what it has come to: what isn't found may stand behind that.
    @Test func aPageThatIsTooDeepIsNone() throws {
        func page(_ depth: Int) throws(XPathError) -> XMLDocument {
            let text = String(repeating: "<div>", count: depth) + "<em>X</em>"
            return try XMLDocument(Array(text.utf8), isHTML: true, charset: nil)
        }
        #expect(try page(200).value(of: XPath("count(//em)")) == .number(1))
        for depth in [300, 5000] {
            #expect(throws: XPathError("elements more than 255 deep in each other, behind which nothing is read")) {
                try page(depth)
            }
        }
    }

    @Test func whatIsSelectedHasPieces() throws {
        let text = "<i>ab<b>cd</b><!-- c -->ef</i><p>x\n  y</p>"
        let page = try XMLDocument(Array(text.utf8), isHTML: true, charset: nil)
        #expect(page.pieces(of: try XPath("//i")) == ["ab", "cd", "ef"])
        #expect(page.pieces(of: try XPath("//p | //i")) == ["ab", "cd", "ef", "x\n  y"])
        #expect(page.pieces(of: try XPath("string(//i)")).isEmpty)
        #expect(page.pieces(of: try XPath("count(//i)")).isEmpty)
    }
}
