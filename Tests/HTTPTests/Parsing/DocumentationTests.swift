import Foundation
import HTTP
import Testing

@Suite struct DocumentationTests {
    /// The document lists each deviation with its section, and no other.
    @Test func theDocumentListsTheDeviations() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/protocol.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.map(String.init) == Deviation.allCases.map { "| `\($0.name)` | \($0.text) | \($0.section) |" })
    }
}
