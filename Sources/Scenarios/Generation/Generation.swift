package import Decoding
package import Diagnostics
package import JSON
package import Substitution

/// What a suite's `generate` asks for.
package struct Generation {
    /// How many cases are made at most, the most telling first.
    package enum Budget: Sendable, Hashable {
        /// By the number of operations.
        case usual
        case count(Int)
        case all

        /// The number for a contract of so many operations.
        package func count(operations: Int) -> Int {
            switch self {
            case .usual: max(2_000, 20 * operations)
            case .count(let count): count
            case .all: .max
            }
        }
    }

    /// A word and where it stands.
    package struct Word: Sendable {
        package var text: String
        package var location: SourceLocation

        package init(text: String, location: SourceLocation) {
            self.text = text
            self.location = location
        }
    }

    /// Answers that the suite calls right, besides those of the catalogue.
    package struct Allowance: Sendable {
        package var kind: Word
        /// The parameters and fields for which it holds; empty for all.
        package var places: [Word]
        /// As `expect` has them.
        package var statuses: [JSONValue]
        package var reason: String
    }

    /// What a question leaves open: no case may fail on it.
    package struct OpenPoint {
        /// Parts of an answer that can be left unjudged.
        package enum Part: String, Sendable, CaseIterable {
            /// The media type of a refusal.
            case contentType = "content type"
            /// The content of a refusal and its media type.
            case content
        }

        /// The question, by its ID or in words.
        package var question: String
        /// Names of kinds or groups; empty for all.
        package var kinds: [Word]
        /// The parameters and fields for which it holds; empty for all, and for what is about the whole request.
        package var places: [Word]
        /// The answers that are right besides the contract's, as `expect` has them.
        package var statuses: [JSONValue]
        /// What isn't judged of a refusal.
        package var unjudged: Set<Part>
    }

    /// What the suite knows: a `request` patch for a kind, or the value of what is called so in the contract.
    package struct Given: Sendable {
        package var kind: Word
        package var value: JSONNode
    }

    /// What stands before the names of the cases; empty for nothing.
    package var name = ""
    /// What is merged into the suite's requests before cases are made of them.
    package var request: JSONNode?
    /// The contract's path, and where the suite names it.
    package var contract: Word
    /// Names of kinds or groups; `!` before one leaves it out. Empty for all.
    package var kinds: [Word] = []
    /// IDs of operations, or methods and paths. Empty for all.
    package var operations: [Word] = []
    /// The parameters and fields that cases are about; empty for all, and for what is about the whole request.
    package var places: [Word] = []
    /// In how many places at once requests are changed; nil for cases of one change.
    package var combine: Int?
    package var allowances: [Allowance] = []
    package var open: [OpenPoint] = []
    package var covers: [String] = []
    package var given: [Given] = []
    package var seed: UInt64 = 0
    package var budget = Budget.usual
    /// Where `generate` stands.
    package var location: SourceLocation

    package init(contract: Word, location: SourceLocation) {
        self.contract = contract
        self.location = location
    }
}

/// What a suite has for whoever makes scenarios for it.
package struct GenerationContext {
    /// The path of the suite.
    package var file: String
    /// The suite's own `request`, and after it the merged requests of scenarios that expect success.
    package var requests: [JSONNode]
    /// The suite's variables.
    package var variables: [Variable]
    /// The names of its scenarios.
    package var names: Set<String>
    /// What `${...}` sees, variables included.
    package var scope: Scope
    package var files: FileStore
}

/// A scenario that was made.
package struct GeneratedScenario: Sendable {
    /// The scenario, complete: nothing is inherited from the suite's `request`.
    package var scenario: JSONNode
    /// Finds, for each aspect, patches of the request that make it smaller with the same expectation, the smallest
    /// first.
    package var reductions: @Sendable () -> [[JSONNode]]
    /// The method and the path of the operation that it is about.
    package var operation: String

    package init(scenario: JSONNode, reductions: @escaping @Sendable () -> [[JSONNode]], operation: String) {
        self.scenario = scenario
        self.reductions = reductions
        self.operation = operation
    }
}

/// What was made.
package struct GeneratedScenarios {
    package var scenarios: [GeneratedScenario] = []
    /// What the contract gives, asked for or not.
    package var possible: [KindCount] = []

    package init() {}
}

/// Makes scenarios from a contract. Contracts lie above this module, so who builds a plan brings one.
package protocol ScenarioGenerator: Sendable {
    /// The scenarios; what is wrong is added to `problems`.
    func scenarios(_ generation: Generation, _ context: GenerationContext, _ problems: Problems) -> GeneratedScenarios
}

/// How many cases of a kind a contract gives for an operation, asked for or not.
package struct KindCount: Sendable, Hashable {
    /// The method and the path of the operation.
    package var operation: String
    /// The kind's name.
    package var kind: String
    /// How many cases of one change.
    package var cases: Int

    /// A count of its parts.
    package init(operation: String, kind: String, cases: Int) {
        self.operation = operation
        self.kind = kind
        self.cases = cases
    }

    /// One count for each operation and kind, in the order in which they come first.
    package static func sums(_ counts: [KindCount]) -> [KindCount] {
        struct Key: Hashable {
            var operation: String
            var kind: String
        }
        var sums: [KindCount] = []
        var places: [Key: Int] = [:]
        for count in counts {
            if let index = places[Key(operation: count.operation, kind: count.kind)] {
                sums[index].cases += count.cases
            } else {
                places[Key(operation: count.operation, kind: count.kind)] = sums.count
                sums.append(count)
            }
        }
        return sums
    }
}
