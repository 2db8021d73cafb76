import ArgumentParser
import Diagnostics
import Engine
import JSON
import Quantities
import Reports
import Scenarios

/// `muster load`: one load of one request, without a file.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Sends one load of one request and prints its figures, without a file.",
        discussion: """
            muster load http://127.0.0.1:8080/orders --rate 200/s --for 30s --expect 'p99<50ms'

            It is what a scenario with this "load" does: the same engine, audit and verdict. Objectives are latencies (p50 p90 \
            p95 p99 p99.9 max mean), failures, goodput and status; without a status 2xx is expected, without failures none \
            may fail.

            Exit codes: 0 the objectives hold; 1 one doesn't; 2 the command is wrong, nothing was sent; 3 not measured; 4 \
            standard output or a report couldn't be written.
            """
    )

    @OptionGroup var request: QuickRequest

    @Option(name: .shortAndLong, help: "Requests a second, such as 200/s, whatever the server does.")
    var rate: String?

    @Option(name: .shortAndLong, help: "So many users, who each wait for the answer before they send again.")
    var users: Int?

    @Option(name: .customLong("for"), help: ArgumentHelp("How long, such as 30s.", valueName: "time"))
    var duration = "10s"

    @Option(help: ArgumentHelp("How long before that, left out of the figures.", valueName: "time"))
    var warmUp: String?

    @Option(help: "constant, or poisson: at random, as those of independent people are.")
    var arrivals: String?

    @Option(help: ArgumentHelp("What users wait between an answer and their next request.", valueName: "time"))
    var think: String?

    @Option(help: ArgumentHelp("The most connections of a rate.", valueName: "n"))
    var connections: Int?

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("End after so many requests.", valueName: "n"))
    var requests: Int?

    @Option(
        help: ArgumentHelp(
            "End when a percentile is known so well: 'p99=5%' is half of its 95% interval.",
            valueName: "percentile=share"
        )
    )
    var until: String?

    @Flag(help: "End when an objective can't be kept any more.")
    var abort = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "An objective, such as 'p99<50ms', 'failures<0.1%', 'goodput>190/s', 'status=200'.",
            valueName: "objective"
        )
    )
    var expect: [String] = []

    @OptionGroup var suite: QuickSuite

    func validate() throws {
        guard (rate == nil) != (users == nil) else {
            let found = rate == nil ? "neither" : "both"
            throw ValidationError(
                "expected --rate or --users, found \(found)\nHelp: write for example --rate 200/s, or --users 10"
            )
        }
        if let rate, try QuickText.quantity("--rate", rate, Quantity.rate) == 0 {
            throw ValidationError("--rate must be more than nothing, found \(rate)")
        }
        if let users, !(1...100_000).contains(users) {
            throw ValidationError("--users must be from 1 to 100000, found \(users)")
        }
        if let connections, !(1...65_536).contains(connections) {
            throw ValidationError("--connections must be from 1 to 65536, found \(connections)")
        }
        if try QuickText.quantity("--for", duration, Quantity.duration) == 0 {
            throw ValidationError("--for must be more than nothing, found \(duration)")
        }
        if let warmUp { _ = try QuickText.quantity("--warm-up", warmUp, Quantity.duration) }
        if let think { _ = try QuickText.quantity("--think", think, Quantity.duration) }
        for (isGiven, option, needed) in [
            (arrivals != nil && rate == nil, "--arrivals", "--rate"),
            (think != nil && users == nil, "--think", "--users"),
            (connections != nil && rate == nil, "--connections", "--rate: users have a connection each"),
        ] where isGiven {
            throw ValidationError("\(option) needs \(needed)")
        }
        if let arrivals, !["constant", "poisson"].contains(arrivals) {
            throw ValidationError("--arrivals must be constant or poisson, found '\(arrivals)'")
        }
        if let requests, !(1...1_000_000_000).contains(requests) {
            throw ValidationError("--requests must be from 1 to 1000000000, found \(requests)")
        }
        if let until, untilParts == nil {
            throw ValidationError("--until must be a percentile and a share, such as p99=5%, found '\(until)'")
        }
        if abort, users != nil, requests == nil {
            throw ValidationError(
                "--abort needs --rate or --requests: how many requests users send depends on the server"
            )
        }
        _ = try expectation()
    }

    func run() async throws {
        if let data = request.data, ForeignOptions.isTime(data), data.last?.isLetter == true {
            let help = "how long a load takes is --for \(data) here, which other tools call -d"
            Diagnostics.show([
                Diagnostic(severity: .warning, message: "-d is the content: '\(data)' is sent", help: help)
            ])
        }
        let scenario: JSONObject = ["load": .object(load), "expect": .object(try expectation())]
        throw ExitCode(try await suite.run(scenario, request))
    }

    private var load: JSONObject {
        var load: JSONObject = ["for": .string(duration)]
        if let rate { load["rate"] = .string(rate) }
        if let users { load["users"] = .number(JSONNumber(users)) }
        if let warmUp { load["warmUp"] = .string(warmUp) }
        if let arrivals { load["arrivals"] = .string(arrivals) }
        if let think { load["think"] = .string(think) }
        if let requests { load["requests"] = .number(JSONNumber(requests)) }
        if let until = untilParts { load["until"] = [until.name: .string(until.share)] }
        if abort { load["abort"] = true }
        if let connections { load["connections"] = ["max": .number(JSONNumber(connections))] }
        return load
    }

    private var untilParts: (name: String, share: String)? {
        let parts = until?.split(separator: "=", maxSplits: 1).map(String.init) ?? []
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    private func expectation() throws -> JSONObject {
        let objectives = try QuickText.objectives(expect)
        var expect = try QuickText.quantity("--expect", "") { _ throws(QuantityError) in
            try Objective.expectation(objectives)
        }
        if expect["status"] == nil { expect["status"] = "2xx" }
        return expect
    }
}
