import HTTP
import Testing

@testable import Signing

/// What stands in a signature's base for the fields of a request: the examples of RFC 9421, sections 2.1 to 2.1.4.
@Suite struct SignedComponentTests {
    private static func request(_ fields: [(String, String)]) -> HTTPRequest {
        HTTPRequest(
            method: "GET",
            url: "http://www.example.com/",
            headers: HeaderFields(fields.map { HeaderField($0.0, $0.1) })
        )
    }

    /// The base's lines for `components`, without that of the parameters.
    private static func lines(_ components: [String], _ fields: [(String, String)]) throws -> [String] {
        let signature = try MessageSignature(.hmacSHA256, key: [1], components: components, parameters: .init())
        return try signature.base(of: request(fields)).split(separator: "\n").dropLast().map(String.init)
    }

    /// Section 2.1; a folded field isn't sent here.
    @Test func fieldsAreCombined() throws {
        let fields = [
            ("Host", "www.example.com"), ("Date", "Tue, 20 Apr 2021 02:07:56 GMT"),
            ("X-OWS-Header", "   Leading and trailing whitespace.   "), ("Cache-Control", "max-age=60"),
            ("Cache-Control", "    must-revalidate"), ("Example-Dict", "a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
            ("X-Empty-Header", ""),
        ]
        let names = ["host", "date", "x-ows-header", "cache-control", "example-dict", "x-empty-header"]
        #expect(
            try Self.lines(names, fields) == [
                #""host": www.example.com"#, #""date": Tue, 20 Apr 2021 02:07:56 GMT"#,
                #""x-ows-header": Leading and trailing whitespace."#,
                #""cache-control": max-age=60, must-revalidate"#,
                #""example-dict": a=1,    b=2;x=1;y=2,   c=(a   b   c)"#, #""x-empty-header": "#,
            ]
        )
    }

