/// A partition of all code points into classes whose members some sets never tell apart.
struct ScalarClasses: Sendable {
    /// The class of each ASCII code point.
    let ascii: [UInt8]
    /// Where each run of one class begins, sorted, the first at 0; and its class.
    private let starts: [UInt32]
    private let classes: [UInt8]
    /// One member of each class.
    let examples: [UInt32]

    /// Nil when there are too many classes or too many runs to be worth it.
    init?(_ sets: [ScalarSet]) {
        var bounds: Set<UInt32> = [0]
        for range in sets.lazy.flatMap(\.ranges) {
            bounds.insert(range.lowerBound)
            if range.upperBound < ScalarSet.last { bounds.insert(range.upperBound + 1) }
        }
        guard bounds.count * sets.count <= 50_000 else { return nil }
        starts = bounds.sorted()
        var known: [[Bool]: UInt8] = [:]
        var classes: [UInt8] = []
        var examples: [UInt32] = []
        for start in starts {
            let signature = sets.map { $0.contains(start) }
            if let number = known[signature] {
                classes.append(number)
                continue
            }
            guard let number = UInt8(exactly: examples.count) else { return nil }
            known[signature] = number
            classes.append(number)
            examples.append(start)
        }
        self.classes = classes
        self.examples = examples
        var ascii: [UInt8] = []
        var run = 0
        for value in UInt32(0)..<128 {
            if run + 1 < starts.count, starts[run + 1] == value { run += 1 }
            ascii.append(classes[run])
        }
        self.ascii = ascii
    }

    /// The class of a code point outside ASCII.
    func longClass(of value: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= value { low = middle } else { high = middle }
        }
        return Int(classes[low])
    }
}
