package import HTTP
package import Scenarios
import Synchronization

/// Counts what a run sends to each host that nobody has allowed to load, whatever sends it, and keeps it below ceilings
/// that an endpoint bears: in all, in bursts, and a second.
///
/// Hosts that are allowed, and loopback, are not counted.
package final class TrafficLedger: Sendable {
    /// The largest burst.
    package static let largestBurst = 64
    /// The requests of all bursts of a run.
    package static let mostInBursts = 640
    /// All requests of a run: cases, repetitions, flows, polls, redirects, searches for the smallest failure, bursts.
    package static let mostRequests = 20_000
    /// Requests a second, after the first ``largestBurst``.
    package static let highestRate = 100
    /// From one poll to the next, in nanoseconds.
    package static let shortestPoll: UInt64 = 100_000_000

    private struct Account {
        var requests = 0
        var inBursts = 0
        /// When all that was sent would have been, at the highest rate.
        var paidUntil: UInt64 = 0
    }

    /// Which hosts may be loaded.
    package let hosts: LoadHosts
    private let accounts = Mutex<[String: Account]>([:])

    /// How many processes share what one may send, each a part of it. Bursts are sent by one of them as a whole.
    private let shards: Int

    /// A ledger of what is sent to others than `hosts`.
    package convenience init(_ hosts: LoadHosts) { self.init(hosts, shards: 1) }

    /// The same for one of `shards` processes that share the ceilings.
    package init(_ hosts: LoadHosts, shards: Int) {
        self.hosts = hosts
        self.shards = max(1, shards)
    }

    /// Waits until one more request may go to each of `hosts`, none of which is allowed.
    ///
    /// - Returns: why it may not go; `nil` when it may.
    func admit(_ hosts: [String]) async -> String? { await admit(1, hosts, isBurst: false) }

    /// The same for a burst of `count` requests.
    func admit(burst count: Int, _ hosts: [String]) async -> String? { await admit(count, hosts, isBurst: true) }

    /// The same for a redirect to `url` over `connection`, which can't wait.
    func admit(redirectTo url: String, over connection: ConnectionSettings) -> String? {
        let hosts = hosts.refused(url, over: connection)
        guard !hosts.isEmpty else { return nil }
        switch enter(1, hosts, isBurst: false, canWait: false) {
        case .refused(let why): return why
        case .admitted: return nil
        }
    }

    private func admit(_ count: Int, _ hosts: [String], isBurst: Bool) async -> String? {
        guard !hosts.isEmpty else { return nil }
        switch enter(count, hosts, isBurst: isBurst, canWait: true) {
        case .refused(let why): return why
        case .admitted(let wait):
            if wait > 0, (try? await Task.sleep(nanoseconds: wait)) == nil {
                return "the run was stopped before it was sent"
            }
            return nil
        }
    }

    private enum Entry {
        case admitted(wait: UInt64)
        case refused(String)
    }

    private func enter(_ count: Int, _ hosts: [String], isBurst: Bool, canWait: Bool) -> Entry {
        let now = MonotonicClock.now()
        let interval = 1_000_000_000 / UInt64(Self.highestRate) * UInt64(shards)
        return accounts.withLock { accounts in
            var wait: UInt64 = 0
            for host in hosts {
                let account = accounts[host] ?? Account()
                if let excess = excess(account, count, isBurst: isBurst) {
                    return .refused(Self.description(host, excess))
                }
                let due = max(account.paidUntil, now) + UInt64(count) * interval
                wait = max(wait, due - min(due, now + UInt64(Self.largestBurst) * interval))
            }
            if wait > 0, !canWait {
                return .refused(Self.description(hosts[0], "\(Self.highestRate) requests a second"))
            }
            for host in hosts {
                accounts[host, default: Account()].requests += count
                if isBurst { accounts[host, default: Account()].inBursts += count }
                let from = max(accounts[host, default: Account()].paidUntil, now)
                accounts[host, default: Account()].paidUntil = from + UInt64(count) * interval
            }
            return .admitted(wait: wait)
        }
    }

    /// The ceiling that `count` more would exceed.
    private func excess(_ account: Account, _ count: Int, isBurst: Bool) -> String? {
        let part = max(1, Self.mostRequests / shards)
        if shards > 1, !isBurst, account.requests + count > part {
            return "\(part) requests, this shard's part of \(Self.mostRequests),"
        }
        return Self.excess(
            requests: account.requests + count,
            inBursts: isBurst ? account.inBursts + count : 0,
            burst: isBurst ? count : 0
        )
    }

    /// The ceiling that a host would get more than, in words; `nil` when it wouldn't.
    package static func excess(requests: Int, inBursts: Int, burst: Int = 0) -> String? {
        if burst > largestBurst { return "\(largestBurst) requests at once" }
        if inBursts > mostInBursts { return "\(mostInBursts) requests in bursts" }
        if requests > mostRequests { return "\(mostRequests) requests" }
        return nil
    }

    private static func description(_ host: String, _ excess: String) -> String {
        "this would be more than \(excess) of one run to \(host), which nobody has allowed: \(LoadHosts.help(host))"
    }
}

