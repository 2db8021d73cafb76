import HTTP
import Testing

/// Structured fields (RFC 9651): what is read, and how it is written strictly.
@Suite struct StructuredFieldTests {
    private static func written(_ text: String, _ kind: StructuredField.Kind) -> String? {
        (try? StructuredField(text, as: kind))?.text
    }

    /// The examples of sections 3.1 to 3.3, and their corners.
    @Test(arguments: [
        ("5; foo=bar", "5;foo=bar"), ("0", "0"), ("-0", "0"), ("042", "42"), ("-42", "-42"),
        ("999999999999999", "999999999999999"),
        ("4.5", "4.5"), ("1.50", "1.5"), ("-0.0", "0.0"), ("-0.10", "-0.1"), ("00.001", "0.001"),
        ("123456789012.123", "123456789012.123"),
        (#""hello world""#, #""hello world""#), (#""a\"b\\""#, #""a\"b\\""#), (#""""#, #""""#),
        ("foo123/456", "foo123/456"), ("*a:b", "*a:b"), ("A!#$%&'*+-.^_`|~", "A!#$%&'*+-.^_`|~"),
        (":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:", ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:"),
        (":YQ:", ":YQ==:"), ("::", "::"), ("?1", "?1"), ("?0", "?0"), ("@1659578233", "@1659578233"), ("@-1", "@-1"),
        (
            #"%"This is intended for display to %c3%bcsers.""#,
            #"%"This is intended for display to %c3%bcsers.""#
        ),
        (#"%"%22%25%41""#, #"%"%22%25A""#), ("  1 ;a ; b=?1;a=2;  c  ", "1;a=2;b;c"), ("a;b=?0", "a;b=?0"),
    ])
    func itemsAreRead(_ text: String, _ strict: String) {
        // White space may stand behind a semicolon, and not before it.
        #expect(Self.written(text.replacing(" ;", with: ";"), .item) == strict)
        #expect(Self.written(strict, .item) == strict)
    }

    @Test(arguments: [
        ("sugar, tea, rum", "sugar, tea, rum"), ("a ,b\t,\t c", "a, b, c"), ("", ""), ("  ", ""),
        (#"("foo" "bar"), ("baz"), ("bat" "one"), ()"#, #"("foo" "bar"), ("baz"), ("bat" "one"), ()"#),
        (
            #"("foo";  a=1;b=2);lvl=5, (  "bar"   "baz" );lvl=1"#,
            #"("foo";a=1;b=2);lvl=5, ("bar" "baz");lvl=1"#
        ),
        ("abc;a=1;b=2; cde_456, (ghi;jk=4 l);q=\"9\";r=w", "abc;a=1;b=2;cde_456, (ghi;jk=4 l);q=\"9\";r=w"),
    ])
    func listsAreRead(_ text: String, _ strict: String) { #expect(Self.written(text, .list) == strict) }

    @Test(arguments: [
        (#"en="Applepie", da=:w4ZibGV0w6ZydGU=:"#, #"en="Applepie", da=:w4ZibGV0w6ZydGU=:"#),
        ("a=?0, b, c; foo=bar", "a=?0, b, c;foo=bar"), ("a=?1;x", "a;x"),
        ("rating=1.5, feelings=(joy sadness)", "rating=1.5, feelings=(joy sadness)"),
        ("a=(1 2), b=3, c=4;aa=bb, d=(5 6);valid", "a=(1 2), b=3, c=4;aa=bb, d=(5 6);valid"),
        // The last one counts, in the place of the first (section 4.2.2).
        ("a=1,b=2;x=1,a=3", "a=3, b=2;x=1"), ("", ""), ("*k_-.9=1", "*k_-.9=1"),
    ])
    func dictionariesAreRead(_ text: String, _ strict: String) throws {
        #expect(Self.written(text, .dictionary) == strict)
        let field = try StructuredField("a=1, b=2;x=1;y=2, c=(a   b    c), d, e;x=?0", as: .dictionary)
        let members = ["a", "b", "c", "d", "e", "f"].map { field.text(ofMember: $0) }
        #expect(members == ["1", "2;x=1;y=2", "(a b c)", "?1", "?1;x=?0", nil])
    }

    @Test(arguments: [
        (StructuredField.Kind.item, ""), (.item, "1 2"), (.item, "1, 2"), (.item, "-"), (.item, "--1"), (.item, "1."),
        (.item, ".1"), (.item, "1.2345"), (.item, "1234567890123.1"), (.item, "1000000000000000"), (.item, "+1"),
        (.item, "1e3"), (.item, "\"a"), (.item, #""a\n""#), (.item, "\"ü\""), (.item, "\"a\tb\""), (.item, "'a'"),
        (.item, "a@b"), (.item, ":Y Q==:"), (.item, ":YQ=="), (.item, ":_-:"), (.item, "?2"), (.item, "?"),
        (.item, "?true"), (.item, "@1.5"), (.item, "@"), (.item, "@@1"), (.item, "%a"), (.item, #"%"%C3%BC""#),
        (.item, #"%"%c3""#), (.item, #"%"a"#), (.item, #"%"ü""#), (.item, "(a b)"), (.item, "1;A=1"), (.item, "1;"),
        (.item, "1;=1"), (.item, "1;a="), (.item, "1 ;a"), (.item, "\t1"), (.list, "a,"), (.list, ",a"),
        (.list, "a,,b"), (.list, "a b"), (.list, "(a,b)"), (.list, "(a b"), (.list, "(\"a\"\"b\")"), (.list, "(a\tb)"),
        (.list, "((a))"), (.dictionary, "A=1"), (.dictionary, "a=1,"), (.dictionary, "a=1 b=2"), (.dictionary, "a =1"),
        (.dictionary, "a= 1"), (.dictionary, "1=1"), (.dictionary, "a=,b=1"), (.dictionary, "\"a\"=1"),
    ])
    func whatIsNoneSaysWhy(_ kind: StructuredField.Kind, _ text: String) {
        let error = #expect(throws: StructuredFieldError.self) { try StructuredField(text, as: kind) }
        #expect(error?.message.isEmpty == false)
    }

    @Test func aFlawHasItsPlace() {
        let error = #expect(throws: StructuredFieldError.self) { try StructuredField("a=1, b=2 c=3", as: .dictionary) }
        #expect(error?.message == "a comma is expected at character 10, found 'c=3'")
        let end = #expect(throws: StructuredFieldError.self) { try StructuredField("a=", as: .dictionary) }
        #expect(end?.message == "it ends where a value is expected")
    }

    @Test func parametersStandAlone() throws {
        let parameters = try StructuredField.parameters(#";sf; key="a b";n=1"#)
        #expect(parameters.map(\.key) == ["sf", "key", "n"])
        #expect(parameters.map(\.value) == [.boolean(true), .string("a b"), .integer(1)])
        #expect(StructuredField.text(parameters) == #";sf;key="a b";n=1"#)
        for text in ["sf", ";", ";sf,", " ;sf"] {
            #expect(throws: StructuredFieldError.self) { try StructuredField.parameters(text) }
        }
    }
}
