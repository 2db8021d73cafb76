import ArgumentParser
import Diagnostics
import JSON
import Measurement
import Quantities
import Reports
import Results
import Scenarios
import Substitution

/// `muster size`: how many instances a load needs, from measured capacities.
struct SizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "size",
        abstract: "Tells how many instances a load needs, from the capacities that runs have measured.",
        discussion: """
            muster size --load 12000/s --objective 'p99<200ms' one/results.json

            Each RESULTS is the results.json of a run with a search for capacity that has a goal with this objective. Several say how \
            instances add up: name how many ran in each, as in one.json=1 two.json=2 four.json=4. With three numbers the Universal \
            Scalability Law is fitted; with fewer, instances are taken to add up, which is the best that can be.

            Exit codes: 0 there is a number; 1 no number is enough; 2 the command or a file is wrong.
            """
    )

    @Option(help: ArgumentHelp("The load, such as 12000/s.", valueName: "rate"))
    var load: String

    @Option(help: ArgumentHelp("The objective that holds, such as 'p99<200ms'.", valueName: "objective"))
    var objective: String

    @Option(help: ArgumentHelp("By how much the load will grow.", valueName: "share"))
    var growth = "0%"

    @Option(help: ArgumentHelp("How many instances may be gone.", valueName: "n"))
    var lost = 1

    @Argument(
        help: ArgumentHelp("results.json files, each with '=N' for N instances; 1 unless given.", valueName: "results")
    )
    var results: [String]

    func validate() throws {
        if try rate() == 0 { throw ValidationError("--load must be more than nothing, found \(load)") }
        _ = try share()
        if !(0...1000).contains(lost) { throw ValidationError("--lost must be from 0 to 1000, found \(lost)") }
        _ = try description()
    }

    func run() throws {
        let description = try description()
        let measurements = results.map { measurement($0, description) }
        guard let sizing = Sizing(measurements.map { $0.value }) else {
            leave("nothing was measured to hold", help: "name runs whose searches have a lower bound")
        }
        let asked = try rate()
        let needed = try asked * (1 + share())
        let growing = try growthDescription(needed)
        Terminal.print("for \(description), of \(Quantity.describe(rate: asked))\(growing):")
        for (text, value) in measurements {
            let each = Quantity.describe(rate: value.lower / Double(value.instances))
            // Where the highest rate that was tried held, nothing is known of what doesn't.
            let upper = value.upper > value.lower ? ", not at \(Quantity.describe(rate: value.upper))" : ""
            Terminal.print(
                "  measured       \(value.instances) \(value.instances == 1 ? "instance" : "instances"): holds at "
                    + "\(Quantity.describe(rate: value.lower))\(upper) (\(each) each at least)  \(text)"
            )
        }
        for line in model(sizing) { Terminal.print("  \(line)") }
        let (worst, best) = (line(sizing.worst, needed), line(sizing.best, needed))
        Terminal.print("  at worst       \(worst.description)")
        Terminal.print("  at best        \(best.description)")
        if let most = worst.count, most - lost > sizing.mostMeasured {
            Terminal.print(
                "  ! more than the \(sizing.mostMeasured) that were measured: a model, no measurement; measure on the way there"
            )
        }
        guard let most = worst.count else {
            Terminal.print("no number of instances is enough at worst\(best.count.map { "; at best \($0)" } ?? "")")
            throw ExitCode(1)
        }
        let range = best.count.map { $0 < most ? " (\($0) at best)" : "" } ?? ""
        Terminal.print("\(most) \(most == 1 ? "instance" : "instances")\(range)")
    }

    private func rate() throws -> Double { try QuickText.quantity("--load", load, Quantity.rate) }
    /// The objective as results have it.
    private func description() throws -> String {
        let wanted = try QuickText.quantity("--objective", objective) { text throws(QuantityError) in
            try Objective(text)
        }
        guard let description = wanted.description else {
            throw ValidationError("--objective is about latency or failures, found \(wanted.key)")
        }
        return description
    }

    private func share() throws -> Double { try QuickText.quantity("--growth", growth, Quantity.percent) }

    private func growthDescription(_ needed: Double) throws -> String {
        try share() == 0 ? "" : " and \(growth) more, \(Quantity.describe(rate: needed))"
    }

    /// How instances add up, in lines.
    private func model(_ sizing: Sizing) -> [String] {
        guard let fit = sizing.fit else {
            return ["model          instances are taken to add up: two more numbers of them would tell how far they do"]
        }
        func description(_ name: String, _ value: ScalabilityFit.Coefficient) -> String {
            let error = value.standardError.map { " ± \(Self.digits($0))" } ?? " (at its bound)"
            return "\(name) \(Self.digits(value.value))\(error)"
        }
        var lines = [
            "model          Universal Scalability Law: \(description("λ", fit.lambda))/s, \(description("σ", fit.sigma)), "
                + "\(description("κ", fit.kappa)) (one standard error), R² \(Self.digits(fit.determination))"
        ]
        if let peak = fit.peakLoad { lines.append("peak           at \(Self.digits(peak)) instances") }
        if fit.determination < Sizing.leastDetermination {
            lines.append("! a poor fit: it explains little of what was measured")
        }
        return lines
    }

    /// The arithmetic of one end of the range.
    private func line(_ model: Sizing.Model, _ needed: Double) -> (count: Int?, description: String) {
        guard let count = Sizing.instances(model, for: needed, lost: lost) else {
            return (nil, "no number of instances takes \(Quantity.describe(rate: needed))")
        }
        let bare = count - lost
        let capacity = Quantity.describe(rate: model.capacity(of: bare))
        return (count, "\(bare) take \(capacity), and \(lost) that may be gone: \(count)")
    }

    private static func digits(_ value: Double) -> String {
        guard value != 0, abs(value) < 0.01 else { return Quantity.describe(factor: value) }
        var exponent = 0
        var mantissa = value
        while abs(mantissa) < 1, exponent < 300 { (mantissa, exponent) = (mantissa * 10, exponent + 1) }
        return "\(Quantity.describe(factor: mantissa))e-\(exponent)"
    }

    /// The bracket of the goal with this objective in a file of results.
    private func measurement(_ text: String, _ description: String) -> (text: String, value: Sizing.Measurement) {
        var path = text
        var instances = 1
        if let equals = text.lastIndex(of: "="), let count = Int(text[text.index(after: equals)...]) {
            guard (1...Sizing.mostInstances).contains(count) else {
                leave("\(text): expected 1 to \(Sizing.mostInstances) instances", help: "write for example two.json=2")
            }
            (path, instances) = (String(text[..<equals]), count)
        }
        let goals = run(path).suites.flatMap(\.cases).flatMap(\.steps).compactMap(\.capacity).flatMap(\.goals)
        guard let goal = goals.first(where: { $0.objectives.contains(description) }) else {
            let known = Set(goals.flatMap(\.objectives)).sorted().joined(separator: "; ")
            leave(
                "\(path) has no capacity for \(description)",
                help: known.isEmpty ? "run a search first: muster capacity URL --json" : "it has: \(known)"
            )
        }
        guard let lower = goal.lower else {
            leave("\(path): no rate was found that holds \(description)", help: "look at the search's trials")
        }
        // What held at the highest rate that was tried has no upper bound: that rate is what is known.
        return (path, Sizing.Measurement(instances: instances, lower: lower, upper: goal.upper ?? lower))
    }

    private func run(_ path: String) -> RunResult {
        do {
            return try ResultsReader.run(try JSONParser.parse(try FileStore().bytes(at: path)))
        } catch let failure as FileStore.Failure {
            leave("\(failure.path) \(failure.reason)", help: "name the results.json of a run")
        } catch {
            leave("\(path) isn't the result of a run: \(error)", help: "name the results.json of a run")
        }
    }

    private func leave(_ message: String, help: String) -> Never {
        Diagnostics.show([Diagnostics.error(message, help: help)])
        Exit.usageError()
    }
}
