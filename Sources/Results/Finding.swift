public import JSON

/// One expectation that was broken.
public struct Finding: Sendable, Hashable {
    /// The expectation's key and, where it has one, its member: `status`, `headers.Content-Type`, `json.$.code`.
    public var expectation: String
    /// Where in the response's JSON body it was found.
    public var pointer: JSONPointer?
    /// What was sought, in words.
    public var expected: String
    /// What was found, in words, cut to a readable length.
    public var found: String
    /// A small diff of what was sought and found, lines that begin with `-` and `+`; empty when the words above say it all.
    public var diff: String

    /// A finding of its parts. Texts in quotes that differ and look alike are shown with `\u{…}`, so that one sees it.
    public init(
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

    /// Whether it is, of a case that was made from a contract, an answer that shows what is inside the server: the only contents that are
    /// refused there, and members that are only written.
    package var isLeak: Bool {
        expectation == "body" && expected != "JSON" || expectation == "contract.write-only-member"
    }

    /// The finding in one line.
    public var summary: String {
        let place = pointer.map { pointer in pointer.description.isEmpty ? "" : " at \(pointer)" } ?? ""
        return "\(expectation): expected \(expected), found \(found)\(place)"
    }
}
