import ArgumentParser
import JSON
import Quantities
import Reports
import Scenarios

/// `muster capacity`: searches for the highest rate at which objectives hold, without a file.
struct CapacityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract:
            "Searches for the highest rate of one request at which objectives hold, or sweeps loads, without a file.",
        discussion: """
            muster capacity http://127.0.0.1:8080/orders --up-to 2000/s --expect 'p99<20ms' --expect 'p99<200ms'
            muster capacity http://127.0.0.1:8080/orders --users 1,2,4,8,16,32 --for 20s

            Each --expect is a goal of its own, or several objectives with commas between: 'p99<50ms,failures<0.1%'. It is what a \
            scenario with "capacity" does: docs/plan-capacity.md explains the search and how to read it. Searches of a file are \
            run with 'muster run FILE'. --rates or --users sweep loads from light to heavy, before a search or alone: the curve of \
            throughput and latency, with its knee, saturation and the model that fits.

            Exit codes: 0 each goal has its bounds; 1 a goal isn't kept at the lowest rate, or not at --at-least; 2 the command \
            is wrong, nothing was sent; 3 not measured: the generator was the limit, or the time was over.
            """
    )

    @OptionGroup var request: QuickRequest

    @Option(help: ArgumentHelp("The highest rate that is tried, such as 2000/s.", valueName: "rate"))
    var upTo: String?

    @Option(
        help: ArgumentHelp("The first rate that is tried; a fiftieth of the highest unless given.", valueName: "rate")
    )
    var from: String?

    @Option(help: ArgumentHelp("Sweep these rates, such as 100/s,200/s,400/s.", valueName: "rates"))
    var rates: String?

    @Option(help: ArgumentHelp("Sweep these numbers of users, such as 1,2,4,8.", valueName: "users"))
    var users: String?

    @Option(name: .customLong("for"), help: ArgumentHelp("How long each load of a sweep is.", valueName: "time"))
    var duration: String?

    @Option(help: ArgumentHelp("What users wait between an answer and their next request.", valueName: "time"))
    var think: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("A goal, such as 'p99<50ms' or 'p99<50ms,failures<0.1%'.", valueName: "objectives")
    )
    var expect: [String] = []

    @Option(help: "The status of every answer, such as 200 or 2xx.")
    var status = "2xx"

    @Option(help: ArgumentHelp("The rate at which each goal has to hold.", valueName: "rate"))
    var atLeast: String?

    @Option(help: ArgumentHelp("How long a full-length trial is.", valueName: "time"))
    var trial = "10s"

    @Option(
        help: ArgumentHelp(
            "So long trials of one rate are together that decide it; three trials unless given.",
            valueName: "time"
        )
    )
    var sum: String?

    @Option(help: ArgumentHelp("How near the bounds come to each other.", valueName: "share"))
    var width = "2%"

    @Option(help: ArgumentHelp("The longest that the search takes.", valueName: "time"))
    var within = "10m"

    @Option(help: "poisson: at random, as those of independent people are; or constant.")
    var arrivals = "poisson"

    @OptionGroup var suite: QuickSuite

    func validate() throws {
        let isSweep = rates != nil || users != nil
        guard !expect.isEmpty || isSweep else {
            throw ValidationError(
                "a search needs a goal\nHelp: write for example --expect 'p99<50ms', or --users 1,2,4,8 for a sweep alone"
            )
        }
        guard (upTo == nil) == expect.isEmpty else {
            throw ValidationError(
                upTo == nil
                    ? "a search needs --up-to, the highest rate that is tried" : "--up-to needs a goal: --expect"
            )
        }
        for (isGiven, option, isFine, needed) in [
            (rates != nil, "--rates", users == nil, "no --users"), (think != nil, "--think", users != nil, "--users"),
            (duration != nil, "--for", isSweep, "--rates or --users"),
            (from != nil, "--from", !expect.isEmpty, "a goal: --expect"),
            (sum != nil, "--sum", !expect.isEmpty, "a goal: --expect"),
            (atLeast != nil, "--at-least", !expect.isEmpty, "a goal: --expect"),
        ] where isGiven && !isFine {
            throw ValidationError("\(option) needs \(needed)")
        }
        for (option, rate) in [("--up-to", upTo), ("--from", from), ("--at-least", atLeast)] {
            guard let rate else { continue }
            if try QuickText.quantity(option, rate, Quantity.rate) == 0 {
                throw ValidationError("\(option) must be more than nothing, found \(rate)")
            }
        }
        for (option, time) in [
            ("--trial", trial), ("--sum", sum), ("--within", within), ("--for", duration), ("--think", think),
        ] {
            if let time { _ = try QuickText.quantity(option, time, Quantity.duration) }
        }
        _ = try QuickText.quantity("--width", width, Quantity.percent)
        guard ["constant", "poisson"].contains(arrivals) else {
            throw ValidationError("--arrivals must be poisson or constant, found '\(arrivals)'")
        }
        _ = try sweep()
        _ = try goals()
    }

    func run() async throws {
        var capacity: JSONObject = ["within": .string(within), "arrivals": .string(arrivals)]
        if let upTo {
            capacity["upTo"] = .string(upTo)
            capacity["goals"] = .array(try goals())
            capacity["trial"] = .string(trial)
            capacity["width"] = .string(width)
        }
        if let from { capacity["from"] = .string(from) }
        if let sum { capacity["sum"] = .string(sum) }
        if let sweep = try sweep() { capacity["sweep"] = .object(sweep) }
        let scenario: JSONObject = ["capacity": .object(capacity), "expect": ["status": .string(status)]]
        throw ExitCode(try await suite.run(scenario, request))
    }

    /// What is swept; `nil` for nothing.
    private func sweep() throws -> JSONObject? {
        var sweep = JSONObject()
        if let rates {
            sweep["rates"] = .array(
                try Self.elements(rates).map { rate in
                    _ = try QuickText.quantity("--rates", rate, Quantity.rate)
                    return .string(rate)
                }
            )
        } else if let users {
            sweep["users"] = .array(
                try Self.elements(users).map { text in
                    guard let number = Int(text), number > 0 else {
                        throw ValidationError("--users must be numbers such as 1,2,4,8, found '\(text)'")
                    }
                    return .number(JSONNumber(number))
                }
            )
        } else {
            return nil
        }
        if let duration { sweep["for"] = .string(duration) }
        if let think { sweep["think"] = .string(think) }
        return sweep
    }

    private static func elements(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { element in
            String(element.drop { $0 == " " })
        }
    }

    private func goals() throws -> [JSONValue] {
        try expect.map { text in
            let objectives = try QuickText.objectives(text.split(separator: ",").map(String.init))
            if let other = objectives.first(where: { $0.key != "latency" && $0.key != "failures" }) {
                throw ValidationError(
                    "a goal is about latency and failures, found \(other.key)\nHelp: --status says which answers are right"
                )
            }
            var goal = try QuickText.quantity("--expect", text) { _ throws(QuantityError) in
                try Objective.expectation(objectives)
            }
            if let atLeast { goal["atLeast"] = .string(atLeast) }
            return .object(goal)
        }
    }
}
