import Quantities
package import Results
import Synchronization

/// A shard's way to the others of its run, for the searches for capacity that they share.
///
/// There is a file of each shard, which it rewrites again and again: whoever's file doesn't change any more for a while
/// is gone. What they say to each other in a search is ``TrialLeader``'s and ``TrialFollower``'s.
package final class TrialExchange: Sendable {
    /// How the figures of a part become a file, and again figures.
    package struct Coding: Sendable {
        /// The bytes of the figures of a search's case.
        package var encode: @Sendable (LoadFigures, TrialPlace) -> [UInt8]
        /// The figures; a text says why bytes aren't those of the case.
        package var decode: @Sendable ([UInt8], TrialPlace) -> Result<LoadFigures, Problem>

        /// Why there are no figures.
        package struct Problem: Error, Sendable, Hashable {
            package var text: String

            package init(_ text: String) { self.text = text }
        }

        package init(
            encode: @escaping @Sendable (LoadFigures, TrialPlace) -> [UInt8],
            decode: @escaping @Sendable ([UInt8], TrialPlace) -> Result<LoadFigures, Problem>
        ) {
            self.encode = encode
            self.decode = decode
        }
    }

    /// How another shard is.
    enum Presence: Sendable, Hashable {
        /// It goes on, or hasn't been away for long enough to say that it doesn't.
        case there
        /// It hasn't come, or nothing was heard of it for as long as one waits.
        case gone(String)
    }

    let folder: TrialFolder
    let coding: Coding
    /// How long a shard that says nothing is waited for, in nanoseconds.
    let patience: UInt64
    private let state: Mutex<State>

    private struct State {
        var own: TrialMember
        var others: [Int: Sighting] = [:]
    }

    /// When something new was seen of a shard, by the own monotonic clock: clocks of machines differ.
    private struct Sighting {
        var member: TrialMember?
        var since: UInt64
    }

    /// How often files are looked at while something is waited for, in nanoseconds.
    static let interval: UInt64 = 50_000_000

    /// Joins the run of `own` in `folder`, and tells the others so.
    ///
    /// - Throws: why it can't: the folder holds files of another run, or of this shard.
    package init(
        _ folder: TrialFolder,
        _ own: TrialMember,
        patience: UInt64,
        coding: Coding
    ) throws(TrialFolder.Failure) {
        self.folder = folder
        self.patience = max(1, patience)
        self.coding = coding
        state = Mutex(State(own: own))
        try folder.make()
        let name = TrialMember.name(own.shard)
        if try folder.bytes(name, most: TrialMember.mostBytes) != nil {
            throw TrialFolder.Failure(folder.path + name, found: "one", expected: "no file of shard \(own.shard) yet")
        }
        // Of two that join at the same time each has written before it reads, so that one of them at least sees the
        // other.
        try folder.write(name, own.bytes)
        do throws(TrialFolder.Failure) {
            for other in try folder.names() where TrialMember.isName(other) && other != name {
                guard let bytes = try folder.bytes(other, most: TrialMember.mostBytes) else { continue }
                _ = try TrialMember(bytes, path: folder.path + other, of: own)
            }
        } catch {
            folder.remove(name)
            throw error
        }
    }

    /// The path of the folder.
    package var path: String { folder.path }

    var own: TrialMember { state.withLock { $0.own } }

    /// The other shards, ascending by their numbers.
    var others: [Int] {
        let own = own
        return (0..<own.count).filter { $0 != own.shard }
    }

    /// The result of `body`, meanwhile telling the others that this shard goes on, and at its end that it is over.
    package func beating<Value: Sendable>(_ body: () async -> Value) async -> Value {
        let period = min(max(patience / 8, 100_000_000), 5_000_000_000)
        let beats = Task {
            while (try? await Task.sleep(nanoseconds: period)) != nil { self.beat() }
        }
        let value = await body()
        beats.cancel()
        await beats.value
        beat(isLast: true)
        return value
    }

    /// Tells that this shard goes on. That it can't is seen by whoever waits, and in a search by what it writes next.
    private func beat(isLast: Bool = false) {
        let own = state.withLock { state in
            state.own.beat &+= 1
            state.own.hasEnded = isLast
            return state.own
        }
        try? folder.write(TrialMember.name(own.shard), own.bytes)
    }

    /// What is known of `shard`.
    func look(at shard: Int) throws(TrialFolder.Failure) -> (presence: Presence, member: TrialMember?) {
        let (name, own) = (TrialMember.name(shard), own)
        var member: TrialMember?
        if let bytes = try folder.bytes(name, most: TrialMember.mostBytes) {
            let found = try TrialMember(bytes, path: folder.path + name, of: own)
            guard found.shard == shard else {
                throw TrialFolder.Failure(folder.path + name, found: "shard \(found.shard)", expected: "shard \(shard)")
            }
            member = found
        }
        let now = MonotonicClock.now()
        let (last, known) = state.withLock { state in
            var sighting = state.others[shard] ?? Sighting(member: member, since: now)
            let known = sighting.member
            if let member, member != sighting.member { sighting = Sighting(member: member, since: now) }
            state.others[shard] = sighting
            return (sighting, known)
        }
        if let known, let member, known.process != member.process {
            throw TrialFolder.Failure(
                folder.path + name,
                found: "another process",
                expected: "the one that was there before"
            )
        }
        if last.member?.hasEnded ?? false { return (.gone("shard \(shard) has ended its run"), last.member) }
        guard now - last.since >= patience else { return (.there, last.member) }
        let words = last.member == nil ? "didn't come" : "said nothing"
        return (.gone("shard \(shard) \(words) for \(Quantity.describe(nanoseconds: patience))"), last.member)
    }
}
