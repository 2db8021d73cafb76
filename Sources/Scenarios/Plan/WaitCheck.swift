import Decoding
import Diagnostics
import JSON

/// Checks which scenarios of a suite wait for which others: for those that they come `after`, and for the one that each
/// `needs`.
struct WaitCheck {
    let problems: Problems

    /// Adds what is wrong with `scenarios`: an `after` that no scenario has as its name, and scenarios that wait for
    /// each other.
    func check(_ scenarios: [JSONNode]) {
        var waits: [String: [JSONNode]] = [:]
        var names: [String] = []
        for scenario in scenarios {
            guard let name = scenario["name"]?.string else { continue }
            names.append(name)
            waits[name] = (scenario["after"]?.elements ?? []) + [scenario["needs"]].compactMap(\.self)
        }
        for scenario in scenarios {
            for node in scenario["after"]?.elements ?? [] {
                guard let other = node.string, waits[other] == nil else { continue }
                let help = UnknownName.help(other, among: names)
                problems.add(
                    "no scenario is called '\(other)'",
                    at: node.location,
                    help: help,
                    misses: [.scenario]
                )
            }
        }
        findCircles(waits, names)
    }

    /// Adds each circle once: from what waits for something unfinished, the first of what it waits for is followed
    /// until a name comes again.
    private func findCircles(_ waits: [String: [JSONNode]], _ names: [String]) {
        let stuck = unfinished(waits)
        var seen: Set<String> = []
        for start in names where stuck.contains(start) {
            var path: [String] = []
            var places: [String: (index: Int, node: JSONNode)] = [:]
            var name = start
            while !seen.contains(name), places[name] == nil,
                let node = waits[name]?.first(where: { $0.string.map(stuck.contains) ?? false })
            {
                places[name] = (path.count, node)
                path.append(name)
                name = node.string ?? ""
            }
            if let first = places[name] {
                let circle = path[first.index...] + [name]
                let way = circle.map { "'\($0)'" }.joined(separator: " → ")
                problems.add(
                    circle.count == 2 ? "'\(name)' waits for itself" : "the scenarios \(way) wait for each other",
                    at: places[path[path.count - 1]]?.node.location
                )
            }
            seen.formUnion(path)
        }
    }

    /// What never begins where each waits for its own: what is in a circle, and what waits for that (A. B. Kahn:
    /// Topological sorting of large networks, 1962).
    private func unfinished(_ waits: [String: [JSONNode]]) -> Set<String> {
        var waiting: [String: [String]] = [:]
        var open: [String: Int] = [:]
        for (name, nodes) in waits {
            let others = Set(nodes.compactMap(\.string)).filter { waits[$0] != nil }
            open[name] = others.count
            for other in others { waiting[other, default: []].append(name) }
        }
        var ready = open.filter { $0.value == 0 }.map(\.key)
        while let name = ready.popLast() {
            open[name] = nil
            for next in waiting[name] ?? [] {
                open[next, default: 0] -= 1
                if open[next] == 0 { ready.append(next) }
            }
        }
        return Set(open.keys)
    }
}
