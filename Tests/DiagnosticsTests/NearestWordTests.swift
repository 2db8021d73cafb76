import Diagnostics
import Testing

@Suite("Nearest words")
struct NearestWordTests {
    static let words = ["method", "headers", "body", "path", "status", "bodyText", "in", "Pfad"]

    @Test(
        "a slip is corrected",
        arguments: [
            ("methdo", "method"), ("METHOD", "method"), ("haeders", "headers"), ("header", "headers"), ("bdy", "body"),
            ("statsu", "status"), ("bodytext", "bodyText"), ("In", "in"), ("pfad", "Pfad"),
        ]
    )
    func near(_ word: String, _ meant: String) {
        #expect(NearestWord.suggest(word, among: Self.words) == meant)
    }

    @Test("what is far from all stays alone", arguments: ["", "x", "timeout", "zzzzzz", "on", "query"])
    func far(_ word: String) {
        #expect(NearestWord.suggest(word, among: Self.words) == nil)
    }

    @Test("very long words cost little")
    func long() {
        let word = String(repeating: "a", count: 1_000_000)
        #expect(NearestWord.suggest(word, among: ["b"]) == nil)
    }
}
