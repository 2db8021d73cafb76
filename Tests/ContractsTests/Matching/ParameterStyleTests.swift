import HTTP
import JSON
import Testing

@testable import Contracts

/// The table of style examples (OpenAPI 3.1.1, Style Examples) both ways; RFC 6570 where the two versions differ.
@Suite struct ParameterStyleTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let style: Parameter.Style
        let explode: Bool
        /// Of an empty string, a string, a list and an object; nil where the style has none.
        let texts: [String?]

        init(_ style: Parameter.Style, _ explode: Bool, _ texts: String?...) {
            self.style = style
            self.explode = explode
            self.texts = texts
        }

        var testDescription: String { "\(style.rawValue), explode \(explode)" }
    }

    static let values: [(value: JSONValue, schema: JSONValue)] = [
        ("", ["type": "string"]),
        ("blue", ["type": "string"]),
        (["blue", "black", "brown"], ["type": "array", "items": ["type": "string"]]),
        (
            ["R": 100, "G": 200, "B": 150],
            [
                "type": "object",
                "properties": ["R": ["type": "integer"], "G": ["type": "integer"], "B": ["type": "integer"]],
            ]
        ),
    ]

    static let rows: [Row] = [
        Row(.matrix, false, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        Row(.matrix, true, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
        Row(.label, false, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        Row(.label, true, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        Row(.simple, false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        Row(.simple, true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
        Row(.form, false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
        Row(.form, true, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
        Row(.spaceDelimited, false, nil, nil, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
        Row(.pipeDelimited, false, nil, nil, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
        Row(.spaceDelimited, true, nil, nil, "color=blue&color=black&color=brown", nil),
        Row(.pipeDelimited, true, nil, nil, "color=blue&color=black&color=brown", nil),
        Row(.deepObject, true, nil, nil, nil, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ]

    @Test(arguments: rows) func writesAndReads(_ row: Row) throws {
        let format = ParameterFormat(name: "color", style: row.style, explode: row.explode)
        for ((value, schema), text) in zip(Self.values, row.texts) {
            guard let text else { continue }
            #expect(ParameterWriter.text(of: value, format) == text)
            #expect(try Self.read(text, format, schema) == .value(value))
        }
    }

    private static func read(_ text: String, _ format: ParameterFormat, _ schema: JSONValue) throws -> ParameterReading
    {
        let reader = StyleReader(format, try ContractSchema(schema))
        switch format.style {
        case .matrix, .label, .simple: return reader.value(text)
        default: return reader.value(QueryPair.all(in: text[...]), others: [])
        }
    }

    /// A lone text is a list of one where the schema takes that, and else the value that it takes beside lists.
    @Test(
        arguments: [
            ("color=blue", "blue"), ("color=7", ["7"]), ("color=", ""), ("color=7&color=8", ["7", "8"]),
            ("color=blue&color=8", ["blue", "8"]),
        ] as [(String, JSONValue)]
    )
    func aLoneValueBesideLists(_ text: String, _ value: JSONValue) throws {
        let format = ParameterFormat(name: "color", style: .form, explode: true)
        let digits: JSONValue = ["type": "string", "pattern": "^[0-9]+$"]
        let schema: JSONValue = [
            "oneOf": [["type": "string", "pattern": "^[a-z]*$"], ["type": "array", "items": digits, "minItems": 1]]
        ]
        #expect(try Self.read(text, format, schema) == .value(value))
    }

    @Test func readsLabelsAsOlderVersionsWriteThem() throws {
        let format = ParameterFormat(name: "color", style: .label, explode: false)
        #expect(try Self.read(".blue.black.brown", format, Self.values[2].schema) == .value(Self.values[2].value))
        #expect(try Self.read(".R.100.G.200.B.150", format, Self.values[3].schema) == .value(Self.values[3].value))
    }

    @Test func encodesWhatIsReserved() throws {
        var format = ParameterFormat(name: "q", style: .form, explode: false)
        #expect(ParameterWriter.text(of: ["a,b", "ü&"], format) == "q=a%2Cb,%C3%BC%26")
        #expect(try Self.read("q=a%2Cb,%C3%BC%26", format, Self.values[2].schema) == .value(["a,b", "ü&"]))
        format.allowsReserved = true
        #expect(ParameterWriter.text(of: "a/b?c", format) == "q=a/b?c")
        format = ParameterFormat(name: "X", style: .simple, explode: false, isEncoded: false)
        #expect(ParameterWriter.text(of: ["a b", "ü"], format) == "a b,ü")
        #expect(try Self.read("a b, ü", format, Self.values[2].schema) == .value(["a b", "ü"]))
    }

    @Test func refusesWhatAStyleCantExpress() {
        let deep = ParameterFormat(name: "q", style: .deepObject, explode: true)
        #expect(ParameterWriter.text(of: "x", deep) == nil)
        #expect(ParameterWriter.text(of: ["a"], deep) == nil)
        #expect(ParameterWriter.text(of: [["a"]], ParameterFormat(name: "q", style: .form, explode: true)) == nil)
        #expect(ParameterWriter.text(of: ["a": ["b"]], deep) == nil)
    }

    static let typed: [(text: String, schema: JSONValue, value: JSONValue)] = [
        ("q=5", ["type": "integer"], 5),
        ("q=5.50", ["type": "number"], 5.5),
        ("q=five", ["type": "integer"], "five"),
        ("q=05", ["type": "integer"], "05"),
        ("q=true", ["type": "boolean"], true),
        ("q=True", ["type": "boolean"], "True"),
        ("q=5", ["type": "string"], "5"),
        ("q=5", ["enum": ["5"]], "5"),
        ("q=5", ["enum": [5]], 5),
        ("q=5", ["anyOf": [["type": "integer"], ["type": "string"]]], 5),
        ("q=", ["type": ["integer", "null"]], .null),
        ("q", ["type": "string"], ""),
        ("q=a+b", ["type": "string"], "a b"),
        ("q=1&q=2", ["type": "array", "items": ["type": "integer"]], [1, 2]),
        ("q=1", ["type": "array", "items": ["type": "integer"]], [1]),
    ]

    @Test(arguments: typed) func readsTheTypesThatSchemasAskFor(text: String, schema: JSONValue, value: JSONValue)
        throws
    {
        let format = ParameterFormat(name: "q", style: .form, explode: true)
        #expect(try Self.read(text, format, schema) == .value(value))
    }

    @Test func saysWhatIsMalformed() throws {
        let form = ParameterFormat(name: "q", style: .form, explode: true)
        #expect(try Self.read("q=%zz", form, ["type": "string"]) == .malformed("wrong percent-encoding in '%zz'"))
        #expect(try Self.read("q=1&q=2", form, ["type": "string"]) == .malformed("'q' is there 2 times"))
        #expect(try Self.read("p=1", form, ["type": "string"]) == .absent)
        let matrix = ParameterFormat(name: "q", style: .matrix, explode: false)
        #expect(try Self.read("5", matrix, ["type": "string"]) == .malformed("'5' doesn't begin with ';'"))
        #expect(try Self.read(";p=5", matrix, ["type": "string"]) == .malformed("';p=5' doesn't name 'q'"))
    }
}
