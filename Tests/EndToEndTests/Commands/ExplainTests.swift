import Testing

/// `muster explain`, for who reads a report.
@Suite struct ExplainTests {
    @Test(arguments: [
        ("3", "3: the exit code\n  nothing failed, but the result can't be trusted"),
        (
            "contract.server-error",
            "contract.server-error: a check against the contract\n  found when the server failed"
        ),
        ("server-error", "contract.server-error: a check against the contract"),
        ("protocol.bare-lf", "protocol.bare-lf: a deviation from HTTP's standard\n  a line"),
        ("digest.rspauth", "digest.rspauth: a check of who answers\n  found when a server's proof"),
        ("refused", "refused: a kind of failure\n  the connection was refused"),
        ("skipped", "skipped: a verdict\n"), ("headers.ETag", "headers: an expectation of a suite"),
        ("within", "within: an expectation of a suite (a key of 'expect')\n  "),
        ("latency.p99", "latency: an expectation"),
        ("met", "met: what the cases say of a requirement\n  every"),
        ("worse", "worse: what a comparison of two loads says"),
        ("can't tell", "can't tell: what a comparison"), ("SUSPECT", "SUSPECT: a word that warns"),
        ("unfinished", "unfinished: how a search for capacity ended"), ("mended", "mended: what became of a case"),
        ("goodput", "goodput: an expectation of a suite"),
        ("response time", "response time: a figure of a load\n  from"),
        ("service time", "service time: a figure of a load"),
        ("arrival rate", "arrival rate: a figure of a load\n  how"),
        ("coordinated omission", "coordinated omission: a figure of a load\n  the mistake"),
        ("release", "release: a figure of a load\n  how near"), ("generator", "generator: "),
        ("seed", "seed: a word of reports\n  the number"), ("NO VERDICT", "NO VERDICT: what a run comes to"),
        ("accepted", "ACCEPTED: what a run"), ("p50", "p50: "), ("p99.9", "p99.9: "), ("max", "max: "),
        ("n", "n: a figure"),
        ("flows", "flows: "), ("flow time", "flow time: "), ("rate", "rate: "), ("judged", "judged: "),
        ("drift", "drift: a figure"), ("bracket", "bracket: a word of a search"), ("trial", "trial: "),
        ("goal", "goal: "),
        ("Little's law", "Little's law: "), ("behaves like", "behaves like: "), ("scales like", "scales like: "),
        ("preflight", "preflight: "), ("shard", "shard: "), ("knee", "knee: a word of a search"),
        ("PART", "PART: a word that warns, in every report\n  of the suites' cases only some"),
        ("aborted", "ABORTED: "), ("STOPPED", "STOPPED: "), ("NOT WORSE", "NOT WORSE: "),
        ("WORSE", "worse: what a comp"),
        ("FAILED", "failed: a verdict"), ("NOT MEASURED", "not measured: "), ("MERGED", "MERGED: "),
        ("capture", "capture: a key of a scenario\n  Names of values"),
        ("capture.token", "capture: a key of a scenario"),
        ("css", "css: an expectation of a suite"), ("forEach", "forEach: a key of a step\n  "),
        ("mock", "mock: a key of a suite"), ("sameOrigin", "sameOrigin: a key of 'capture'"),
        ("retry", "retry: a key of a suite\n  "), ("resolve", "resolve: a key of 'connection'"),
        ("unicode", "unicode: a group of generated cases\n  Unicode\n  its kinds: "),
    ])
    func aNameIsExplained(_ name: String, _ beginning: String) async throws {
        let outcome = try await Program.run(["explain", name])
        #expect(outcome.code == 0 && outcome.output.hasPrefix(beginning), "\(outcome.output)\(outcome.errors)")
    }

    @Test func namesOfSeveralWordsNeedNoQuotes() async throws {
        let outcome = try await Program.run(["explain", "service", "time"])
        #expect(outcome.code == 0 && outcome.output.hasPrefix("service time: a figure of a load\n"), "\(outcome)")
        let both = try await Program.run(["explain", "goodput"])
        #expect(both.output.contains("\n\ngoodput: a figure of a load\n  how many successful answers"), "\(both)")
    }

    @Test func allNamesAreListedAndEachIsKnown() async throws {
        let list = try await Program.run(["explain"])
        #expect(list.output.contains("a kind of generated case\n  "))
        let unknown = try await Program.run(["explain", "contract.server-eror"])
        #expect(unknown.code == 2)
        #expect(
            unknown.errors.hasPrefix(
                "error: nothing is called 'contract.server-eror'\nhelp: did you mean 'contract.server-error'?"
            )
        )
        let strange = try await Program.run(["explain", "zzzzzzzzzz"])
        #expect(strange.errors.contains("help: 'muster explain' lists all names\n"), "\(strange.errors)")
    }
}
