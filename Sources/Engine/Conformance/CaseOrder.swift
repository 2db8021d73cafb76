import ContractCases
import Decoding
import HTTP
import JSON
import Results
import Scenarios
import Synchronization

/// In which order cases run that wait for others: for what they need, and for what they are to come after.
enum CaseOrder {
    /// The cases in groups that run one after the other: each behind those that it waits for, the order of the file
    /// within a group. Of a contract's cases those that only read come before those that change something, and those
    /// that delete come last: what is changed or deleted others may need. Among those that change or delete flows come
    /// after the rest, those that begin at one path one by one, for what each makes may have the same ID; and last what
    /// a server may carry out or refuse as it likes: strange values may rename what the rest names. What isn't run at
    /// all is no reason to wait.
    static func levels<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [[Job]] {
        let isAnyOrder = jobs.allSatisfy { job in
            let plan = plan(job)
            return plan.effect == .reads && plan.awaited.isEmpty
        }
        if isAnyOrder { return jobs.isEmpty ? [] : [jobs] }
        var ranks: [String: CaseRank] = [:]
        for job in jobs { ranks[plan(job).scenario] = max(plan(job).rank, ranks[plan(job).scenario] ?? .first) }
        // What waits for a change comes behind it; a circle ends by itself, as nothing grows in it.
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for job in jobs {
                let latest = plan(job).awaited.compactMap { ranks[$0] }.max() ?? .first
                guard latest > ranks[plan(job).scenario] ?? .first else { continue }
                ranks[plan(job).scenario] = latest
                isGrowing = true
            }
        }
        return Set(ranks.values).sorted().flatMap { rank in
            let groups = groups(jobs.filter { ranks[plan($0).scenario] == rank }, plan)
            return rank.stage == .flow ? groups.flatMap { apart($0, plan) } : groups
        }
    }

    /// Flows in groups none of which has two that begin at the same path.
    private static func apart<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [[Job]] {
        var counts: [String: Int] = [:]
        var groups: [[Job]] = []
        for job in jobs {
            let path = plan(job).steps.first?.request["path"]?.string ?? ""
            let index = counts[path, default: 0]
            counts[path] = index + 1
            if index == groups.count { groups.append([]) }
            groups[index].append(job)
        }
        return groups
    }

    private static func groups<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [[Job]] {
        guard jobs.contains(where: { !plan($0).awaited.isEmpty }) else { return jobs.isEmpty ? [] : [jobs] }
        var awaited: [String: Set<String>] = [:]
        for job in jobs { awaited[plan(job).scenario, default: []].formUnion(plan(job).awaited) }
        var waiting: [String: [String]] = [:]
        var open: [String: Int] = [:]
        for (name, others) in awaited {
            let present = others.filter { $0 != name && awaited[$0] != nil }
            open[name] = present.count
            for other in present { waiting[other, default: []].append(name) }
        }
        var depths: [String: Int] = [:]
        var depth = 0
        var next = open.filter { $0.value == 0 }.map(\.key)
        while !next.isEmpty {
            for name in next { depths[name] = depth }
            depth += 1
            next = next.flatMap { waiting[$0] ?? [] }.filter { name in
                open[name, default: 0] -= 1
                return open[name] == 0
            }
        }
        // Circles are refused when the suite is read; what were in one would come last.
        var levels = [[Job]](repeating: [], count: depth + 1)
        for job in jobs { levels[depths[plan(job).scenario] ?? depth].append(job) }
        return levels.filter { !$0.isEmpty }
    }

    /// The cases one by one, in the order of the file where that brings each behind what it waits for.
    static func sequence<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [Job] {
        var last: [String: Int] = [:]
        for (index, job) in jobs.enumerated() { last[plan(job).scenario] = index }
        let isInOrder = jobs.enumerated().allSatisfy { index, job in
            plan(job).awaited.allSatisfy { last[$0].map { $0 < index } ?? true }
        }
        return isInOrder ? jobs : Array(levels(jobs, plan).joined())
    }
}

/// What a case does to what others may need: the more, the later it runs.
private struct CaseRank: Hashable, Comparable {
    /// In which order those run that change or delete.
    enum Stage: Int, Comparable {
        case plain
        /// A flow makes what it changes: others that make it under the same ID aren't to come between.
        case flow
        /// The server may carry it out or refuse it as it likes.
        case open
        /// What it may store can spoil what is read afterwards.
        case spoiling

        static func < (one: Stage, other: Stage) -> Bool { one.rawValue < other.rawValue }
    }

    let effect: MethodEffect
    let stage: Stage

    static let first = CaseRank(effect: .reads, stage: .plain)

    static func < (one: CaseRank, other: CaseRank) -> Bool {
        one.effect == other.effect ? one.stage < other.stage : one.effect < other.effect
    }
}

extension Case {
    /// The scenarios that it waits for.
    var awaited: Set<String> { needs.map { after.union([$0.name]) } ?? after }

    /// What it does to what others may need. A flow of a contract makes what it deletes.
    fileprivate var effect: MethodEffect {
        guard let method = subject?.operation.prefix(while: { $0 != " " }) else { return .reads }
        let effect = MethodEffect(of: String(method))
        return steps.count == 1 ? effect : min(effect, .changes)
    }

    fileprivate var rank: CaseRank {
        let effect = effect
        if effect == .reads { return .first }
        // Half a surrogate pair that is stored comes back in every answer about it, and not every recipient can read
        // that.
        if tags.contains(CaseKind.unicodeLoneSurrogateEscape.name), tags.contains(ContractWatch.generatedTag) {
            return CaseRank(effect: .deletes, stage: .spoiling)
        }
        if steps.count > 1 { return CaseRank(effect: effect, stage: .flow) }
        let isOpen = steps.first?.expect.leavesOutcomeOpen ?? false
        return CaseRank(effect: effect, stage: isOpen ? .open : .plain)
    }
}
