import Testing

@testable import Reports
@testable import Results

/// The figures of a part of a trial, as a file.
@Suite struct TrialFiguresTests {
    private static let figures = ShardSample(requests: 100).figures(1, of: 4)
    private static let bytes = TrialFigures.bytes(figures, suite: "s", name: "c", step: "")

    @Test func figuresAreReadBack() throws {
        #expect(try TrialFigures.figures(Self.bytes, suite: "s", name: "c", step: "") == Self.figures)
    }

    @Test func thoseOfAnotherCaseAreRefused() {
        for (suite, name, step) in [("t", "c", ""), ("s", "d", ""), ("s", "c", "x")] {
            #expect(throws: ResultsError.self) {
                try TrialFigures.figures(Self.bytes, suite: suite, name: name, step: step)
            }
        }
    }

    @Test func whatIsCutOffOrChangedIsRefused() {
        for count in stride(from: 0, to: Self.bytes.count, by: 37) {
            #expect(throws: ResultsError.self) {
                try TrialFigures.figures(Array(Self.bytes.prefix(count)), suite: "s", name: "c", step: "")
            }
            var changed = Self.bytes
            changed[count] ^= 1
            #expect(throws: ResultsError.self) {
                try TrialFigures.figures(changed, suite: "s", name: "c", step: "")
            }
        }
    }
}
