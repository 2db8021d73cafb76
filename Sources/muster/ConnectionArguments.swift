import ArgumentParser
import HTTP
import Scenarios

/// What is said of connections in place of the files.
struct ConnectionArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The proxy of all requests, in place of the files' own: a URL, none, or environment for what http_proxy, https_proxy, all_proxy and no_proxy say (otherwise not used).",
            valueName: "url"
        )
    )
    var proxy: String?

    @Option(
        help: ArgumentHelp(
            "The address that a host's name leads to, as curl has it: HOST:ADDRESS or HOST:PORT:ADDRESS, IPv6 in brackets. May be given several times; goes before the files' own.",
            valueName: "host[:port]:address"
        )
    )
    var resolve: [String] = []

    func validate() throws {
        if let proxy { Terminal.redactor.hideUserInformation(of: proxy, name: "PROXY_PASSWORD") }
        _ = try addresses()
        switch proxyChoice {
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
    func choice() throws -> ConnectionChoice {
        var choice = ConnectionChoice()
        choice.proxy = proxyChoice
        choice.addresses = try addresses()
        return choice
    }

    private func addresses() throws -> HostAddresses {
        var addresses = HostAddresses()
        for entry in resolve {
            // An address of IPv6 has colons too, and stands in brackets.
            let start =
                entry.hasSuffix("]") ? entry.lastIndex(of: "[") : entry.lastIndex(of: ":").map(entry.index(after:))
            guard let start, start > entry.startIndex, entry[entry.index(before: start)] == ":" else {
                throw ValidationError(
                    "--resolve must be HOST:ADDRESS or HOST:PORT:ADDRESS, found '\(entry)'\nHelp: write for example --resolve api.example.com:127.0.0.1, or --resolve 'api.example.com:8443:[::1]'"
                )
            }
            do throws(HostAddresses.Mistake) {
                try addresses.add(String(entry[..<entry.index(before: start)]), String(entry[start...]))
            } catch {
                throw ValidationError("--resolve: \(error.message)\nHelp: \(error.help)")
            }
        }
        return addresses
    }

    private var proxyChoice: ProxyChoice {
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