    /// Sections 2.1.1 to 2.1.3.
    @Test(arguments: [
        (
            ["example-dict", "example-dict;sf"], [("Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)")],
            [
                #""example-dict": a=1,    b=2;x=1;y=2,   c=(a   b   c)"#,
                #""example-dict";sf: a=1, b=2;x=1;y=2, c=(a b c)"#,
            ]
        ),
        (
            [
                #"example-dict;key="a""#, #"example-dict;key="d""#, #"Example-Dict; key="b""#,
                #"example-dict;key="c""#, #"example-dict;sf;key="c""#,
            ],
            [("Example-Dict", "  a=1, b=2;x=1;y=2, c=(a   b    c), d")],
            [
                #""example-dict";key="a": 1"#, #""example-dict";key="d": ?1"#, #""example-dict";key="b": 2;x=1;y=2"#,
                #""example-dict";key="c": (a b c)"#, #""example-dict";sf;key="c": (a b c)"#,
            ]
        ),
        (
            ["example-header", "example-header;bs"],
            [("Example-Header", "value, with, lots"), ("Example-Header", "of, commas")],
            [
                #""example-header": value, with, lots, of, commas"#,
                #""example-header";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:"#,
            ]
        ),
        (
            ["example-header", "example-header;bs"], [("Example-Header", "value, with, lots, of, commas")],
            [
                #""example-header": value, with, lots, of, commas"#,
                #""example-header";bs: :dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:"#,
            ]
        ),
        // Several lines are one dictionary or list before they are written.
        (
            ["example-dict;sf", #"example-dict;key="b""#, "priority;sf", "list;sf", "one;sf", "empty;sf", "host;bs"],
            [
                ("Example-Dict", "a=1"), ("Example-Dict", " b=2, c"), ("Priority", "u=1 ,i"), ("List", "A,(b  1.50)"),
                ("List", "A"), ("One", #""x" "#), ("Empty", ""),
            ],
            [
                #""example-dict";sf: a=1, b=2, c"#, #""example-dict";key="b": 2"#, #""priority";sf: u=1, i"#,
                #""list";sf: A, (b 1.5), A"#, #""one";sf: "x""#, #""empty";sf: "#,
                #""host";bs: :d3d3LmV4YW1wbGUuY29t:"#,
            ]
        ),
    ])
    func parametersSayWhatIsSigned(_ components: [String], _ fields: [(String, String)], _ lines: [String]) throws {
        #expect(try Self.lines(components, fields) == lines)
    }

    @Test func theInputNamesThem() throws {
        let request = HTTPRequest(method: "POST", url: "http://h", body: Array("{}".utf8))
        let components = [#"content-digest;key="sha-256""#, "content-digest;bs", #"@query-param;name="a""#]
        let signature = try MessageSignature(
            .hmacSHA256,
            key: [1],
            components: Array(components.prefix(2)),
            parameters: .init()
        )
        let fields = try signature.headers(signing: request)
        // The digest is added as for the whole field.
        #expect(fields.map(\.name) == ["Content-Digest", "Signature-Input", "Signature"])
        #expect(fields[1].value == #"sig1=("content-digest";key="sha-256" "content-digest";bs)"#)
        let line = try signature.base(of: HTTPRequest(method: "POST", url: "http://h", headers: HeaderFields(fields)))
        #expect(line.hasPrefix("\"content-digest\";key=\"sha-256\": :"))
    }

    /// What is wrong, and with which of those that are covered.
    @Test(arguments: [
        ("a;sf;bs", "wants the field's bytes as they are (bs) and what they mean (sf)"),
        (#"a;bs;key="x""#, "wants the field's bytes as they are (bs) and what they mean (key)"),
        ("date;sf", "the field 'date' is no structured field: leave 'sf' out, or take 'bs'"),
        (#"cookie;key="a""#, "the field 'cookie' is no structured field: leave 'key' out, or take 'bs'"),
        ("a;req", "here it is requests that are signed: leave it out"), ("@method;req", "section 2.4"),
        ("a;tr", "requests are sent here without one: cover a field of the header section"),
        ("a;sf=?0", "the parameter 'sf' of 'a;sf=?0' is there or not, and has no value"),
        ("a;bs=1", "is there or not, and has no value"), ("a;key=b", "is a string, as in example-dict;key"),
        ("a;key", "is a string, as in example-dict;key"), ("@path;sf", "which a part of a request can't have"),
        (#"a;name="x""#, "which only @query-param has"), ("a;sF", "can't be read: ';' or the end is expected"),
        ("a;x", "has the parameter 'x', which nobody knows; known are sf, key and bs of fields, and name of"),
        ("a;sf b", "can't be read"), ("a ;sf", "neither a field's name"), (#"@query-param;name="""#, "must name its"),
        (#"@query-param;name="a";sf"#, "which a part of a request can't have"), ("@status", "known are @method"),
        ("b;sf", "the field 'b' is no structured field (RFC 9651), and can't be written strictly: "),
        (#"b;key="x""#, "the field 'b' is no dictionary of structured fields"),
        ("priority;sf", "the field 'priority' is no dictionary of structured fields (RFC 9651)"),
        ("twice;sf", "the field 'twice' can be a dictionary or a list"),
        (#"a;key="y""#, "the member 'y' of the field 'a', which the request hasn't there"),
        ("none;bs", "the field 'none', which the request hasn't"),
        (#"c;sf;key="x""#, "c;sf;key=\"x\" is covered twice"),
    ])
    func whatCantBeCoveredIsTold(_ component: String, _ words: String) {
        let fields = [
            ("A", "x=1"), ("B", "no, (structured"), ("C", "x=1"), ("Date", "d"), ("Cookie", "a=b"),
            ("Priority", #""u""#), ("Twice", "a, a"),
        ]
        let error = #expect(throws: MessageSignatureError.self) {
            try Self.lines(["@method", #"c;key="x";sf"#, component], fields)
        }
        #expect(error?.part == .components && error?.component == 2)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
