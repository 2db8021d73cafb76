import Decoding
import Diagnostics
import Engine
import Glibc
import JSON
import Quantities
import Scenarios

/// A load test by mistake is an attack: traffic goes to loopback, or to a host that the person names. Others get what
/// an endpoint bears (``TrafficLedger``).
struct Consent {
    let hosts: LoadHosts
    let settings: LoadSettings
    let repeats: Int
    /// Whether what is wrong stands in a file that a person can look at.
    var hasPlaces = true

    /// What a host that nobody has allowed would get.
    private struct Account {
        var requests = 0
        var inBursts = 0
    }

    /// Why a run may not be made.
    private struct Refusal: Error {
        var message: String
        var location: SourceLocation
        var help: String
    }

    /// Ends the program with 2 when a suite would load a host that nobody allowed, or more than the ceilings allow.
    func require(_ plan: Plan, _ targets: [String?]) {
        let refusals = refusals(plan, targets)
        guard let only = refusals.first else { return }
        if refusals.count > 1 { Diagnostics.leave(refusals) }
        Diagnostics.leave(only.message, at: only.location, help: only.help)
    }

    /// Why a run would be refused: suites would load hosts that nobody allowed, or more than the ceilings allow; all of
    /// what is a load, so that one answer is enough. Of a suite whose target is `nil` nothing but the ceilings is
    /// asked.
    func refusals(_ plan: Plan, _ targets: [String?]) -> [Diagnostic] {
        var refusals: [Refusal] = []
        var accounts: [String: Account] = [:]
        do throws(Refusal) {
            for suite in plan.suites { try requireModesty(suite) }
        } catch {
            refusals.append(error)
        }
        for (suite, target) in zip(plan.suites, targets) {
            guard let target else { continue }
            // What is done before and after is counted as well.
            for planned in [suite.frame.cases, suite.cases].joined() where planned.skip == nil {
                do throws(Refusal) {
                    for step in planned.allSteps { try require(step, of: planned, target, &accounts) }
                } catch {
                    refusals.append(error)
                }
            }
        }
        // What helps one of them helps all that have the same host.
        var helped: Set<String> = []
        let shown = refusals.prefix(Self.mostShown).map { refusal in
            let help = helped.insert(refusal.help).inserted ? refusal.help : nil
            return Diagnostics.error(refusal.message, at: hasPlaces ? refusal.location : nil, help: help)
        }
        let rest = refusals.count - shown.count
        return rest == 0 ? shown : shown + [Diagnostics.error("\(rest) more are refused")]
    }

    /// More of them say no more.
    private static let mostShown = 10

    private func require(
        _ step: Step,
        of planned: Case,
        _ target: String,
        _ accounts: inout [String: Account]
    ) throws(Refusal) {
        let refused = Set(Self.urls(step, target).flatMap { hosts.refused($0, over: step.connection) }).sorted()
        guard let first = refused.first else { return }
        guard let count = Self.count(step), count.burst <= TrafficLedger.largestBurst else {
            throw Refusal(
                message: "'\(planned.name)' would put load on \(first), which nobody has allowed",
                location: planned.location,
                help: LoadHosts.help(first)
            )
        }
        for host in refused {
            let before = accounts[host] ?? Account()
            let account = Account(
                requests: Self.sum(before.requests, count.requests, repeats),
                inBursts: Self.sum(before.inBursts, count.burst, repeats)
            )
            accounts[host] = account
            let excess = TrafficLedger.excess(requests: account.requests, inBursts: account.inBursts)
            guard let excess else { continue }
            throw Refusal(
                message:
                    "with '\(planned.name)' this run would send more than \(excess) to \(host), which nobody has allowed",
                location: planned.location,
                help: LoadHosts.help(host)
            )
        }
    }

    private static func sum(_ before: Int, _ count: Int, _ repeats: Int) -> Int {
        let (product, overflows) = count.multipliedReportingOverflow(by: max(1, repeats))
        let (sum, exceeds) = before.addingReportingOverflow(product)
        return overflows || exceeds ? .max : sum
    }

    /// The most requests that a step sends, and how many of them at once; `nil` for a load.
    private static func count(_ step: Step) -> (requests: Int, burst: Int)? {
        switch step.traffic {
        case .load, .capacity: return nil
        case .burst(let burst): return (burst.requests, burst.requests)
        case .single: break
        }
        if let eventually = step.eventually {
            let every = max(eventually.every, TrafficLedger.shortestPoll)
            return (Int(clamping: eventually.within / every) + 1, 0)
        }
        // How many elements a list has is only known in the run, which counts them.
        let times = if case .whileHolds = step.control?.repetition { step.control?.atMost ?? 1 } else { 1 }
        return (sum(0, sum(1, step.retry?.times ?? 0, 1), times), 0)
    }

    /// Where the requests of a step go, as far as that is known beforehand.
    static func urls(_ step: Step, _ target: String) -> [String] {
        let requests = step.variants.isEmpty ? [step.request] : step.variants.flatMap(\.steps).map(\.request)
        return requests.compactMap { request in
            guard let url = request.members?.first(where: { $0.name == "url" })?.value.string else { return target }
            // What only the run will tell is asked about then.
            return LoadHosts.host(url).contains("$") || url.hasPrefix("$") ? nil : url
        }
    }

    private func requireModesty(_ suite: SuitePlan) throws(Refusal) {
        for plan in suite.cases where plan.skip == nil {
            for step in plan.steps {
                let asked: String? =
                    switch step.traffic {
                    case .load(let load): excess(load, step.variants)
                    case .capacity(let capacity): excess(capacity, step.variants)
                    case .burst, .single: nil
                    }
                guard let excess = asked else { continue }
                throw Refusal(
                    message: "'\(plan.name)' asks for \(excess)",
                    location: plan.location,
                    help: "lower it, raise the ceiling, or leave the case out with --tag or --only"
                )
            }
        }
    }

    /// What a load asks for beyond the ceilings, in words.
    private func excess(_ load: Load, _ variants: [LoadVariant]) -> String? {
        if let most = settings.maximumDuration, load.warmUp + load.duration > most {
            return
                "\(Quantity.describe(nanoseconds: load.warmUp + load.duration)) of load; --max-duration is \(Quantity.describe(nanoseconds: most))"
        }
        return load.highestRate.flatMap { excess(starts: $0, variants) }
    }

    /// The same of a search for capacity.
    private func excess(_ capacity: Capacity, _ variants: [LoadVariant]) -> String? {
        if let most = settings.maximumDuration, capacity.within > most {
            return
                "\(Quantity.describe(nanoseconds: capacity.within)) of load ('within'); --max-duration is \(Quantity.describe(nanoseconds: most))"
        }
        return excess(starts: capacity.highestRate, variants)
    }

    private func excess(starts: Double, _ variants: [LoadVariant]) -> String? {
        guard let most = settings.maximumRate else { return nil }
        // A flow sends several requests for each of its starts.
        let weight = variants.reduce(0) { $0 + $1.weight }
        let rate =
            starts * variants.reduce(0) { $0 + $1.weight * Double($1.steps.count) }
            / max(weight, .leastNonzeroMagnitude)
        guard rate > most else { return nil }
        guard rate.isFinite else {
            return
                "as many requests as its users can send; --max-rate is \(Quantity.describe(rate: most)): give them think time"
        }
        return "up to \(Quantity.describe(rate: rate)); --max-rate is \(Quantity.describe(rate: most))"
    }
}
