/// The ways from the root to the nodes of an evaluation, as a tree whose entries know their parents; so a node deep in
/// a document costs no more than one at the top.
struct JSONPathTrails: Sendable {
    /// The root's number.
    static let root = -1

    private var entries: [(parent: Int, step: NormalizedPath.Step)] = []

    /// Adds a step from the node with the number `parent`, and returns the number of the child.
    mutating func add(_ step: NormalizedPath.Step, to parent: Int) -> Int {
        entries.append((parent, step))
        return entries.count - 1
    }

    func steps(to trail: Int) -> [NormalizedPath.Step] {
        var steps: [NormalizedPath.Step] = []
        var place = trail
        while place != Self.root {
            steps.append(entries[place].step)
            place = entries[place].parent
        }
        return steps.reversed()
    }
}
