import Engine
import HTTP
import Scenarios

/// Tells what becomes of the environment's proxies: nobody should wonder why a request didn't take one.
struct ProxyNotice {
    private let choice: ProxyChoice
    private let environment = ProcessEnvironment.values()

    /// - Parameter choice: Which proxy requests take.
    init(_ choice: ProxyChoice) { self.choice = choice }

    /// Says on stderr which of `plan`'s requests take a proxy of the environment, or would if that was asked for.
    func show(_ plan: Plan, _ targets: [SuiteTarget]) {
        // Who has decided on the proxy knows it.
        let isAsked: Bool
        switch choice {
        case .direct, .url: return
        case .written: isAsked = false
        case .environment: isAsked = true
        }
        var lines: [String] = []
        // What is said of a request depends on nothing but its origin.
        var origins: Set<Substring> = []
        for (suite, target) in zip(plan.suites, targets) where target.mock == nil {
            let cases = [suite.frame.cases, suite.cases].joined()
            for step in cases.lazy.flatMap(\.allSteps) where step.connection.proxy == nil {
                for url in Consent.urls(step, target.url) where step.connection.address(of: url) == nil {
                    guard origins.insert(Self.origin(url)).inserted, let line = line(url, isAsked: isAsked),
                        !lines.contains(line)
                    else { continue }
                    lines.append(line)
                }
            }
        }
        for line in lines { Terminal.error(Terminal.redacted(line)) }
    }

    /// What stands before the path of a URL; all of what is none.
    private static func origin(_ url: String) -> Substring {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return url[...]
        }
        let rest = bytes[colon...].dropFirst(3)
        return url[..<(rest.firstIndex { [0x2F, 0x3F, 0x23].contains($0) } ?? url.endIndex)]
    }

    /// What is to be said of requests to `url`; `nil` for nothing, as of loopback.
    private func line(_ url: String, isAsked: Bool) -> String? {
        let proxies = ProxyOptions(environment: environment)
        guard let origin = (try? HTTPURL(url))?.origin, !ProxyOptions.isLoopback(origin.host) else { return nil }
        guard let named = ProxyOptions.variable(origin.scheme, in: environment), proxies.url(for: origin) != nil else {
            let isNamed = ProxyOptions.variable(origin.scheme, in: environment) != nil
            let why = isNamed ? "no_proxy has it" : "no variable names a proxy for \(origin.scheme)"
            return isAsked ? "note: requests to \(origin.host) take no proxy: \(why)" : nil
        }
        if isAsked { return "note: requests to \(origin.host) go through \(named.url), as \(named.name) says" }
        return "note: \(named.name) is set, and requests to \(origin.host) don't go through that proxy: "
            + "--proxy environment lets them, --proxy none keeps quiet"
    }
}
