import Engine
import Glibc
import JSON
import Scenarios

/// A load test by mistake is an attack: traffic goes to loopback, or to a host that the person names.
struct Consent {
    let hosts: LoadHosts
    let settings: LoadSettings

    /// Ends the program with 2 when a suite would load a host that nobody allowed, or more than the ceilings allow.
    func require(_ plan: Plan, _ targets: [SuiteTarget]) {
        for suite in plan.suites { requireModesty(suite) }
        for (suite, target) in zip(plan.suites, targets) {
            for heavy in suite.cases where heavy.skip == nil {
                for url in heavy.steps.flatMap({ Self.urls($0, target.url) }) {
                    guard let host = hosts.refused(url) else { continue }
                    Diagnostics.leave(
                        "'\(heavy.name)' would put load on \(host), which nobody has allowed",
                        at: heavy.location,
                        help: LoadHosts.help(host)
                    )
                }
            }
        }
    }

    /// Where the requests of a burst or load go, as far as that is known beforehand; none where nobody has to ask.
    private static func urls(_ step: Step, _ target: String) -> [String] {
        switch step.traffic {
        case .single: return []
        case .burst(let burst) where burst.requests <= LoadHosts.largestFreeBurst: return []
        case .burst, .load: break
        }
        return step.variants.flatMap(\.steps).compactMap { step in
            guard let url = step.request.members?.first(where: { $0.name == "url" })?.value.string else {
                return target
            }
            // What only the run will tell is asked about then.
            return LoadHosts.host(url).contains("$") || url.hasPrefix("$") ? nil : url
        }
    }

    private func requireModesty(_ suite: SuitePlan) {
        for plan in suite.cases where plan.skip == nil {
            for step in plan.steps {
                guard case .load(let load) = step.traffic, let excess = excess(load, step.variants) else { continue }
                Diagnostics.leave(
                    "'\(plan.name)' asks for \(excess)",
                    at: plan.location,
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
        guard let most = settings.maximumRate, let starts = load.highestRate else { return nil }
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
