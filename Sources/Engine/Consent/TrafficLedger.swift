import Synchronization

/// Counts what a run sends to each host that nobody has allowed to load, whatever sends it, and keeps it below ceilings that an
/// endpoint bears: in all, in bursts, and a second.
///
/// Hosts that are allowed, and loopback, are not counted.
public final class TrafficLedger: Sendable {
    /// The largest burst.
    public static let largestBurst = 64
    /// The requests of all bursts of a run.
    public static let mostInBursts = 640
    /// All requests of a run: cases, repetitions, flows, polls, redirects, searches for the smallest failure, bursts.
    public static let mostRequests = 20_000
    /// Requests a second, after the first ``largestBurst``.
    public static let highestRate = 100
    /// From one poll to the next, in nanoseconds.
    public static let shortestPoll: UInt64 = 100_000_000

    private struct Account {
        var requests = 0
        var inBursts = 0
        /// When all that was sent would have been, at the highest rate.
        var paidUntil: UInt64 = 0
    }

    /// Which hosts may be loaded.
    public let hosts: LoadHosts
    private let accounts = Mutex<[String: Account]>([:])

    /// A ledger of what is sent to others than `hosts`.
    public init(_ hosts: LoadHosts) { self.hosts = hosts }

    /// Waits until one more request may go to each of `hosts`, none of which is allowed.
    ///
    /// - Returns: why it may not go; `nil` when it may.
    func admit(_ hosts: [String]) async -> String? { await admit(1, hosts, isBurst: false) }

    /// The same for a burst of `count` requests.
    func admit(burst count: Int, _ hosts: [String]) async -> String? { await admit(count, hosts, isBurst: true) }

    /// The same for a redirect, which can't wait.
    func admit(redirectTo url: String) -> String? {
        guard let host = hosts.refused(url)?.lowercased() else { return nil }
        switch enter(1, [host], isBurst: false, canWait: false) {
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
        let interval = 1_000_000_000 / UInt64(Self.highestRate)
        return accounts.withLock { accounts in
            var wait: UInt64 = 0
            for host in hosts {
                let account = accounts[host] ?? Account()
                if let excess = Self.excess(account, count, isBurst: isBurst) {
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
    private static func excess(_ account: Account, _ count: Int, isBurst: Bool) -> String? {
        excess(
            requests: account.requests + count,
            inBursts: isBurst ? account.inBursts + count : 0,
            burst: isBurst ? count : 0
        )
    }

    /// The ceiling that a host would get more than, in words; `nil` when it wouldn't.
    public static func excess(requests: Int, inBursts: Int, burst: Int = 0) -> String? {
        if burst > largestBurst { return "\(largestBurst) requests at once" }
        if inBursts > mostInBursts { return "\(mostInBursts) requests in bursts" }
        if requests > mostRequests { return "\(mostRequests) requests" }
        return nil
    }

    private static func description(_ host: String, _ excess: String) -> String {
        "this would be more than \(excess) of one run to \(host), which nobody has allowed: \(LoadHosts.help(host))"
    }
}
