import JSON
import JSONPath
import Testing

@Suite("JSONPath: errors")
struct JSONPathErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let path: String
        let offset: Int
        let length: Int
        let message: String

        init(_ path: String, _ offset: Int, _ length: Int, _ message: String) {
            self.path = path
            self.offset = offset
            self.length = length
            self.message = message
        }

        var testDescription: String { String(path.prefix(40)) }
    }

    private static let expression = "expected a query (`@…` or `$…`), a literal or a function"
    private static let selector = "expected a quoted name, an index, a slice, `*` or a filter `?…`"
    private static let segment = "expected `.`, `..`, `[` or the end of the path"
    private static let integer = "expected an integer"
    private static let singular = "expected a query that selects at most one node, by names and indices only"

    static let segmentRows: [Row] = [
        Row("", 0, 0, "expected `$`, found the end of the path (a JSONPath begins with `$`, the root of the document)"),
        Row("a", 0, 1, "expected `$`, found `a` (a JSONPath begins with `$`, the root of the document)"),
        Row(" $", 0, 1, "expected `$`, found a space (a JSONPath begins with `$`, the root of the document)"),
        Row("$ ", 1, 1, "\(segment), found a space (no blank space may follow the path)"),
        Row("$.a$", 3, 1, "\(segment), found `$`"),
        Row(
            "$.a-b",
            3,
            1,
            "\(segment), found `-` (quote a name that has other characters than letters, digits and `_`, as in `$['a-b']`)"
        ),
        Row(
            "$.a == 1",
            3,
            1,
            "\(segment), found a space (comparisons belong into a filter, as in `$[?@.a == 1]`)"
        ),
        Row("$.", 2, 0, "expected a name or `*` after `.`, found the end of the path"),
        Row(
            "$.1",
            2,
            1,
            "expected a name or `*` after `.`, found `1` (an element is `[0]`, a name that begins with a digit `['0']`)"
        ),
        Row(
            "$.'a'",
            2,
            1,
            "expected a name or `*` after `.`, found `'` (a quoted name stands in brackets, as in `['a']`)"
        ),
        Row(
            "$.[0]",
            2,
            1,
            "expected a name or `*` after `.`, found `[` (leave the dot out: `$['a']`, not `$.['a']`)"
        ),
        Row("$...a", 3, 1, "expected a name, `*` or `[` after `..`, found `.`"),
        Row("$.\u{1F432}.é.!", 6, 1, "expected a name or `*` after `.`, found `!`"),
    ]

    static let selectorRows: [Row] = [
        Row("$[]", 2, 1, "\(selector), found `]` (`[*]` selects all elements)"),
        Row("$[0,]", 4, 1, "\(selector), found `]`"),
        Row("$[a]", 2, 1, "\(selector), found `a` (write quotes around a name, as in `['a']`)"),
        Row(
            "$[(@.length-1)]",
            2,
            1,
            "\(selector), found `(` (there are no script expressions; a filter is `[?@.a == 1]`)"
        ),
        Row("$[@.a]", 2, 1, "\(selector), found `@` (a filter begins with `?`, as in `[?@.a]`)"),
        Row("$[0", 3, 0, "expected `,` or `]` to close the bracket of column 2, found the end of the path"),
        Row("$[1.5]", 3, 1, "expected `,` or `]` to close the bracket of column 2, found `.`"),
        Row("$[1:2:3:4]", 7, 1, "expected `,` or `]` to close the bracket of column 2, found `:`"),
        Row("$[01]", 2, 2, "\(integer) without leading zeros, found `01`"),
        Row("$[-0]", 2, 2, "\(integer) without leading zeros, found `-0` (there is no `-0`)"),
        Row(
            "$[9007199254740992]",
            2,
            16,
            "\(integer) between -9007199254740991 and 9007199254740991, found `9007199254740992`"
        ),
        Row("$['a", 4, 0, "expected `'` to close the string of column 3, found the end of the path"),
        Row(
            "$['a\\x']",
            4,
            2,
            "expected an escape: `\\'`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` or `\\uXXXX`, found `\\x`"
        ),
        Row(
            "$['\\uD800']",
            3,
            6,
            "expected a high surrogate and then a low surrogate, as in `\\uD83D\\uDC32`, found `\\uD800`"
        ),
        Row(
            "$['a\nb']",
            4,
            1,
            "expected no control character in a string, found `U+000A` (write it as an escape, such as `\\n` or "
                + "`\\u0001`)"
        ),
    ]

    static let filterRows: [Row] = [
        Row("$[?]", 3, 1, "\(expression), found `]`"),
        Row("$[?@.a==1 && ]", 13, 1, "\(expression), found `]`"),
        Row("$[?@.a == b]", 10, 1, "\(expression), found `b` (`@.b` is a member, `'b'` a string)"),
        Row(
            "$[?@.a == [1]]",
            10,
            1,
            "\(expression), found `[` (values of arrays and objects can't be written; compare with a query)"
        ),
        Row(
            "$[?count (@.a) > 1]",
            3,
            5,
            "\(expression), found `count` (`(` follows the name of a function at once)"
        ),
        Row(
            "$[?@.a = 1]",
            7,
            1,
            "expected `,` or `]` to close the bracket of column 2, found `=` (equality is `==`)"
        ),
        Row("$[?1]", 3, 1, "expected a query, a function or a comparison, found `1` (a literal is no condition)"),
        Row(
            "$[?@..a == 1]",
            3,
            4,
            "\(singular), found `@..a` (`value(…)` takes the only node of any other query, `count(…)` how many there are)"
        ),
        Row(
            "$[?!@.a == 1]",
            8,
            2,
            "expected no comparison after `!` without parentheses, found `==` (write `!(… == …)` or `!=`)"
        ),
        Row("$[?(@.a]", 7, 1, "expected `&&`, `||` or `)` to close the parenthesis of column 4, found `]`"),
        Row("$[?@.a == 01]", 10, 2, "expected a number without leading zeros, found `01`"),
        Row("$[?@.a == 1.]", 12, 1, "expected a digit after the decimal point, found `]`"),
        Row(
            "$[?length(@.a)]",
            3,
            11,
            "expected a comparison of what `length` returns, found `length(@.a)` (as in `length(…) == 1`)"
        ),
        Row(
            "$[?length(@.*) > 1]",
            10,
            3,
            "\(singular), found `@.*` (`value(…)` takes the only node of any other query)"
        ),
        Row("$[?count(1) > 1]", 9, 1, "expected one query, as in `count(@.*)`, found `1`"),
        Row("$[?count(@.a, @.b) > 1]", 3, 15, "expected one query, as in `count(@.*)`, found 2 arguments"),
        Row(
            "$[?match(@.a)]",
            3,
            10,
            "expected a value and a regular expression, as in `match(@.a, 'x.*')`, found 1 argument"
        ),
        Row(
            "$[?match(@.a, 'b') == true]",
            3,
            15,
            "expected something to compare, found `match(@.a, 'b')` (`match` and `search` are conditions by themselves)"
        ),
        Row(
            "$[?size(@.a) > 1]",
            3,
            4,
            "expected one of the functions `length`, `count`, `value`, `match`, `search`, found `size`"
        ),
        Row(
            "$[?count(@.a > 1) > 1]",
            13,
            1,
            "expected `,` or `)` after an argument of `count`, found `>` (a condition is no argument)"
        ),
        Row(
            "$[?" + String(repeating: "(", count: 1_000),
            102,
            1,
            "expected at most 100 filters, parentheses and functions in one another, found `(`"
        ),
    ]

    @Test("Where, what is expected, what is found, what to do", arguments: segmentRows + selectorRows + filterRows)
    func table(_ row: Row) {
        let error = #expect(throws: JSONPathError.self) { try JSONPath(row.path) }
        #expect(error?.kind == .syntax)
        #expect(error?.offset == row.offset)
        #expect(error?.length == row.length)
        #expect(error?.message == row.message)
        #expect(error?.description == "column \(row.offset + 1): \(row.message)")
    }

    @Test("The excerpt has carets under what is wrong")
    func excerpt() throws {
        let error = #expect(throws: JSONPathError.self) { try JSONPath("$[?@..a ==\t1]") }
        #expect(error?.excerpt == "$[?@..a == 1]\n   ^^^^")
        let atEnd = #expect(throws: JSONPathError.self) { try JSONPath("$.") }
        #expect(atEnd?.excerpt == "$.\n  ^")
    }

    @Test("A pattern that is no I-Regexp is a warning, since it matches nothing by the RFC")
    func patternWarnings() throws {
        let path = try JSONPath("$[?match(@, '\\\\d+')]")
        #expect(path.warnings.map(\.kind) == [.pattern])
        #expect(
            path.warnings.first?.description == """
                column 13: expected an I-Regexp (RFC 9485), since any other pattern matches nothing, found `'\\\\d+'` \
                (at offset 0 of the regular expression: expected an escape that an I-Regexp (RFC 9485) knows, found \
                `\\d` (write `[0-9]`))
                """
        )
        #expect(try path.nodes(in: JSONParser.parse("[\"1\"]")).isEmpty)
        #expect(
            try JSONPath("$[?search(@, 1)]").warnings.map(\.message) == [
                "expected a regular expression in quotes, found `1`"
            ]
        )
        #expect(try JSONPath("$[?search(@, '[0-9]')]").warnings.isEmpty)
    }
}
