import Engine
import Glibc
import JSON
import Scenarios

/// A load test by mistake is an attack: traffic goes to loopback, or to a host that the person names.
struct Consent {
    /// A burst up to this size goes to any host.
    static let largestFreeBurst = 64

    let allowedHosts: [String]
    let settings: LoadSettings

    /// Ends the program with 2 when a suite would load a host that nobody allowed, or more than the ceilings allow.
    func require(_ plan: Plan, _ targets: [SuiteTarget]) {
        for suite in plan.suites { requireModesty(suite) }
        for (suite, target) in zip(plan.suites, targets) {
            guard let heavy = suite.cases.first(where: isHeavy) else { continue }
            let host = Self.host(target.url)
            guard !Self.isLoopback(host), !allowedHosts.contains(where: { $0.lowercased() == host.lowercased() }) else {
                continue
            }
            Diagnostics.leave(
                "'\(heavy.name)' would put load on \(host), which nobody has allowed",
                at: heavy.location,
                help:
                    "if you may load that host, add --allow-host \(host), or \"allow\": [\"\(host)\"] to muster.json; else leave the case out with --tag or --only"
            )
        }
    }

    private func requireModesty(_ suite: SuitePlan) {
        for plan in suite.cases where plan.skip == nil {
            for case .load(let load) in plan.steps.map(\.traffic) {
                guard let excess = excess(load) else { continue }
                Diagnostics.leave(
                    "'\(plan.name)' asks for \(excess)",
                    at: plan.location,
                    help: "lower it, raise the ceiling, or leave the case out with --tag or --only"
                )
            }
        }
    }

    /// What a load asks for beyond the ceilings, in words.
    private func excess(_ load: Load) -> String? {
        if let most = settings.maximumDuration, load.warmUp + load.duration > most {
            return
                "\(Quantity.describe(nanoseconds: load.warmUp + load.duration)) of load; --max-duration is \(Quantity.describe(nanoseconds: most))"
        }
        guard let most = settings.maximumRate, let rate = load.highestRate, rate > most else { return nil }
        guard rate.isFinite else {
            return
                "as many requests as its users can send; --max-rate is \(Quantity.describe(rate: most)): give them think time"
        }
        return "up to \(Quantity.describe(rate: rate)); --max-rate is \(Quantity.describe(rate: most))"
    }

    private func isHeavy(_ plan: Case) -> Bool {
        plan.skip == nil
            && plan.steps.contains { step in
                switch step.traffic {
                case .single: false
                case .burst(let burst): burst.requests > Self.largestFreeBurst
                case .load: true
                }
            }
    }

    /// The host of a URL, without port, user and brackets.
    static func host(_ url: String) -> String {
        var authority = url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" && $0 != "?" && $0 != "#" })
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}
