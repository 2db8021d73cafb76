import JSON
package import Results

/// Makes the results of a run of its journal, however far that goes.
package struct JournalReader {
    private var outline: RunOutline?
    private var began: [CasePosition: Int64] = [:]
    private var ended: [CasePosition: CaseResult] = [:]
    private var suites: [Int: JournalRecord.SuiteEnd] = [:]
    private var end: (duration: UInt64, interrupted: Bool)?
    private var damaged: [Int] = []

    /// What came of reading.
    package struct Found: Sendable {
        /// The run; interrupted when its end isn't in the journal.
        package var run: RunResult
        /// What couldn't be read, in words; empty but for a damaged file.
        package var warnings: [String]
    }

    /// The run that the journal `bytes` tells of. A last record that was cut off is as one that was never written.
    package static func read(_ bytes: [UInt8]) throws(ResultsError) -> Found {
        var reader = JournalReader()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let value = JournalRecord.value(in: line) else {
                if index < lines.count - 1 { reader.damaged.append(index + 1) }
                continue
            }
            if let record = try JournalRecord(value) { reader.note(record) }
        }
        guard let outline = reader.outline else {
            throw ResultsNode(.null).error("the journal of a run", found: "no first record that is whole")
        }
        let warnings = reader.damaged.map { "line \($0) of the journal is damaged: what it told isn't known" }
        return Found(run: reader.run(outline), warnings: warnings)
    }

    private mutating func note(_ record: JournalRecord) {
        switch record {
        case .run(let outline): self.outline = outline
        case .began(let place, let moment): began[place] = moment
        case .ended(let place, let result): ended[place] = result
        case .suiteEnded(let index, let end): suites[index] = end
        case .end(let duration, let interrupted): end = (duration, interrupted)
        }
    }

    private func run(_ outline: RunOutline) -> RunResult {
        let results = outline.suites.enumerated().map(suite)
        var run = RunResult(
            tool: outline.tool,
            startedAt: outline.startedAt,
            duration: end?.duration ?? Self.span(from: outline.startedAt, results.flatMap(\.cases)),
            seed: outline.seed,
            interrupted: end?.interrupted ?? true,
            suites: results
        )
        run.host = outline.host
        run.provenance = outline.provenance
        run.part = outline.part
        run.sharded = outline.sharded?.ended(after: run.duration, interrupted: run.interrupted)
        return run
    }

    private func suite(_ index: Int, _ outline: SuiteOutline) -> SuiteResult {
        let cases = outline.cases.enumerated().map { place, outline in
            result(CasePosition(suite: index, index: place), outline)
        }
        let known = suites[index]
        let startedAt = known?.startedAt ?? cases.lazy.filter { $0.verdict != .skipped }.map(\.startedAt).min()
        let start = startedAt ?? self.outline?.startedAt ?? 0
        return SuiteResult(
            outline,
            startedAt: start,
            duration: known?.duration ?? Self.span(from: start, cases),
            cases: cases,
            contract: known?.contract
        )
    }

    private func result(_ place: CasePosition, _ outline: CaseOutline) -> CaseResult {
        if let result = ended[place] { return result }
        if let moment = began[place] {
            return CaseResult(outline, .error, reason: "the run was cut off while it ran", startedAt: moment)
        }
        return CaseResult(
            outline,
            .skipped,
            reason: "the run was cut off before it",
            startedAt: self.outline?.startedAt ?? 0
        )
    }

    /// From `start`, in milliseconds, to the last end of `cases`, in nanoseconds.
    private static func span(from start: Int64, _ cases: [CaseResult]) -> UInt64 {
        cases.map { result in
            let before = UInt64(max(0, result.startedAt.subtractingReportingOverflow(start).partialValue))
            let (span, isTooLong) = (min(before, .max / 2_000_000) * 1_000_000).addingReportingOverflow(result.duration)
            return isTooLong ? .max : span
        }.max() ?? 0
    }
}
