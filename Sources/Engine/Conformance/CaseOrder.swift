import HTTP
import Results
import Scenarios
import Synchronization

/// In which order cases run that wait for others: for what they need, and for what they are to come after.
enum CaseOrder {
    /// The cases in groups that run one after the other: each behind those that it waits for, the order of the file within a group.
    /// Of a contract's cases those that only read come before those that change something, and those that delete come last: what is
    /// changed or deleted others may need. What isn't run at all is no reason to wait.
    static func levels<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [[Job]] {
        let isAnyOrder = jobs.allSatisfy { job in
            let plan = plan(job)
            return plan.effect == .reads && plan.awaited.isEmpty
        }
        if isAnyOrder { return jobs.isEmpty ? [] : [jobs] }
        var effects: [String: MethodEffect] = [:]
        for job in jobs { effects[plan(job).scenario] = max(plan(job).effect, effects[plan(job).scenario] ?? .reads) }
        // What waits for a change comes behind it; a circle ends by itself, as nothing grows in it.
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for job in jobs {
                let latest = plan(job).awaited.compactMap { effects[$0] }.max() ?? .reads
                guard latest > effects[plan(job).scenario] ?? .reads else { continue }
                effects[plan(job).scenario] = latest
                isGrowing = true
            }
        }
        return MethodEffect.allCases.flatMap { effect in
            groups(jobs.filter { effects[plan($0).scenario] == effect }, plan)
        }
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

extension Case {
    /// The scenarios that it waits for.
    var awaited: Set<String> { needs.map { after.union([$0.name]) } ?? after }

    /// What it does to what others may need. A flow of a contract makes what it deletes.
    fileprivate var effect: MethodEffect {
        guard let method = subject?.operation.prefix(while: { $0 != " " }) else { return .reads }
        let effect = MethodEffect(of: String(method))
        return steps.count == 1 ? effect : min(effect, .changes)
    }
}
