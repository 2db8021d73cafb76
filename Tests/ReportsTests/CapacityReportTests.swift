import JSON
import Measurement
import Results
import Scenarios
import Testing

@testable import Reports

/// A search for capacity in every report.
@Suite struct CapacityReportTests {
    private static let capacity = {
        var capacity = search
        capacity.goals[0].estimate = CapacityEstimate(rate: 768.25, lower: 757.5, upper: 779.5, trials: 8)
        return capacity
    }()

    private static let search = CapacityResult(
        model: "up to 2000/s, poisson arrivals, trials of 10 s",
        goals: [
            CapacityGoalResult(
                name: "p99 ≤ 50 ms",
                objectives: ["p99 at most 50 ms", "failures at most 0.1%"],
                outcome: .found,
                lower: 760,
                upper: 775,
                conditional: 758,
                width: 0.02,
                trial: 10_000_000_000,
                sum: 30_000_000_000,
                exceed: 0.5,
                required: 700
            ),
            CapacityGoalResult(
                name: "p99 ≤ 20 ms",
                objectives: ["p99 at most 20 ms"],
                outcome: .generator,
                lower: 400,
                width: 0.02,
                trial: 10_000_000_000,
                sum: 30_000_000_000,
                exceed: 0,
                finding: Finding("capacity", expected: "a rate", found: "no capacity"),
                isUnclear: true
            ),
            CapacityGoalResult(
                name: "failures ≤ 0%",
                objectives: ["failures at most 0%"],
                outcome: .below,
                upper: 2,
                width: 0.02,
                trial: 1,
                sum: 1,
                exceed: 0,
                finding: Finding("capacity", expected: "a rate", found: "doesn't at 2/s")
            ),
        ],
        trials: [
            CapacityTrialResult(
                rate: 760,
                duration: 10_000_000_000,
                warmUp: 1_500_000_000,
                offered: 7600,
                completed: 7590,
                failed: 10,
                responseTime: Sample.latency,
                verdicts: [.holds, .invalid, .broken],
                note: "the generator was late",
                bounds: [.init(lower: 760, upper: nil), .init(lower: nil, upper: nil), .init(lower: nil, upper: 2)]
            )
        ],
        curve: curve,
        brake: 50,
        end: "10 m were over"
    )

    /// Mean times of M/M/1 with 1,000 services a second, and a load above them; the last one is the generator's.
    private static let curve = CapacityCurve(
        axis: .rate,
        points: [100.0, 300, 500, 700, 900, 1200, 2000].map { rate in
            let mean = rate < 1000 ? 1e9 / (1000 - rate) : 2e9
            var times = Sample.latency
            times.mean = mean
            return CapacityCurvePoint(
                load: rate,
                duration: 10_000_000_000,
                offered: Int(rate * 10),
                completed: Int(min(rate, 1000) * 10),
                failed: 0,
                goodput: min(rate, 1000),
                responseTime: times,
                meanService: mean,
                inFlight: rate < 1000 ? rate / (1000 - rate) : 2000,
                isOverloaded: rate == 1200,
                isDoubtful: rate == 2000,
                note: rate == 2000 ? "the generator was late" : nil
            )
        }
    )

    private static var run: RunResult {
        var step = StepResult(name: "", findings: [Finding("capacity", expected: "a rate", found: "doesn't at 2/s")])
        step.capacity = capacity
        return Sample.run([Sample.result("takes it", .failed, steps: [step]), Sample.passed])
    }

    @Test func itIsReadBackAsItWasWritten() throws {
        #expect(try ResultsReader.run(ResultsDocument.json(Self.run)) == Self.run)
    }

    @Test func eachGoalIsATestCase() {
        let text = String(decoding: ReportFormat.junit.bytes(Self.run), as: UTF8.self)
        #expect(text.contains(#"tests="5" failures="1" errors="1""#), "\(text)")
        #expect(text.contains(#"<testcase name="takes it: curve""#), "\(text)")
        #expect(text.contains(#"name="takes it.knee" value="at 500/s"#), "\(text)")
        #expect(text.contains(#"name="takes it: p99 ≤ 50 ms.conditional.perSecond" value="758.0""#), "\(text)")
        for goal in Self.capacity.goals {
            #expect(text.contains(#"<testcase name="takes it: \#(goal.name)""#), "\(text)")
        }
        #expect(text.contains(#"name="takes it: p99 ≤ 50 ms.upper.perSecond" value="775.0""#), "\(text)")
        #expect(text.contains(#"name="takes it: p99 ≤ 50 ms.estimate.lower.perSecond" value="757.5""#), "\(text)")
    }

