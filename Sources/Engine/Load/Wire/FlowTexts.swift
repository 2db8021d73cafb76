import Scenarios

/// The texts of a flow's memory: the line of its cookies, and what it captures, once for each way in which its requests write
/// it.
struct FlowTexts {
    /// A capture, or a part of it, as a request writes it.
    private struct Use: Hashable {
        var name: String
        var path: [String]
        var fill: GapFill
    }

    /// The number of the line of the flow's cookies.
    static let cookies = 0

    private var uses: [Use] = []
    /// The names of what has been captured before the request that is compiled now.
    private(set) var captured: Set<String> = []

    /// How many there are.
    var count: Int { Self.cookies + 1 + uses.count }

    /// A step has captured these.
    mutating func capture(_ captures: [Capture]) { captured.formUnion(captures.map(\.name)) }

    /// The number of a text.
    mutating func number(_ name: String, _ path: [String], _ fill: GapFill) -> Int {
        var fill = fill
        // Which of the request's gaps it is makes no difference.
        fill.number = 0
        let use = Use(name: name, path: path, fill: fill)
        if let known = uses.firstIndex(of: use) { return Self.cookies + 1 + known }
        uses.append(use)
        return Self.cookies + uses.count
    }

    /// The texts that are made of the capture `name`, with their numbers.
    func uses(of name: String) -> [(number: Int, path: [String], fill: GapFill)] {
        uses.enumerated().filter { $0.element.name == name }.map { place, use in
            (Self.cookies + 1 + place, use.path, use.fill)
        }
    }
}
