import Foundation
import Results
import Testing

@testable import Reports

@Suite struct JournalTests {
    private static let run = Sample.everything

    /// The journal that `run` would have left, had all of it been written.
    private static func bytes(of run: RunResult, ends: Bool = true) throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "muster-\(UUID().uuidString)/"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let journal = try Journal(in: folder, of: RunOutline(run))
        for (suite, result) in run.suites.enumerated() {
            for (index, result) in result.cases.enumerated() {
                let place = CasePosition(suite: suite, index: index)
                journal.began(place, at: result.startedAt)
                journal.ended(place, result)
            }
            journal.suiteEnded(suite, result)
        }
        if ends { journal.end(run) }
        #expect(journal.failure == nil)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + Journal.name)))
        journal.remove()
        #expect(!FileManager.default.fileExists(atPath: folder + Journal.name))
        return bytes
    }

    @Test func aWholeJournalGivesTheReportsOfTheRun() throws {
        let bytes = try Self.bytes(of: Self.run)
        #expect(Journal.isOne(bytes))
        let found = try JournalReader.read(bytes)
        #expect(found.warnings.isEmpty)
        // The figures of single exchanges are made of the cases again.
        var run = Self.run
        for index in run.suites.indices { run.suites[index].responseTime = found.run.suites[index].responseTime }
        // Waivers are looked at, and earlier runs merged, when a run is over.
        run.waivers = []
        run.merged = nil
        #expect(found.run == run)
        #expect(ReportFormat.json.bytes(found.run) == ReportFormat.json.bytes(run))
    }

    /// Wherever the file was cut: every case whose record is whole is there, the one that was going on isn't measured,
    /// and those behind it are skipped.
    @Test func ofAJournalThatIsCutAnywhereNothingWholeIsLost() throws {
        let run = Sample.run([Sample.passed, Sample.failed, Sample.skipped])
        let bytes = try Self.bytes(of: run)
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        // The first record tells of the run; then each case begins and ends.
        for length in stride(from: ends[0], through: bytes.count, by: 7) {
            let found = try JournalReader.read(Array(bytes[..<length]))
            #expect(found.warnings.isEmpty, "a last record that is cut is no damage")
            let whole = ends.count { $0 <= length }
            let verdicts = found.run.suites[0].cases.map(\.verdict)
            let ended = max(0, whole - 1) / 2
            #expect(found.run.suites[0].cases.prefix(ended).elementsEqual(run.suites[0].cases.prefix(ended)))
            if ended < 3 {
                let isGoingOn = whole >= 2 && whole.isMultiple(of: 2)
                #expect(verdicts[ended] == (isGoingOn ? .error : .skipped))
                #expect(verdicts.dropFirst(ended + 1).allSatisfy { $0 == .skipped })
                #expect(found.run.interrupted && found.run.exitCode != 0)
            }
        }
    }

    @Test func aJournalWithoutItsFirstRecordIsRefused() throws {
        let bytes = try Self.bytes(of: Self.run)
        let first = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
        for wrong in [[], Array("x".utf8), Array(bytes[..<(first - 3)]), Array(bytes[(first + 1)...])] {
            #expect(throws: ResultsError.self) { try JournalReader.read(wrong) }
        }
    }

    /// A record whose sum is wrong counts for nothing, and it is said.
    @Test func damageInTheMiddleIsToldAndCostsOneRecord() throws {
        let run = Sample.run([Sample.passed, Sample.failed])
        var bytes = try Self.bytes(of: run)
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        // The third line tells how the first case ended.
        bytes[ends[1] + 200] ^= 1
        let found = try JournalReader.read(bytes)
        #expect(found.warnings == ["line 3 of the journal is damaged: what it told isn't known"])
        #expect(found.run.suites[0].cases.map(\.verdict) == [.error, .failed])
    }

    @Test func aRunThatWasCutOffTellsHowLongItIsKnownToHaveTaken() throws {
        var second = Sample.passed
        second.startedAt += 500
        let bytes = try Self.bytes(of: Sample.run([Sample.passed, second]), ends: false)
        let found = try JournalReader.read(bytes)
        #expect(found.run.duration == 500_000_000 + second.duration)
    }

    @Test("A folder whose run goes on isn't another one's")
    func busyFolder() throws {
        let folder = NSTemporaryDirectory() + "muster-\(UUID().uuidString)/"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let journal = try Journal(in: folder, of: RunOutline(Self.run))
            #expect(throws: OutputFile.Failure.self) { try Journal.requireFree(folder) }
            #expect(journal.failure == nil)
        }
        try Journal.requireFree(folder)
    }
}
