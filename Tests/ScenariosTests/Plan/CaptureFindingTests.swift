import Decoding
import HTTP
import JSON
import Results
import Testing

@testable import Scenarios

/// What is said of a capture that found nothing.
@Suite struct CaptureFindingTests {
    private static let headers = [
        ("Content-Type", "application/json"), ("Location", "/orders/1"), ("Set-Cookie", "sid=1; Path=/; HttpOnly"),
        ("Link", "</b>; rel=\"next last\""),
    ]
    private static let body = #"{"order":{"id":1,"state":"new","lines":[{"sku":"a"}]},"total":3}"#

    private static func found(_ capture: String, _ body: String = body) throws -> String {
        let problems = Problems()
        let captures = Capture.decode(try Fixtures.node(#"{ "v": \#(capture) }"#), problems)
        try problems.throwIfAny()
        let capture = try #require(captures.first)
        let subject = Subject(Fixtures.response(200, headers, body), parsing: true)
        #expect(capture.value(in: subject) == nil)
        let finding = capture.finding(in: subject)
        #expect(finding.expectation == "capture.v")
        return finding.found
    }

    @Test(arguments: [
        (#""$.order.staet""#, "in $.order there is the member 'state'; 200, application/json, {\"order\""),
        (#""$.order.customer""#, "in $.order there are the members id, state, lines; 200"),
        (#""$.order.lines[2].sku""#, "$.order.lines is a list of 1; 200"),
        (#""$.order.lines[0].price""#, "in $.order.lines[0] there is only the member 'sku'; 200"),
        (#""$.order.lines.sku""#, "$.order.lines is a list of 1; 200"),
        (#""$.total.net""#, "$.total is number 3; 200"),
        (#""$.order[0]""#, "$.order is an object; 200"),
        (#"{ "header": "Lokation" }"#, "there is the field 'Location'; 200"),
        (#"{ "header": "ETag" }"#, "there are the fields Content-Type, Location, Set-Cookie, Link; 200"),
        (#"{ "cookie": "session" }"#, "there is only the cookie 'sid'; 200"),
        (#"{ "cookie": "sid", "attribute": "Pat" }"#, "of 'sid' there is the attribute 'Path'; 200"),
        (#"{ "link": "prev" }"#, "there are the links next, last; 200"),
        (#"{ "json": "$.order.state", "matches": "^old$" }"#, "string \"new\" doesn't match; 200"),
        (#"{ "json": "$.order.state", "matches": "^old$", "secret": true }"#, "what is there doesn't match; 200"),
        (#"{ "event": 0 }"#, "there are 0 events; 200"),
    ])
    func tellsWhatThereIs(_ capture: String, _ beginning: String) throws {
        let found = try Self.found(capture)
        #expect(found.hasPrefix(beginning), "\(found)")
    }

    /// Beside a secret that isn't there may stand another.
    @Test(arguments: [
        ("$.token.value", "$.token is a string; 200, application/json"),
        ("$.tokens.value", "$ is an object; 200, application/json"),
        ("$.keys.a", "$.keys is a list; 200, application/json"),
    ])
    func ofASecretTheKindAloneIsTold(_ path: String, _ expected: String) throws {
        let body = #"{"token":"eyJ0b2tlbg","keys":["eyJ0b2tlbg"]}"#
        #expect(try Self.found(#"{ "json": "\#(path)", "secret": true }"#, body) == expected)
    }

    @Test func aContentThatIsNoJSONIsToldSo() throws {
        #expect(try Self.found(#""$.id""#, "<p>").hasPrefix("the content isn't JSON; 200, application/json, <p>"))
    }

    @Test func ofManyMembersSomeAreNamed() throws {
        let members = (0..<20).map { #""m\#($0)": 1"# }.joined(separator: ", ")
        let found = try Self.found(#""$.another""#, "{\(members)}")
        #expect(
            found.hasPrefix("in $ there are the members m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11 and more; ")
        )
    }
}
