import Results
import Testing

/// Texts that differ and look alike are shown so that one sees it.
@Suite struct LookalikeTests {
    @Test(arguments: [
        ("\u{E9}", "e\u{301}", #"\u{E9}"#, #"e\u{301}"#), ("ab", "a\u{200B}b", "ab", #"a\u{200B}b"#),
        ("a b", "a\u{A0}b", "a b", #"a\u{A0}b"#), ("ab", "ab ", "ab", #"ab\u{20}"#), (" ab", "ab", #"\u{20}ab"#, "ab"),
        ("\u{2764}", "\u{2764}\u{FE0F}", #"\u{2764}"#, #"\u{2764}\u{FE0F}"#),
    ])
    func theirDifferenceIsShown(expected: String, found: String, left: String, right: String) {
        let finding = Finding("json.$", expected: "\"\(expected)\"", found: "string \"\(found)\"")
        #expect(finding.expected == "\"\(left)\"")
        #expect(finding.found == "string \"\(right)\"")
    }

    @Test(arguments: [
        ("\"é\"", "string \"e\""), ("\"é\"", "\"é\""), ("é", "e\u{301}"), ("200", "\"200\""), ("\"a", "\"a "),
    ])
    func othersStayAsTheyAre(expected: String, found: String) {
        let finding = Finding("json.$", expected: expected, found: found)
        #expect(finding.expected.utf8.elementsEqual(expected.utf8))
        #expect(finding.found.utf8.elementsEqual(found.utf8))
    }
}
