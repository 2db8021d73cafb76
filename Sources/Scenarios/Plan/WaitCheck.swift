import Decoding
import Diagnostics
import JSON

/// Checks which scenarios of a suite run after which others.
struct WaitCheck {
    let problems: Problems

    /// Adds what is wrong with the `after` of `scenarios`: names that no scenario has, and scenarios that wait for each other.
    func check(_ scenarios: [JSONNode]) {
        var waits: [String: [JSONNode]] = [:]
        var names: [String] = []
        for scenario in scenarios {
            guard let name = scenario["name"]?.string else { continue }
            names.append(name)
            waits[name] = scenario["after"]?.elements ?? []
        }
        guard waits.values.contains(where: { !$0.isEmpty }) else { return }
        for name in names {
            for node in waits[name] ?? [] {
                guard let other = node.string, waits[other] == nil else { continue }
                problems.add(
                    "no scenario is called '\(other)'",
                    at: node.location,
                    help: UnknownName.help(other, among: names)
                )
            }
        }
        var state: [String: Visit] = [:]
        for name in names { visit(name, waits, [], &state) }
    }

    private enum Visit { case open, done }

    private func visit(_ name: String, _ waits: [String: [JSONNode]], _ path: [String], _ state: inout [String: Visit])
    {
        guard state[name] == nil else { return }
        state[name] = .open
        for node in waits[name] ?? [] {
            guard let other = node.string else { continue }
            if state[other] == .open {
                let circle = ((path + [name]).drop { $0 != other } + [other]).map { "'\($0)'" }.joined(separator: " → ")
                problems.add("the scenarios \(circle) wait for each other", at: node.location)
            } else {
                visit(other, waits, path + [name], &state)
            }
        }
        state[name] = .done
    }
}
