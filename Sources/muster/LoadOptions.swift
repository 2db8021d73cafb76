import ArgumentParser
import Engine
import Quantities
import Scenarios
import Transport

/// What the person decides about loads and bursts.
struct LoadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What sends single requests: wire, the engine that sends loads too, or curl, libcurl's HTTP.",
            valueName: "transport"
        )
    )
    var transport = "wire"

    @Option(help: "Threads that generate load; one a core unless given.")
    var threads: Int?

    @Option(help: ArgumentHelp("precise polls shortly before each start; economical sleeps.", valueName: "pacing"))
    var pacing = "precise"

    @Option(help: ArgumentHelp("The most that any load may ask for, such as 500/s.", valueName: "rate"))
    var maxRate: String?

    @Option(help: ArgumentHelp("The longest that any load may take, such as 5m.", valueName: "time"))
    var maxDuration: String?

    @Option(
        help: ArgumentHelp(
            "Serve the figures of running loads as OpenMetrics on this port of 127.0.0.1; 0 for any free one.",
            valueName: "port"
        )
    )
    var metrics: Int?

    @Option(
        help: ArgumentHelp(
            "Read the target's own metrics here (OpenMetrics or Prometheus) once a second beside each load.",
            valueName: "url"
        )
    )
    var scrape: String?

    @Option(
        help: ArgumentHelp(
            "A metric that --scrape reads, by its name; unless given memory, CPU and descriptors of the process, and connections.",
            valueName: "name"
        )
    )
    var scrapeMetric: [String] = []

    @Flag(help: "Pass loads whose figures can't be trusted; the reports still say so.")
    var acceptSuspect = false

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp("A host that may be loaded, besides loopback.", valueName: "host")
    )
    var allowedHosts: [String] = []

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be from 1 to 1024, found \(threads)")
        }
        if let metrics, !(0...65535).contains(metrics) {
            throw ValidationError("--metrics must be a port from 0 to 65535, found \(metrics)")
        }
        if let wrong = allowedHosts.lazy.compactMap(AllowedHost.problem).first {
            throw ValidationError("--allow-host \(wrong)")
        }
        if let scrape {
            Terminal.redactor.hideUserInformation(of: scrape, name: "SCRAPE_PASSWORD")
            if let wrong = TargetCheck.problem(with: String(scrape.prefix { $0 != "?" }), name: "--scrape") {
                throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nHelp: \(wrong.help)"))
            }
        } else if !scrapeMetric.isEmpty {
            throw ValidationError("--scrape-metric needs --scrape URL")
        }
        _ = try settings(ProjectFile())
        _ = try way()
    }

    /// Where the target shows its own metrics, and which of them are read.
    var scraped: (url: String, names: [String])? { scrape.map { ($0, scrapeMetric) } }

    /// What sends single requests.
    func way() throws -> Way { try choice("--transport", transport) }

    /// The settings; the project file's ceilings hold where they are lower.
    func settings(_ project: ProjectFile) throws -> LoadSettings {
        var settings = LoadSettings()
        settings.pacing = try choice("--pacing", pacing)
        settings.threads = threads
        settings.acceptsDoubt = acceptSuspect
        settings.maximumRate = lower(try rate(), project.maximumRate)
        settings.maximumDuration = lower(try duration(), project.maximumDuration)
        return settings
    }

    private func lower<Value: Comparable>(_ one: Value?, _ other: Value?) -> Value? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    private func rate() throws -> Double? {
        guard let maxRate else { return nil }
        do throws(QuantityError) {
            return try Quantity.rate(maxRate)
        } catch {
            throw ValidationError("--max-rate: \(error.message)")
        }
    }

    private func duration() throws -> UInt64? {
        guard let maxDuration else { return nil }
        do throws(QuantityError) {
            return try Quantity.duration(maxDuration)
        } catch {
            throw ValidationError("--max-duration: \(error.message)")
        }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(_ option: String, _ text: String) throws -> Choice
    where Choice.RawValue == String {
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("\(option) must be one of \(names), found '\(text)'")
    }
}
