import HTTP
import JSON
import Testing
import XPath

@testable import Scenarios

@Suite(.enabled(if: XPath.isAvailable, "libxml2 isn't on this machine"))
struct XMLExpectationTests {
    private static let order =
        "<o:order xmlns:o='urn:order' id='7'><o:item n='a'>tea</o:item><o:item n='b'>milk</o:item></o:order>"

    private static func found(_ expectation: String, _ body: String = order, type: String = "application/xml") throws
        -> [String]
    {
        try Fixtures.findings(expectation, Fixtures.response(200, [("Content-Type", type)], body))
    }

    @Test(arguments: [
        #"{ "xpath": { "/o:order/@id": "7", "number(/o:order/@id)": 7, "count(//o:item)": { ">": 1 } } }"#,
        #"{ "xpath": { "//x:item": ["tea", "milk"] }, "namespaces": { "x": "urn:order" } }"#,
        #"{ "xpath": { "//o:fault": { "missing": true }, "//o:item[1]": { "exists": true }, "boolean(//o:item)": true } }"#,
        #"{ "xpath": { "string(//o:item[@n='b'])": { "matches": "^m" } } }"#,
        #"{ "byStatus": { "2xx": { "xpath": { "count(//o:item)": 2 } } } }"#,
    ])
    func holds(_ expectation: String) throws {
        #expect(try Self.found(expectation) == [])
    }

    @Test(arguments: [
        (
            #"{ "xpath": { "string(//o:item)": "soap" } }"#,
            #"xpath.string(//o:item): expected "soap", found string "tea""#
        ),
        (#"{ "xpath": { "//o:fault": "x" } }"#, #"xpath.//o:fault: expected "x", found nothing"#),
        (#"{ "xpath": { "count(//o:item)": 3 } }"#, "xpath.count(//o:item): expected 3, found number 2"),
        (
            #"{ "xpath": { "//p:item": { "missing": true } } }"#,
            "xpath.//p:item: expected a document in which the expression can be followed, found undefined namespace prefix"
        ),
    ])
    func isBroken(_ expectation: String, _ finding: String) throws {
        #expect(try Self.found(expectation) == [finding])
    }

    @Test func whatIsNoXMLFails() throws {
        let found = try Self.found(#"{ "xpath": { "//a": { "missing": true } } }"#, "{}", type: "application/json")
        #expect(found.count == 1 && found[0].hasPrefix("body: expected XML or HTML, found \"{}\" with content type"))
        #expect(
            try Self.found(#"{ "xpath": { "//a": { "missing": true } } }"#, "") == [
                "body: expected XML or HTML, found no content"
            ]
        )
    }

    @Test func aPageIsReadAsHTML() throws {
        let page = "<title>Orders</title><ul><li>tea<li>milk</ul>"
        let expectation = #"{ "xpath": { "string(//title)": "Orders", "count(//li)": 2 } }"#
        #expect(try Self.found(expectation, page, type: "text/html; charset=utf-8") == [])
    }

    @Test func aValueIsTakenForLaterSteps() throws {
        let exchange = Fixtures.response(200, [("Content-Type", "text/xml")], Self.order)
        let subject = Subject(exchange, parsing: false)
        func value(_ path: String, _ prefix: String = "o") throws -> JSONValue? {
            Capture(
                name: "a",
                isSecret: false,
                source: .xpath(try XPath(path), namespaces: [(prefix: prefix, uri: "urn:order")])
            ).value(in: subject)
        }
        #expect(try value("string(/o:order/@id)") == .string("7"))
        #expect(try value("//z:item[2]", "z") == .string("milk"))
        #expect(try value("//o:none") == nil)
        #expect(try value("//q:item") == nil)
    }

    private static let page = """
        <title>Orders</title><table class="list big"><tr><td>Ann<td> 3 <tr><td>Bob<td>7</table>
        <a rel=next href=/orders?page=2>more</a>
        """

    @Test(arguments: [
        #"{ "css": { "title": "Orders", "table.list > tr:nth-child(2) td": ["Bob", "7"], "tr:first-child td + td": "3" } }"#,
        #"{ "css": { "a[rel=next]@href": { "startsWith": "/orders" }, "count(tr)": { ">": 1 }, "count(.error)": 0 } }"#,
        #"{ "css": { ".error": { "missing": true }, "td": { "contains": "Ann" }, "a": { "exists": true } } }"#,
        #"{ "byStatus": { "2xx": { "css": { "title": "Orders" } } } }"#,
    ])
    func selectorsHold(_ expectation: String) throws {
        #expect(try Self.found(expectation, Self.page, type: "text/html; charset=utf-8") == [])
    }

    @Test(arguments: [
        (#"{ "css": { "title": "Items" } }"#, #"css.title: expected "Items", found string "Orders""#),
        (#"{ "css": { "h1": "Orders" } }"#, #"css.h1: expected "Orders", found nothing"#),
        (#"{ "css": { "count(td)": 3 } }"#, "css.count(td): expected 3, found number 4"),
        (
            #"{ "css": { "a@href": { "missing": true } } }"#,
            #"css.a@href: expected nothing, found string "/orders?page=2""#
        ),
    ])
    func selectorsAreBroken(_ expectation: String, _ finding: String) throws {
        #expect(try Self.found(expectation, Self.page, type: "text/html") == [finding])
    }

    @Test func selectorsAskXMLWhereItIsCalledSo() throws {
        let expectation = #"{ "css": { "order > item[n=b]": "milk", "order@id": "7", "Order": { "missing": true } } }"#
        for type in ["application/xml", "application/vnd.shop+xml"] {
            #expect(try Self.found(expectation, type: type) == [])
        }
        let found = try Self.found(#"{ "css": { "h1": { "missing": true } } }"#, "{}", type: "application/json")
        #expect(
            found == [
                #"body: expected XML or HTML, found "{}" with content type application/json; a type that is neither HTML nor XML"#
            ]
        )
    }

    @Test func whatASelectorFindsIsTakenForLaterSteps() throws {
        let subject = Subject(Fixtures.response(200, [("Content-Type", "text/html")], Self.page), parsing: false)
        func value(_ selector: String) throws -> JSONValue? {
            Capture(name: "a", isSecret: false, source: .css(try Selector(selector))).value(in: subject)
        }
        #expect(try value("a[rel=next]@href") == .string("/orders?page=2"))
        #expect(try value("tr td:first-child") == .array([.string("Ann"), .string("Bob")]))
        #expect(try value("count(td)") == .number(JSONNumber(4)))
        #expect(try value(".error") == nil)
    }
}
