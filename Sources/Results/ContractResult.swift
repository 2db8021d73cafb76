/// What came of holding a suite's exchanges against its contract.
public struct ContractResult: Sendable, Hashable {
    /// A check that was broken where the suite allows it.
    public struct Allowed: Sendable, Hashable {
        /// The name of the check.
        public var check: String
        /// Why the suite allows it.
        public var reason: String
        /// Where alone it is allowed, in words; empty for everywhere.
        public var limits: String
        /// How often it was broken; 0 tells that the allowance isn't needed.
        public var count: Int

        /// An allowance and how often it was used.
        public init(check: String, reason: String, limits: String = "", count: Int) {
            self.check = check
            self.reason = reason
            self.limits = limits
            self.count = count
        }
    }

    /// Something of the contract and how often it was exercised.
    public struct Coverage: Sendable, Hashable {
        /// What it is: `operations`, `parameters`, `responses` and so on.
        public var area: String
        /// The operation that it belongs to; for branches of schemas, `request` or `response`.
        public var owner: String
        /// Its name within the owner.
        public var name: String
        /// How many exchanges exercised it.
        public var count: Int
        /// How many cases of this kind the contract gives; nil where that isn't known, and for everything but kinds.
        public var cases: Int?

        /// A row of its parts.
        public init(area: String, owner: String, name: String, count: Int, cases: Int? = nil) {
            self.area = area
            self.owner = owner
            self.name = name
            self.count = count
            self.cases = cases
        }
    }

    /// The path of the contract.
    public var file: String
    /// How many exchanges were held against it.
    public var exchanges: Int
    /// How many of them are for no operation of it.
    public var unmatched: Int
    /// What the suite allows.
    public var allowed: [Allowed]
    /// What couldn't be checked, in words.
    public var unchecked: [String]
    /// What was exercised and what wasn't, in the order of the contract, areas one after the other.
    public var coverage: [Coverage]
    /// The kinds of generated cases that the contract gives no case of, in the catalogue's order; empty when the suite
    /// generates none.
    public var notApplicable: [String]

    /// A result of its parts.
    public init(
        file: String,
        exchanges: Int,
        unmatched: Int,
        allowed: [Allowed],
        unchecked: [String],
        coverage: [Coverage],
        notApplicable: [String] = []
    ) {
        self.file = file
        self.exchanges = exchanges
        self.unmatched = unmatched
        self.allowed = allowed
        self.unchecked = unchecked
        self.coverage = coverage
        self.notApplicable = notApplicable
    }
}
