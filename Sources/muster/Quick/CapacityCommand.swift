import ArgumentParser
import JSON
import Quantities
import Reports
import Scenarios

/// `muster capacity`: searches for the highest rate at which objectives hold, without a file.
struct CapacityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Searches for the highest rate of one request at which objectives hold, without a file.",
        discussion: """
            muster capacity http://127.0.0.1:8080/orders --up-to 2000/s --expect 'p99<20ms' --expect 'p99<200ms'

            Each --expect is a goal of its own, or several objectives with commas between: 'p99<50ms,failures<0.1%'. It is what a \
            scenario with "capacity" does: docs/plan-capacity.md explains the search and how to read it. Searches of a file are \
            run with 'muster run FILE'.

            Exit codes: 0 each goal has its bounds; 1 a goal isn't kept at the lowest rate, or not at --at-least; 2 the command \
            is wrong, nothing was sent; 3 not measured: the generator was the limit, or the time was over.
            """
    )

    @OptionGroup var request: QuickRequest

    @Option(help: ArgumentHelp("The highest rate that is tried, such as 2000/s.", valueName: "rate"))
    var upTo: String

    @Option(
        help: ArgumentHelp("The first rate that is tried; a fiftieth of the highest unless given.", valueName: "rate")
    )
    var from: String?

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
        guard !expect.isEmpty else {
            throw ValidationError("a search needs a goal\nHelp: write for example --expect 'p99<50ms'")
        }
        for (option, rate) in [("--up-to", upTo), ("--from", from), ("--at-least", atLeast)] {
            guard let rate else { continue }
            if try QuickText.quantity(option, rate, Quantity.rate) == 0 {
                throw ValidationError("\(option) must be more than nothing, found \(rate)")
            }
        }
        for (option, time) in [("--trial", trial), ("--sum", sum), ("--within", within)] {
            if let time { _ = try QuickText.quantity(option, time, Quantity.duration) }
        }
        _ = try QuickText.quantity("--width", width, Quantity.percent)
        guard ["constant", "poisson"].contains(arrivals) else {
            throw ValidationError("--arrivals must be poisson or constant, found '\(arrivals)'")
        }
        _ = try goals()
    }

    func run() async throws {
        var capacity: JSONObject = [
            "upTo": .string(upTo), "goals": .array(try goals()), "trial": .string(trial), "width": .string(width),
            "within": .string(within), "arrivals": .string(arrivals),
        ]
        if let from { capacity["from"] = .string(from) }
        if let sum { capacity["sum"] = .string(sum) }
        let scenario: JSONObject = ["capacity": .object(capacity), "expect": ["status": .string(status)]]
        throw ExitCode(try await suite.run(scenario, request))
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
