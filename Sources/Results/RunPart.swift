/// Which cases of the suites were chosen, where others were left out: what the run says it says of these alone.
package struct RunPart: Sendable, Hashable {
    /// What chose them, as the command had it: `--only 'shipped'`.
    package var choice: String
    /// The suites of which cases were left out, in the order in which they were named.
    package var suites: [Suite]

    /// A suite of which cases were left out.
    package struct Suite: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// How many of its cases were chosen; 0 for one that was left out whole.
        package var chosen: Int
        /// How many it has.
        package var cases: Int

        package init(_ name: String, chosen: Int, of cases: Int) {
            self.name = name
            self.chosen = chosen
            self.cases = cases
        }
    }

    package init(choice: String, suites: [Suite]) {
        self.choice = choice
        self.suites = suites
    }

    /// What every report says of it, one line each.
    package var lines: [String] { texts.map(Self.marked) }

    /// The same without the word before it.
    package var texts: [String] { suites.filter { $0.chosen > 0 }.map(text) + others }

    /// What of the lines stands with the suite `name` where each suite stands by itself: its own, and that of the
    /// suites which have no place, as they were left out whole.
    package func lines(of name: String) -> [String] { ownLines(of: name) + others.map(Self.marked) }

    /// The line of the suite `name`, of which cases were left out; none for another one.
    package func ownLines(of name: String) -> [String] {
        suites.filter { $0.name == name && $0.chosen > 0 }.map(text).map(Self.marked)
    }

    /// Whether cases of the suite `name` were left out.
    package func isOf(_ name: String) -> Bool { suites.contains { $0.name == name } }

    /// `text`, which says what was left out, with the word that stands before it everywhere.
    package static func marked(_ text: String) -> String { "PART: \(text)" }

    private func text(_ suite: Suite) -> String {
        "\(suite.chosen) of \(suite.cases) cases of '\(suite.name)', by \(choice)"
    }

    /// More names than these hide the next.
    private static let mostNames = 5

    private var others: [String] {
        let gone = suites.filter { $0.chosen == 0 }.map(\.name)
        guard !gone.isEmpty else { return [] }
        let further = gone.count - Self.mostNames
        let more = further > 0 ? " and \(further) more \(further == 1 ? "suite" : "suites")" : ""
        let names = gone.prefix(Self.mostNames).map { "'\($0)'" }.joined(separator: ", ")
        return ["nothing of \(names)\(more), by \(choice)"]
    }
}
