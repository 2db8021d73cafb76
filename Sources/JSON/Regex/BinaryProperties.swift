import Synchronization

/// The binary properties of ECMA-262 (table "Binary Unicode property aliases") as sets.
enum BinaryProperties {
    /// What is known of a name.
    enum Answer {
        case set(ScalarSet)
        /// The property exists, but the standard library has no data for it.
        case unsupported
        case unknown
    }

    static func named(_ name: String) -> Answer {
        if let made = cache.withLock({ $0[name] }) { return .set(made) }
        let set: ScalarSet
        if name == "Assigned" {
            set = GeneralCategories.set(of: [.unassigned]).inverted
        } else if let fixed = fixed.first(where: { $0.names.contains(name) }) {
            set = fixed.set
        } else if let row = table.first(where: { $0.names.contains(name) }) {
            set = scan(row.test)
        } else {
            return unsupported.contains(name) ? .unsupported : .unknown
        }
        cache.withLock { $0[name] = set }
        return .set(set)
    }

    /// A set is scanned for once in a process: that takes about 8 ms. There are no more keys than names in the tables.
    private static let cache = Mutex<[String: ScalarSet]>([:])

    /// The planes that hold characters with binary properties: 0 to 3 and 14.
    private static let planes: [ClosedRange<UInt32>] = [0...0x3FFFF, 0xE0000...0xEFFFF]

    private static func scan(_ test: (Unicode.Scalar.Properties) -> Bool) -> ScalarSet {
        var ranges: [ClosedRange<UInt32>] = []
        for value in planes.joined() {
            guard let scalar = Unicode.Scalar(value), test(scalar.properties) else { continue }
            if let last = ranges.last, last.upperBound + 1 == value {
                ranges[ranges.count - 1] = last.lowerBound...value
            } else {
                ranges.append(value...value)
            }
        }
        return ScalarSet(ranges)
    }
}
