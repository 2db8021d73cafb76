import ArgumentParser
import Engine
import HTTP
import Quantities
import Scenarios

/// Which proxy requests take.
struct ProxyArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The proxy of all requests, in place of the files' own: a URL, none, or environment for what http_proxy, https_proxy, all_proxy and no_proxy say (otherwise not used).",
            valueName: "url"
        )
    )
    var proxy: String?

    func validate() throws {
        if let proxy { Terminal.redactor.hideUserInformation(of: proxy, name: "PROXY_PASSWORD") }
        switch choice {
        case .written, .direct: break
        case .url(let url): try Self.require(url, from: "--proxy", "a URL, none or environment")
        case .environment:
            for scheme in [HTTPURL.Scheme.http, .https] {
                guard let named = ProxyOptions.variable(scheme, in: ProcessEnvironment.values()) else { continue }
                Terminal.redactor.hideUserInformation(of: named.url, name: "PROXY_PASSWORD")
                try Self.require(named.url, from: named.name, "a proxy's URL")
            }
        }
    }

    /// What was chosen.
    var choice: ProxyChoice {
        switch proxy {
        case nil: .written
        case "none": .direct
        case "environment": .environment(ProxyOptions(environment: ProcessEnvironment.values()))
        case .some(let url): .url(url)
        }
    }

    /// What was found may hold a password, and isn't told.
    private static func require(_ url: String, from name: String, _ expected: String) throws {
        if ProxyOptions.isTaken(url) { return }
        let known = ProxyOptions.schemes.map { "\($0)://" }.joined(separator: ", ")
        throw ValidationError(
            "\(name) must be \(expected); a URL begins with one of \(known)\nHelp: write for example http://127.0.0.1:3128"
        )
    }
}

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
        for (suite, target) in zip(plan.suites, targets) where target.mock == nil {
            for step in (suite.frame.cases + suite.cases).flatMap(\.allSteps) where step.connection.proxy == nil {
                for url in Consent.urls(step, target.url) {
                    guard let line = line(url, isAsked: isAsked), !lines.contains(line) else { continue }
                    lines.append(line)
                }
            }
        }
        for line in lines { Terminal.error(Terminal.redacted(line)) }
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
