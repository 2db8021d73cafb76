public import HTTP

/// What exchanges have exercised of a contract: a value to be fed exchange by exchange, and merged.
public struct ContractCoverage: Sendable {
    /// An item and how often it was exercised.
    public struct Row: Sendable, Hashable {
        /// The item.
        public let item: CoverageItem
        /// How many exchanges exercised it.
        public let count: Int
    }

    /// How much of an area was exercised.
    public struct Summary: Sendable, Hashable {
        /// The area.
        public let area: CoverageItem.Area
        /// How many of its items were exercised.
        public let exercised: Int
        /// How many items it has.
        public let total: Int
    }

    /// The contract.
    public let contract: Contract
    private var items: [CoverageItem] = []
    private var counts: [CoverageItem: Int] = [:]
    /// How many exchanges weren't for an operation of the contract.
    public private(set) var unmatched = 0

    /// Nothing exercised yet.
    public init(_ contract: Contract) {
        self.contract = contract
        for item in CoverageItems.all(of: contract) { declare(item) }
    }

    /// Adds kinds of generated cases to what can be exercised of an operation.
    public mutating func declare(kinds: [String], for operation: String) {
        for kind in kinds { declare(CoverageItem(.kinds, operation, kind)) }
    }

    /// Takes note of one exchange; `kinds` are those of the generated case that it belongs to, `operation` the one that the
    /// case is about, when it isn't the one that is sent to.
    public mutating func record(
        _ request: HTTPRequest,
        _ response: HTTPResponse?,
        kinds: [String] = [],
        of operation: String? = nil
    ) {
        let match = contract.lookUp(request).match
        if match == nil { unmatched += 1 }
        var exercised = match.map { CoverageItems.exercised(by: request, response, $0) } ?? []
        if let owner = operation ?? match?.operation.name {
            for kind in kinds { exercised.insert(CoverageItem(.kinds, owner, kind)) }
        }
        for item in exercised {
            declare(item)
            counts[item, default: 0] += 1
        }
    }

    /// Adds what `other`, of the same contract, has noted.
    public mutating func merge(_ other: ContractCoverage) {
        for item in other.items { declare(item) }
        for (item, count) in other.counts { counts[item, default: 0] += count }
        unmatched += other.unmatched
    }

    /// Every item with its count, in the order of the contract, areas one after the other.
    public var rows: [Row] {
        CoverageItem.Area.allCases.flatMap { area in
            items.filter { $0.area == area }.map { Row(item: $0, count: counts[$0] ?? 0) }
        }
    }

    /// How much of each area was exercised; areas without items are left out.
    public var summary: [Summary] {
        CoverageItem.Area.allCases.compactMap { area in
            let all = items.filter { $0.area == area }
            if all.isEmpty { return nil }
            return Summary(area: area, exercised: all.count { counts[$0] != nil }, total: all.count)
        }
    }

    private var known: Set<CoverageItem> = []

    private mutating func declare(_ item: CoverageItem) {
        if known.insert(item).inserted { items.append(item) }
    }
}
