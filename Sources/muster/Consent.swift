import Engine
import Glibc
import JSON
import Scenarios

/// A load test by mistake is an attack: traffic goes to loopback, or to a host that the person names.
struct Consent {
    /// A burst up to this size goes to any host.
    static let largestFreeBurst = 64

    let allowedHosts: [String]

    /// Ends the program with 2 when a suite would load a host that nobody allowed.
    func require(_ plan: Plan, _ targets: [SuiteTarget]) {
        for (suite, target) in zip(plan.suites, targets) {
            guard let heavy = suite.cases.first(where: isHeavy) else { continue }
            let host = Self.host(target.url)
            guard !Self.isLoopback(host), !allowedHosts.contains(where: { $0.lowercased() == host.lowercased() }) else { continue }
            Terminal.error(
                """
                error: '\(heavy.name)' would put load on \(host), which nobody has allowed
                  --> \(suite.file.path):\(heavy.location.line)
                  = help: if you may load that host, add --allow-host \(host); else leave the case out with --tag or --only
                nothing was sent
                """
            )
            Exit.usageError()
        }
    }

    private func isHeavy(_ plan: Case) -> Bool {
        plan.skip == nil
            && plan.steps.contains { step in
                switch step.traffic {
                case .single: false
                case .burst(let requests): requests > Self.largestFreeBurst
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