    @Test func theTerminalShowsBoundsAndTrials() {
        let text = TerminalReport.text(Self.run)
        for words in [
            "p99 ≤ 50 ms    holds at 760/s, not at 775/s, width 1.94%, 758/s of it answered as expected; by 8 trials together 768/s (95%: 758/s to 780/s)  (required: 700/s)",
            "no capacity: the generator may have decided the trials; holds at 400/s",
            "doesn't hold at 2/s, the lowest that is tried", "✓?✗", "760/s–…  …–…  …–2/s  the generator was late",
            "ended          10 m were over",
        ] { #expect(text.contains(words), "\(text)") }
    }

    @Test func theTerminalShowsTheCurve() {
        let text = TerminalReport.text(Self.run)
        for words in [
            "knee           at 500/s (the most throughput", "saturation     at 1200/s (below 99%",
            "behaves like   M/M/1, 1 ms of service on average: full at 1000/s", "R² 1",
            "most           1000/s answered, at 1200/s",
            "Little's law   requests in flight and throughput times service time agree within 0%",
        ] { #expect(text.contains(words), "\(text)") }
    }

    @Test func thePageDrawsTheCurveWithItsBandAndKnee() {
        let text = String(decoding: ReportFormat.html.bytes(Self.run), as: UTF8.self)
        for words in [
            "Throughput by load", "Response time by load", "knee at 500/s", "saturation at 1200/s", #"class="band s2""#,
            "mean of the queue that fits", "Loads of takes it",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(!text.contains("NaN") && !text.contains("inf,"))
    }

    @Test func otherProgramsFindWhatTheCurveShows() throws {
        let json = ResultsDocument.json(Self.run)
        let curve = json["suites"]?[0]?["cases"]?[0]?["steps"]?[0]?["capacity"]?["curve"]
        #expect(curve?["knee"] == ["place": "at", "load": 500])
        #expect(curve?["queue"]?["queue"] == "M/M/1")
        #expect(curve?["scalability"] == .null)
    }

    /// A poor fit says so.
    @Test func aPoorFitSaysSo() {
        let points = [1.0, 2, 4, 8, 16].enumerated().map { index, users in
            let rate = [100.0, 400, 50, 380, 60][index]
            return CapacityCurvePoint(
                load: users,
                duration: 1_000_000_000,
                offered: 1,
                completed: Int(rate),
                failed: 0,
                goodput: rate,
                responseTime: Sample.latency,
                meanService: 1,
                inFlight: nil
            )
        }
        let text = CurveText.lines(CapacityCurve(axis: .users, points: points)).joined(separator: "\n")
        #expect(text.contains("a poor fit, don't rely on it"), "\(text)")
    }

    @Test(arguments: [
        (0, "0"), (1, "1"), (0.99996, "1"), (0.999, "0.999"), (0.0277, "0.0277"), (0.5, "0.5"), (0.09996, "0.1"),
        (0.00912, "9.12e-3"),
        (1.043658e-4, "1.04e-4"), (0.0099999, "0.01"), (89.99519, "90"), (751.4, "751"),
    ])
    func coefficientsHaveThreeDigitsThatCount(value: Double, text: String) {
        #expect(CoefficientText.digits(value) == text)
    }

    // How many instances a load needs.

    private static var sized: CapacityResult {
        var sized = capacity
        sized.sizing = CapacitySizing(load: 12_000, growth: 0.3, lost: 1, instances: 1)
        return sized
    }

    private static func run(_ capacity: CapacityResult) -> RunResult {
        var step = StepResult(name: "")
        step.capacity = capacity
        return Sample.run([Sample.result("takes it", .passed, steps: [step])])
    }

    private static let answer =
        "for p99 at most 50 ms, failures at most 0.1%, of 12000/s and 30% more, 15600/s: 22 instances"

    /// 15,600 / 760 = 20.5 and 15,600 / 775 = 20.1: 21, and one that may be gone.
    @Test func instancesAreToldWithTheirArithmetic() {
        let text = TerminalReport.text(Self.run(Self.sized))
        for words in [
            Self.answer, "measured     1 instance: holds at 760/s, not at 775/s (760/s each at least)",
            "at worst     21 take 15960/s, and 1 that may be gone: 22",
            "at best      21 take 16275/s, and 1 that may be gone: 22",
            "more than the 1 that was measured: extrapolated by the model",
            "p99 ≤ 20 ms: no number of instances: the generator may have decided the trials",
            "failures ≤ 0%: no number of instances: no rate was found that holds",
        ] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
    }

    /// Where no rate was found that doesn't hold, nobody knows how few instances would do.
    @Test func whatIsOpenAboveHasNoBest() throws {
        var open = Self.sized
        open.goals[0].upper = nil
        open.goals[0].outcome = .above
        let run = Self.run(open)
        let text = TerminalReport.text(run)
        let words = "22 instances at worst; at best not known: no rate was found that doesn't hold"
        #expect(text.contains(words), "\(text)")
        let goals = ResultsDocument.json(run)["suites"]?[0]?["cases"]?[0]?["steps"]?[0]?["capacity"]?["goals"]
        #expect(goals?[0]?["sizing"]?["best"] == .null && goals?[0]?["sizing"]?["worst"]?["instances"] == 22)
    }

    @Test func everyReportTellsTheInstances() throws {
        let run = Self.run(Self.sized)
        #expect(try ResultsReader.run(ResultsDocument.json(run)) == run)
        let goals = ResultsDocument.json(run)["suites"]?[0]?["cases"]?[0]?["steps"]?[0]?["capacity"]?["goals"]
        #expect(goals?[0]?["sizing"]?["worst"]?["instances"]?.number?.int == 22)
        #expect(goals?[0]?["sizing"]?["neededPerSecond"]?.number?.double == 15_600)
        #expect(goals?[1]?["sizing"] == .null && goals?[2]?["sizing"] == .null)
        func text(_ format: ReportFormat) -> String { String(decoding: format.bytes(run), as: UTF8.self) }
        #expect(text(.junit).contains(#"name="takes it: p99 ≤ 50 ms.instances" value="22""#))
        #expect(text(.junit).contains(#"name="takes it: p99 ≤ 50 ms.sizing" value="\#(Self.answer)""#))
        #expect(text(.html).contains("Instances \(Self.answer)"), "\(text(.html))")
        #expect(text(.html).contains("What so many instances take"))
        #expect(text(.markdown).contains("sizing: `\(Self.answer)`"))
        var options = TerminalReport.Options()
        options.verbosity = .quiet
        #expect(TerminalReport.text(run, options).contains(Self.answer))
        #expect(!TerminalReport.text(Self.run(Self.capacity)).contains("instance"))
    }

    // What the target tells of itself.

    private static func scrape(_ value: Double) -> LoadScrape {
        LoadScrape(
            url: "http://127.0.0.1:9100/metrics",
            looks: 2,
            failed: value == 3 ? 1 : 0,
            failure: value == 3 ? "timeout: s3cr3t" : nil,
            series: [
                LoadScrape.Series(
                    name: "process_cpu_seconds_total",
                    isRate: true,
                    points: [.init(time: 0, value: value - 0.5), .init(time: 1_000_000_000, value: value + 0.5)]
                )
            ]
        )
    }

    @Test func metricsAreShownBesideTrialsAndLoads() throws {
        var capacity = Self.capacity
        var trial = capacity.trials[0]
        trial.scrape = Self.scrape(3)
        capacity.trials =
            [1, 2].map { number in
                var trial = trial
                trial.rate = 100 * Double(number)
                trial.scrape = Self.scrape(Double(number))
                return trial
            } + [trial]
        let points = Self.curve.points.map { point in
            var point = point
            point.scrape = Self.scrape(point.load / 100)
            return point
        }
        capacity.curve = CapacityCurve(axis: .rate, points: points)
        let run = Self.run(capacity)
        #expect(try ResultsReader.run(ResultsDocument.json(run)) == run)
        let text = TerminalReport.text(run)
        let name = "target         process_cpu_seconds_total a second: from"
        #expect(text.contains("\(name) 1 (trial 1, 100/s) to 3 (trial 3, 760/s) on average"), "\(text)")
        #expect(text.contains("\(name) 1 (100/s) to 20 (2000/s) on average"), "\(text)")
        #expect(text.contains("1 of 2 looks at http://127.0.0.1:9100/metrics brought nothing: timeout"))
        let page = String(decoding: ReportFormat.html.bytes(run), as: UTF8.self)
        #expect(page.contains("told beside the trials of takes it, on average"))
        #expect(page.contains("told beside the loads of takes it, on average"))
        let redactor = Redactor()
        redactor.hide("s3cr3t", name: "SECRET")
        let hidden = String(decoding: ReportFormat.json.bytes(redactor.redact(run)), as: UTF8.self)
        #expect(!hidden.contains("s3cr3t") && hidden.contains("$SECRET"))
    }
}
