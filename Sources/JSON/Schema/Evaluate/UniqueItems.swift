/// Looks for elements that an array has twice.
enum UniqueItems {
    /// The indices of an element and of its first repetition; nil when all are different.
    static func repetition(in elements: [JSONValue]) -> (Int, Int)? {
        if elements.count > 16 { return repetitionByHash(in: elements) }
        for second in elements.indices {
            for first in 0..<second where elements[first] == elements[second] { return (first, second) }
        }
        return nil
    }

    private static func repetitionByHash(in elements: [JSONValue]) -> (Int, Int)? {
        var seen: [JSONValue: Int] = [:]
        seen.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let first = seen.updateValue(index, forKey: element) { return (first, index) }
        }
        return nil
    }
}
