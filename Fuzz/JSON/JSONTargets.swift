import Diagnostics
public import FuzzDriver
import JSON
import JSONPath
import JSONSchema
import Patterns

/// What reads and judges JSON.
enum JSONTargets {
    /// The same value and the same verdict with and without places, and after writing and reading again; an error that
    /// can be shown.
    @Sendable static func json(_ bytes: UnsafeBufferPointer<UInt8>) {
        let file = SourceFile(path: "f.json", bytes: Array(bytes))
        do throws(JSONSyntaxError) {
            let value = try JSONParser.parse(bytes)
            let node = try? JSONParser.parseNode(file)
            precondition(node?.value == value, "with places it is another value")
            let again = try? JSONParser.parse(JSONSerializer.serialize(value))
            precondition(again == value, "written and read again it is another value")
            _ = value.hashValue
        } catch {
            _ = error.description
            _ = try? JSONParser.parseNode(file)
        }
    }

    private static let document: JSONValue = [
        "a": ["x", "1", ["b": 1, "c": "2026-01-01"], [1, 2, [3, []]], .null], "b": ["c": ["d": "aaab"]], "é": 1.5e3,
    ]

    /// A path, and behind a line feed a document.
    @Sendable static func path(_ bytes: UnsafeBufferPointer<UInt8>) {
        let (path, rest) = bytes.halves
        do throws(JSONPathError) {
            let path = try JSONPath(String(decoding: path, as: UTF8.self))
            let document = (try? JSONParser.parse(rest)) ?? document
            let nodes = try path.evaluate(in: document, limit: 20_000)
            for node in nodes.prefix(20) {
                precondition(node.path.pointer.value(in: document) == node.value, "a node isn't where its path leads")
            }
        } catch {
            _ = error.description
        }
    }

    /// A schema, and behind a line feed a value.
    @Sendable static func schema(_ bytes: UnsafeBufferPointer<UInt8>) {
        let (schema, rest) = bytes.halves
        guard let schema = try? JSONParser.parse(schema) else { return }
        let value = (try? JSONParser.parse(rest)) ?? document
        for dialect in [JSONSchema.Dialect.draft2020_12, .draft7, .openAPI30] {
            do throws(JSONSchemaError) {
                let schema = try JSONSchema(schema, dialect: dialect, assertFormats: true)
                let verdict = schema.verdict(on: value)
                precondition(schema.validate(value).isEmpty == (verdict == .accepted), "verdict and report differ")
                _ = schema.detailed(value)
            } catch {
                _ = error.description
            }
        }
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64 = 7

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    /// A pattern, and behind a line feed a text.
    @Sendable static func pattern(_ bytes: UnsafeBufferPointer<UInt8>) {
        let (pattern, rest) = bytes.halves
        let (source, text) = (String(decoding: pattern, as: UTF8.self), String(decoding: rest, as: UTF8.self))
        search({ () throws(RegularExpressionError) in try RegularExpression(ecma262: source) }, text)
        search({ () throws(RegularExpressionError) in try RegularExpression(iRegexp: source) }, text)
    }

    private static func search(
        _ make: () throws(RegularExpressionError) -> RegularExpression,
        _ text: String
    ) {
        do throws(RegularExpressionError) {
            let expression = try make()
            var generator = Generator()
            if let sample = expression.sample(using: &generator) {
                precondition((try? expression.search(sample)) == true, "a sample doesn't match")
            }
            let match = try expression.firstMatch(in: text, stepLimit: 20_000)
            let isFound = try expression.search(text)
            precondition(isFound == (match != nil), "the automaton and the search differ")
        } catch {
            _ = error.description
        }
    }
}

private let target = chosenTarget(of: [
    "json": JSONTargets.json,
    "jsonpath": JSONTargets.path,
    "schema": JSONTargets.schema,
    "pattern": JSONTargets.pattern,
])

/// libFuzzer's own `main` finds this by its name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// The package manager takes this for the program's beginning, by its name.
@_cdecl("FuzzJSON_main")
public func fuzzMain(_ count: CInt, _ arguments: FuzzArguments) -> CInt {
    fuzz(count, arguments) { fuzzInput($0, $1) }
}
