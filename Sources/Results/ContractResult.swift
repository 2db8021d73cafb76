/// What came of holding a suite's exchanges against its contract.
package struct ContractResult: Sendable, Hashable {
    /// A check that was broken where the suite allows it.
    package struct Allowed: Sendable, Hashable {
        /// The name of the check.
        package var check: String
        /// Why the suite allows it.
        package var reason: String
        /// Where alone it is allowed, in words; empty for everywhere.
        package var limits: String
        /// How often it was broken; 0 tells that the allowance isn't needed.
        package var count: Int

        /// An allowance and how often it was used.
        package init(check: String, reason: String, limits: String = "", count: Int) {
            self.check = check
            self.reason = reason
            self.limits = limits
            self.count = count
        }
    }

    /// Something of the contract and how often it was exercised.
    package struct Coverage: Sendable, Hashable {
        /// What it is: `operations`, `parameters`, `responses` and so on.
        package var area: String
        /// The operation that it belongs to; for branches of schemas, `request` or `response`.
        package var owner: String
        /// Its name within the owner.
        package var name: String
        /// How many exchanges exercised it.
        package var count: Int
        /// How many cases of this kind the contract gives; nil where that isn't known, and for everything but kinds.
        package var cases: Int?

        /// A row of its parts.
        package init(area: String, owner: String, name: String, count: Int, cases: Int? = nil) {
            self.area = area
            self.owner = owner
            self.name = name
            self.count = count
            self.cases = cases
        }
    }

    /// The path of the contract.
    package var file: String
    /// How many exchanges were held against it.
    package var exchanges: Int
    /// How many of them are for no operation of it.
    package var unmatched: Int
    /// What the suite allows.
    package var allowed: [Allowed]
    /// What couldn't be checked, in words.
    package var unchecked: [String]
    /// What was exercised and what wasn't, in the order of the contract, areas one after the other.
    package var coverage: [Coverage]
    /// The kinds of generated cases that the contract gives no case of, in the catalogue's order; empty when the suite
    /// generates none.
    package var notApplicable: [String]

    /// A result of its parts.
    package init(
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
