import Foundation
import Patterns
import Testing

/// The patterns of the JSON Schema test suite, applied to strings and member names without a schema validator.
@Suite(
    "Regular expressions: JSON Schema test suite",
    .enabled(if: JSONSchemaPatterns.folder != nil, "the public suites are not beside the checkout")
)
struct RegexConformanceTests {
    @Test("pattern and patternProperties")
    func patterns() throws {
        var passed = 0
        var total = 0
        for file in ["pattern", "patternProperties", "optional/ecmascript-regex", "optional/non-bmp-regex"] {
            for example in try JSONSchemaPatterns.examples(in: file) {
                total += 1
                let expression = try RegularExpression(ecma262: example.pattern)
                let matches = try expression.search(example.text)
                #expect(matches == example.matches, "\(file): \(example.pattern) in \(example.text.debugDescription)")
                if matches == example.matches { passed += 1 }
            }
        }
        print("JSON Schema patterns: \(passed) of \(total) as stated")
        #expect(total >= 68)
    }

    @Test("format regex")
    func formatRegex() throws {
        var total = 0
        for file in ["optional/format/ecmascript-regex"] {
            for example in try JSONSchemaPatterns.formatExamples(in: file) {
                total += 1
                let expression = try? RegularExpression(ecma262: example.pattern, allowsLeadingFlags: false)
                #expect((expression != nil) == example.matches, "\(file): \(example.pattern)")
            }
        }
        #expect(total >= 12)
    }
}
