import JSON
import JSONSchema
import Measurement
import Results
import Testing

@testable import Reports

/// No figure of a report is negative, infinite or not a number, whatever was counted.
@Suite struct SaturationTests {
    @Test func figuresAreSaturated() throws {
        var load = Sample.load(.load)
        load.sent = load.offered + 3
        load.broken = load.completed + 5
        load.resent = -1
        load.bytesIn = .min
        load.duration = .max
        load.validated = .nan
        load.responseTime.mean = .infinity
        load.serviceTime.mean = -.infinity
        load.responseTime.max = .max
        load.audit = LoadAudit(
            sendDelay: .empty,
            ownSendDelay: .empty,
            loopLag: .empty,
            busiestThread: .nan,
            threads: -1
        )
        var result = Sample.loaded(.load)
        result.steps[0].load = load
        result.duration = .max
        result.steps[0].responseTime = .max
        let run = Sample.run([result]) { run in
            run.duration = .max
            run.suites[0].duration = .max
        }
        let document = ResultsDocument.json(run)
        let violations = try JSONSchema(ResultsDocumentTests.schemaDocument()).validate(document)
        #expect(violations.isEmpty, "\(violations.map(\.description))")
        let written = try #require(document["suites"]?[0]?["cases"]?[0]?["steps"]?[0]?["load"])
        #expect(written["unsent"] == 0 && written["goodputPerSecond"] == 0 && written["bytesIn"] == 0)
        #expect(written["validatedShare"] == 0)
        for text in [String(decoding: JUnitReport.xml(run), as: UTF8.self), TerminalReport.text(run)] {
            for word in ["nan", "inf "] { #expect(!text.contains(word), "\(word) in \(text)") }
        }
    }
}