/// The hosts that may be loaded: loopback, and those that the person has named. A load test by mistake is an attack.
package struct LoadHosts: Sendable {
    private let allowed: [String]

    /// Loopback and the hosts with these names.
    package init(_ allowed: [String]) { self.allowed = allowed.map { $0.lowercased() } }

    /// Of the hosts that get what is sent to `url` over `connection`, those that nobody has allowed to load: the URL's
    /// own, and a proxy's. Where the connection leads a name to an address, the address is the host: what a name is
    /// allowed says nothing of where a file has it lead.
    package func refused(_ url: String, over connection: ConnectionSettings) -> [String] {
        let address = connection.address(of: url)
        var hosts = [address ?? Self.host(url)]
        // Loopback, and what has an address, is always reached directly.
        if address == nil, !Self.isLoopback(hosts[0]), let proxy = connection.proxy(for: url) {
            let absolute = Self.absolute(proxy)
            hosts.append(connection.address(ofProxy: absolute) ?? Self.host(absolute))
        }
        return hosts.filter { !isAllowed($0) }.map { $0.lowercased() }
    }

    private func isAllowed(_ host: String) -> Bool { Self.isLoopback(host) || allowed.contains(host.lowercased()) }

    /// A proxy may be written without its scheme.
    private static func absolute(_ proxy: String) -> String { proxy.contains("://") ? proxy : "http://\(proxy)" }

    /// The host of a URL, without port, user and brackets.
    package static func host(_ url: String) -> String {
        // By bytes, as every request is asked for its host.
        var authority = url.utf8[...]
        for _ in 0..<2 { authority = authority.drop { $0 != UInt8(ascii: "/") }.dropFirst() }
        authority = authority.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[authority.index(after: at)...] }
        if authority.first == UInt8(ascii: "[") {
            return String(Substring(authority.dropFirst().prefix { $0 != UInt8(ascii: "]") }))
        }
        return String(Substring(authority.prefix { $0 != UInt8(ascii: ":") }))
    }

    /// Whether a host is this machine, beyond doubt: `localhost`, `::1`, or an address of 127.0.0.0/8 (RFC 1122,
    /// section 3.2.1.3) in its usual form. Names that only look like one are names, and what another form of an address
    /// means differs between programs.
    static func isLoopback(_ host: String) -> Bool {
        // What nearly every mock and test server has.
        if host == "127.0.0.1" || host == "::1" { return true }
        if host.utf8.count == 9 && host.lowercased() == "localhost" { return true }
        // Most names are told from an address by their first byte.
        guard host.utf8.first == UInt8(ascii: "1") else { return false }
        let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return false }
        let octets = parts.map(octet)
        return octets[0] == 127 && octets.allSatisfy { $0 != nil }
    }

    /// The number of up to three decimal digits, without a zero that could mean base eight.
    private static func octet(_ digits: Substring.UTF8View) -> UInt8? {
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30
        else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self))
    }

    /// What to do about a host that nobody has allowed.
    package static func help(_ host: String) -> String {
        "if you may load that host, add --allow-host \(host), or \"allow\": [\"\(host)\"] to muster.json; else leave the case "
            + "out with --tag or --only"
    }
}

/// Sends what a ledger admits.
package final class GuardedSender: Sender {
    private let base: any Sender
    private let connection: ConnectionSettings
    private let ledger: TrafficLedger

    /// Sends by `base`, which connects as `connection` says.
    package init(_ base: any Sender, over connection: ConnectionSettings, _ ledger: TrafficLedger) {
        self.base = base
        self.connection = connection
        self.ledger = ledger
    }

    package func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        let hosts = ledger.hosts.refused(request.url, over: connection)
        if let refusal = await ledger.admit(hosts) { return Self.refused(refusal) }
        return await base.send(request, guarded(options), at: start)
    }

    package func endSession(_ session: UInt64) { base.endSession(session) }

    private func guarded(_ options: SendOptions) -> SendOptions {
        var options = options
        options.refusal = { [ledger, connection] url in ledger.admit(redirectTo: url, over: connection) }
        return options
    }

    private static func refused(_ why: String) -> Exchange {
        let now = MonotonicClock.now()
        return Exchange(
            outcome: .failure(ExchangeFailure(.request, why)),
            timings: PhaseTimings(total: 0),
            intended: now,
            started: now
        )
    }
}
