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

            Each RESULTS is the results.json of a run with a search for capacity that has a goal with this objective; where several goals \
            have it, name another one of the goal's too: --objective 'p99<200ms' --objective 'failures<0.1%'. Several RESULTS say how \
            instances add up: name how many ran in each, as in one.json=1 two.json=2 four.json=4. With three numbers the Universal \
            Scalability Law is fitted; with fewer, instances are taken to add up, which is the best that can be.

            Exit codes: 0 there is a number; 1 no number is enough; 2 the command or a file is wrong.
            """
    )

    @Option(help: ArgumentHelp("The load, such as 12000/s.", valueName: "rate"))
    var load: String

    @Option(
        help: ArgumentHelp(
            "An objective that holds, such as 'p99<200ms'; several mean a goal with all of them.",
            valueName: "objective"
        )
    )
    var objective: [String]

    @Option(help: ArgumentHelp("By how much the load will grow.", valueName: "share"))
    var growth = "0%"

    @Option(help: ArgumentHelp("How many instances may be gone.", valueName: "n"))
    var lost = 1

    @Flag(help: "Print JSON in place of the lines.")
    var json = false

    @Option(help: ArgumentHelp("Also write a page with the arithmetic and a chart.", valueName: "file"))
    var page: String?

    @Argument(
        help: ArgumentHelp("results.json files, each with '=N' for N instances; 1 unless given.", valueName: "results")
    )
    var results: [String]

    func validate() throws {
        if try rate() == 0 { throw ValidationError("--load must be more than nothing, found \(load)") }
        _ = try share()
        if !(0...1000).contains(lost) { throw ValidationError("--lost must be from 0 to 1000, found \(lost)") }
        _ = try descriptions()
    }

    func run() throws {
        let descriptions = try descriptions()
        let found = results.map { measurement($0, descriptions) }
        let measured = found.map(\.measured)
        let paths = measured.map(\.source)
        if let twice = paths.indices.first(where: { paths[..<$0].contains(paths[$0]) }) {
            leave("\(paths[twice]) is named twice", help: "what is measured again stands in a file of its own")
        }
        let question = SizingReport.Question(
            // A goal's other objectives belong to what was measured.
            objective: found.flatMap(\.objectives).once.joined(separator: ", "),
            load: try rate(),
            growth: try share(),
            lost: lost
        )
        guard let report = SizingReport(question, measured) else {
            leave("nothing was measured to hold", help: "name runs whose searches have a lower bound")
        }
        if let page { Output.write(report.page, to: page) }
        if json {
            Terminal.data(String(decoding: report.json, as: UTF8.self))
        } else {
            for line in report.lines { Terminal.print(line) }
        }
        if report.worst == nil { throw ExitCode(1) }
        let unfinished = found.filter(\.isUnfinished).map(\.measured.source)
        if !unfinished.isEmpty {
            let names = unfinished.joined(separator: ", ")
            Terminal.error("unfinished: \(names); what is known to hold may be far below what does")
            throw ExitCode(3)
        }
    }

    private func rate() throws -> Double { try QuickText.quantity("--load", load, Quantity.rate) }

    /// The objectives as results have them.
    private func descriptions() throws -> [String] {
        if objective.isEmpty { throw ValidationError("Missing expected argument '--objective <objective>'") }
        return try objective.map { text in
            let wanted = try QuickText.quantity("--objective", text) { text throws(QuantityError) in
                try Objective(text)
            }
            guard let description = wanted.description else {
                throw ValidationError("--objective is about latency or failures, found \(wanted.key)")
            }
            return description
        }
    }

    private func share() throws -> Double { try QuickText.quantity("--growth", growth, Quantity.percent) }

    /// The bracket of the goal with these objectives in a file of results, and all that it asks for.
    private func measurement(
        _ text: String,
        _ descriptions: [String]
    ) -> (measured: SizingReport.Measured, objectives: [String], isUnfinished: Bool) {
        var path = text
        var instances = 1
        if let equals = text.lastIndex(of: "="), let count = Int(text[text.index(after: equals)...]) {
            guard (1...Sizing.mostInstances).contains(count) else {
                leave("\(text): expected 1 to \(Sizing.mostInstances) instances", help: "write for example two.json=2")
            }
            (path, instances) = (String(text[..<equals]), count)
        }
        let goals = run(path).suites.flatMap(\.cases).flatMap(\.steps).compactMap(\.capacity).flatMap(\.goals)
        let wanted = descriptions.joined(separator: ", ")
        let fitting = goals.filter { goal in descriptions.allSatisfy(goal.objectives.contains) }
        guard let goal = fitting.first else {
            let known = Set(goals.flatMap(\.objectives)).sorted().joined(separator: "; ")
            leave(
                "\(path) has no capacity for \(wanted)",
                help: known.isEmpty ? "run a search first: muster capacity URL --json" : "it has: \(known)"
            )
        }
        guard fitting.count == 1 else {
            let known = fitting.map { $0.objectives.joined(separator: ", ") }.once.joined(separator: "; ")
            leave(
                "\(path) has \(fitting.count) goals with \(wanted)",
                help: "name more of the one that is meant: \(known)"
            )
        }
        guard goal.outcome != .generator,
            let measured = SizingReport.Measured(goal, instances: instances, source: path)
        else { leave("\(path): no rate was found that holds \(wanted)", help: "look at the search's trials") }
        return (measured, goal.objectives, goal.outcome == .unfinished)
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
