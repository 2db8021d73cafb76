import ArgumentParser
import Decoding
import Diagnostics
import Engine
import Glibc
import JSON
import Reports
import Results
import Scenarios
import Substitution
import Transport

/// What a person adds to a run that something is to be accepted by.
struct AcceptanceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the run is called in every report: a delivery, say.", valueName: "text"))
    var label: String?

    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp("Who answers for the run; every report names them.", valueName: "name")
    )
    var runner: String?

    @Option(help: ArgumentHelp("Failures that are accepted for a while, in JSON.", valueName: "file"))
    var waivers: String?

    @Option(
        help: ArgumentHelp("The vendor's own answers to the suites' questions, in JSON.", valueName: "file")
    )
    var declarations: String?

    @Option(
        help: ArgumentHelp(
            "Run only what failed or wasn't measured in these results, and merge both.",
            valueName: "results"
        )
    )
    var rerun: String?

    /// What the files say; when something is wrong with them, says all of it and ends the program with 2.
    func read(_ plan: Plan, _ files: FileStore) -> Acceptance {
        var acceptance = Acceptance()
        acceptance.label = label
        acceptance.runner = runner
        Diagnostics.leaveOnProblems { () throws(Problems.Found) in
            let decoder = AcceptanceDecoder(files: files)
            if let waivers { acceptance.waivers = decoder.waivers(waivers) }
            if let declarations { acceptance.declarations = decoder.declarations(declarations, plan) }
            try decoder.problems.throwIfAny()
        }
        return acceptance
    }

    /// The run whose failures are run again; when it can't be read, says why and ends the program with 2.
    func earlier(_ files: FileStore) -> RunResult? { rerun.map { ResultsSource($0, files).result() } }
}

/// The same as it was read.
struct Acceptance {
    var label: String?
    var runner: String?
    var waivers: [Waiver] = []
    var declarations: Declarations?
    /// The run whose cases stand where they aren't run again.
    var earlier: RunResult?
    /// Whether every case of the suites was chosen.
    var isWhole = true

    /// The cases of `plan` that have to be run again; when there are none, says so and ends the program.
    func due(_ plan: Plan) -> Plan {
        guard let earlier else { return plan }
        if RunMerge.isRepeated(earlier) {
            Diagnostics.leave(
                "the earlier run ran its cases several times (--repeat): its results can't be merged with others",
                help: "run the suites again as a whole"
            )
        }
        var settled: [String: Set<String>] = [:]
        for suite in earlier.suites {
            settled[suite.name, default: []].formUnion(suite.cases.filter { !RunMerge.isDue($0) }.map(\.name))
        }
        var plan = plan
        for index in plan.suites.indices {
            // What has come since then was never measured.
            let known = settled[plan.suites[index].name] ?? []
            let names = Set(plan.suites[index].cases.map(\.name)).subtracting(known)
            let again = plan.suites[index].cases.filter { names.contains($0.name) }
            // What made a request smaller is to be found out again.
            let needed = Set(again.compactMap { $0.smaller == nil ? nil : $0.needs?.name })
            plan.suites[index].cases.removeAll { !names.contains($0.name) && !needed.contains($0.scenario) }
        }
        plan.suites.removeAll { $0.cases.isEmpty }
        guard plan.suites.isEmpty else { return plan }
        if earlier.exitCode == 0 {
            Terminal.error("everything was measured and nothing failed: there is nothing to run again")
            return plan
        }
        Diagnostics.leave(
            "the suites have no case that failed or wasn't measured in the earlier run",
            help: "name the suites of that run, and leave --tag and --only out"
        )
    }

    /// `outline` with what the results rest on: who, where, and the digests of the files.
    func describing(
        _ outline: RunOutline,
        _ plan: Plan,
        _ files: FileStore,
        _ preflights: [String: PreflightResult]
    ) -> RunOutline {
        var outline = outline
        outline.provenance = Provenance(label: label, runner: runner, environment: Self.environment)
        // Suites of one folder have one commit: the references of a large repository are read once.
        var commits: [String: String?] = [:]
        for (index, suite) in plan.suites.enumerated() {
            outline.suites[index].sources = Self.sources(suite, mock: outline.suites[index].mock, files)
            let path = suite.file.path
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            let commit = commits[folder] ?? SourceCommit.name(ofFolder: folder)
            commits[folder] = .some(commit)
            outline.suites[index].commit = commit
            outline.suites[index].preflight = preflights[suite.name]
        }
        return outline
    }

    private static func sources(_ suite: SuitePlan, mock: String?, _ files: FileStore) -> [SourceDigest] {
        var sources = [
            SourceDigest(.suite, path: suite.file.path, sha256: EvidenceManifest.digest(suite.file.bytes))
        ]
        let included = suite.included.map { (SourceDigest.Role.suite, Optional($0)) }
        for (role, path) in included + [(SourceDigest.Role.contract, suite.contract?.path), (.mock, mock)] {
            guard let path, let bytes = try? files.bytes(at: path) else { continue }
            sources.append(SourceDigest(role, path: path, sha256: EvidenceManifest.digest(bytes)))
        }
        return sources
    }

    /// What the run takes place on.
    static let environment = facts()

    private static func facts() -> [Provenance.Fact] {
        var name = utsname()
        var facts: [Provenance.Fact] = []
        if uname(&name) == 0 {
            let parts = [text(name.sysname), text(name.release), text(name.machine)]
            facts.append(Provenance.Fact("system", parts.joined(separator: " ")))
        }
        if let bytes = try? FileStore().bytes(at: "/etc/os-release") {
            let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("PRETTY_NAME=") }
            if let line { facts.append(Provenance.Fact("distribution", line.dropFirst(12).filter { $0 != "\"" })) }
        }
        facts.append(Provenance.Fact("processors", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))"))
        facts.append(Provenance.Fact("libraries", CurlGlobal.libraries))
        return facts
    }

    /// A text in a field of fixed size.
    private static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension Acceptance {
    /// What is made of a case when it has ended.
    func amend(
        _ list: WaiverList,
        _ preflights: [String: PreflightResult]
    ) -> @Sendable (CaseResult, String) -> CaseResult {
        let declarations = declarations
        return { result, suite in
            let measured = preflights[suite].map { Preflight.amend(result, by: $0) } ?? result
            return list.apply(to: declarations?.apply(to: measured) ?? measured, in: suite)
        }
    }

    /// The run with the earlier one's results, and with what became of the waivers.
    func complete(_ run: RunResult, _ list: WaiverList) -> RunResult {
        let merged = earlier.map { RunMerge.merge(run, into: $0) } ?? run
        guard !waivers.isEmpty else { return merged }
        return WaiverList.adding(list.results(of: merged, isWhole: isWhole && earlier == nil), to: merged)
    }
}
