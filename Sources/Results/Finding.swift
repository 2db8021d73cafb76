package import JSON

/// One expectation that was broken.
package struct Finding: Sendable, Hashable {
    /// The expectation's key and, where it has one, its member: `status`, `headers.Content-Type`, `json.$.code`.
    package var expectation: String
    /// Where in the response's JSON body it was found.
    package var pointer: JSONPointer?
    /// What was sought, in words.
    package var expected: String
    /// What was found, in words, cut to a readable length.
    package var found: String
    /// A small diff of what was sought and found, lines that begin with `-` and `+`; empty when the words above say it
    /// all.
    package var diff: String

    /// A finding of its parts. Texts in quotes that differ and look alike are shown with `\u{…}`, so that one sees it.
    package init(
        _ expectation: String,
        expected: String,
        found: String,
        pointer: JSONPointer? = nil,
        diff: String = ""
    ) {
        self.expectation = expectation
        self.pointer = pointer
        (self.expected, self.found) = Lookalikes.told(expected, found)
        self.diff = diff
    }

    /// Whether it is, of a case that was made from a contract, an answer that shows what is inside the server: the only
    /// contents that are refused there, and members that are only written.
    package var isLeak: Bool {
        expectation == "body" && expected != "JSON" || expectation == "contract.write-only-member"
    }

    /// The finding in one line.
    package var summary: String {
        let place = pointer.map { pointer in pointer.description.isEmpty ? "" : " at \(pointer)" } ?? ""
        return "\(expectation): expected \(expected), found \(found)\(place)"
    }
}
