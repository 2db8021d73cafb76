import HTTP
import HostileServer
import LoadEngine
import Synchronization
import Testing
import Transport

/// What a load makes of answers that aren't plain: codings, deviations, long chunked content, 101.
@Suite(.timeLimit(.minutes(1)))
struct ReadingTests {
    /// "compress me, compress me" by gzip.
    private static let coded: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xCE, 0xCF, 0x2D, 0x28, 0x4A, 0x2D, 0x2E,
        0x56,
        0xC8, 0x4D, 0xD5, 0x51, 0x48, 0x46, 0x70, 0x00, 0xD5, 0x85, 0x34, 0xC7, 0x18, 0x00, 0x00, 0x00,
    ]

    private static func answer(_ content: [UInt8], _ fields: String = "Content-Encoding: gzip\r\n") -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\n\(fields)Content-Length: \(content.count)\r\n\r\n".utf8) + content
    }

    /// The report of ten requests that are answered so, and the contents that the judge saw.
    private func run(
        _ bytes: [UInt8],
        share: Double = 1,
        isJudged: Bool = true,
        change: (inout LoadEndpoint) -> Void = { _ in }
    ) throws -> (report: LoadReport, seen: [[UInt8]]) {
        let seen = Mutex<[[UInt8]]>([])
        var report: LoadReport?
        try TestServer.run({ _, _, _ in .bytes(bytes) }) { server in
            let judge = ResponseJudge(isRepeatable: false) { view, _ in
                seen.withLock { $0.append(Array(view.body)) }
                return nil
            }
            let check = EndpointCheck(judge: isJudged ? judge : nil, share: share)
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds, check: check)
            change(&plan.endpoints[0])
            report = try LoadEngine.run(plan)
        }
        let made = try #require(report)
        expectSums(made)
        return (made, seen.withLock { $0 })
    }

    @Test func aJudgeSeesWhatContentWasBeforeItWasCoded() throws {
        let (report, seen) = try run(Self.answer(Self.coded))
        #expect(report.counts.completed == 10)
        #expect(seen == Array(repeating: Array("compress me, compress me".utf8), count: 10))
        let (_, raw) = try run(Self.answer(Self.coded)) { $0.check.decompresses = false }
        #expect(raw == Array(repeating: Self.coded, count: 10))
    }

    /// As for a single request, whether anything else is asked of the content or not.
    @Test(arguments: [true, false])
    func contentThatEndsEarlyIsMalformed(isJudged: Bool) throws {
        let cut = Self.answer(Array(Self.coded.dropLast(4)))
        let (report, seen) = try run(cut, isJudged: isJudged)
        #expect(report.counts.failures == [.malformed: 10])
        #expect(report.failures.first?.detail.contains("ends early") == true)
        #expect(seen.isEmpty)
        // What isn't looked at is let go.
        let (passed, _) = try run(cut, share: 0, isJudged: isJudged)
        #expect(passed.counts.completed == 10)
    }

    @Test func decodedContentIsBounded() throws {
        var bomb: LoadReport?
        try TestServer.run({ _, _, _ in .bytes(Self.answer(Self.coded)) }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 50 * milliseconds)
            plan.configuration.maxBody = 23
            plan.endpoints[0].check.decompresses = true
            bomb = try LoadEngine.run(plan)
        }
        #expect(bomb?.counts.failures == [.tooLarge: 5])
    }

    @Test func deviationsAreCountedAndFailWhereTheyAreForbidden() throws {
        let folded = Self.answer([], "A: b\r\n c\r\nD : e\r\n")
        let (report, _) = try run(folded, isJudged: false)
        #expect(report.counts.completed == 10)
        #expect(report.counts.broken == 0)
        #expect(report.deviations == [.foldedField: 10, .spaceBeforeColon: 10])
        let (strict, _) = try run(folded) { $0.check.forbidden = [.foldedField] }
        #expect(strict.counts.broken == 10)
        #expect(strict.failures.first?.detail.hasPrefix("protocol.folded-field: ") == true)
    }

    /// Its lines alone are longer than a header section may be.
    @Test func longChunkedContentPasses() throws {
        let chunks = String(repeating: "1\r\nx\r\n", count: 20_000)
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n"
        let (report, seen) = try run(Array(answer.utf8))
        #expect(report.counts.completed == 10)
        #expect(seen.allSatisfy { $0.count == 20_000 && $0.allSatisfy { $0 == UInt8(ascii: "x") } })
    }

    @Test func a101AnswersTheRequestThatAskedForIt() throws {
        let answer = Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\u{1}".utf8)
        let (asked, _) = try run(answer) { $0.asksUpgrade = true }
        #expect(asked.statuses == [101: 10])
        #expect(asked.counts.opened >= 10)
        let (unasked, _) = try run(answer)
        #expect(unasked.counts.failures == [.malformed: 10])
    }
}
