import Contracts
import HTTP
import JSON
import Measurement
import Substitution
import Synchronization

/// A mock as its file describes it: rules, and the state that they share.
///
/// The first rule whose condition holds answers. Rules that use no state are judged without a lock; from the first one
/// that does, a request is judged and answered as one step. Where the file names a contract, it answers what no rule
/// does.
package final class Mock: MockResponder {
    /// Its name.
    package let name: String
    let rules: [MockRule]
    let otherwise: MockRule
    /// What answers when no rule does, in place of `otherwise`.
    let contract: ContractResponder?

    /// Whether it is an OpenAPI document that is served, and nothing else.
    package var isContract: Bool { rules.isEmpty && contract != nil }
    let base: Scope
    let tempo: VirtualClock
    private let state: Mutex<MockState>
    private let seeds: Atomic<UInt64>

    init(
        name: String,
        rules: [MockRule],
        otherwise: MockRule,
        contract: ContractResponder? = nil,
        state: MockState,
        base: Scope,
        tempo: VirtualClock,
        seed: UInt64
    ) {
        self.name = name
        self.rules = rules
        self.otherwise = otherwise
        self.contract = contract
        self.base = base
        self.tempo = tempo
        self.state = Mutex(state)
        seeds = Atomic(seed)
    }

    /// The answer to `request` at `now` (milliseconds since 1970-01-01 UTC).
    package func answer(to request: MockRequest, now: Int64) -> MockAnswer {
        tempo.begin()
        // One more for each request: the generator scatters neighbouring seeds.
        let seed = seeds.add(1, ordering: .relaxed).newValue
        var judging = Judging(
            facts: RequestFacts(request),
            now: now,
            base: base,
            random: SplitMix64(seed: seed)
        )
        let first = rules.firstIndex(where: \.usesState) ?? rules.count
        var none = MockState()
        if let answer = answer(rules[..<first], &judging, &none) { return answer }
        if first < rules.count || otherwise.usesState {
            let answer = state.withLock { state -> MockAnswer? in
                if let answer = self.answer(rules[first...], &judging, &state) { return answer }
                return contract == nil ? respond(otherwise, &judging, &state) : nil
            }
            if let answer { return answer }
        }
        // A contract knows no state, and need not be waited for.
        return contract.map { answer(to: request, by: $0) } ?? respond(otherwise, &judging, &none)
    }

    private func answer(
        _ rules: ArraySlice<MockRule>,
        _ judging: inout Judging,
        _ state: inout MockState
    ) -> MockAnswer? {
        let judge = ConditionJudge(files: base.files)
        for rule in rules {
            judging.captures = [:]
            judging.wait = nil
            let holds = judge.holds(rule.condition, &judging, &state)
            if judging.failure != nil { return failed(rule, judging) }
            if holds { return respond(rule, &judging, &state) }
        }
        return nil
    }

    private func answer(to request: MockRequest, by contract: ContractResponder) -> MockAnswer {
        var served: Int64?
        if let station = tempo.station {
            served = station.admit(clock: tempo.now)
            if served == nil { return refused("the contract", station) }
        }
        let response = contract.response(to: request.asSent)
        var answer = MockAnswer(
            status: response.status,
            headers: response.headers,
            body: response.body,
            rule: "the contract"
        )
        tempo.schedule(&answer, served: served)
        return answer
    }

    private func respond(_ rule: MockRule, _ judging: inout Judging, _ state: inout MockState) -> MockAnswer {
        // A request that finds the queue full changes nothing.
        var served: Int64?
        if let station = rule.response.station ?? tempo.station {
            served = station.admit(clock: tempo.now)
            if served == nil { return refused(rule.name, station) }
        }
        var answer = Responder(files: base.files).answer(rule, &judging, &state)
        tempo.schedule(&answer, served: served)
        return answer
    }

    private func failed(_ rule: MockRule, _ judging: Judging) -> MockAnswer {
        var answer = Responder.failed(rule, judging)
        tempo.schedule(&answer, served: nil)
        return answer
    }

    private func refused(_ rule: String, _ station: ServiceStation) -> MockAnswer {
        var answer = station.full
        answer.rule = rule
        tempo.schedule(&answer, served: nil)
        return answer
    }
}

/// A rule: the answer for requests for which its condition holds.
struct MockRule: Sendable {
    /// Its place among the rules, from 0.
    let number: Int
    let name: String
    let condition: Condition
    let response: Response

    /// Whether it has to be judged with no other request in between.
    var usesState: Bool { condition.readsState || response.usesState }
}

/// What the mock knows: everything that one request may change for the next.
struct MockState: Sendable {
    var values: [ExactKey: JSONValue] = [:]
    var tokens: [ExactKey: TokenStore] = [:]
    var limits: [ExactKey: RateLimit] = [:]
    /// The answers that rules keep, by the rule's number.
    var once: [Int: OnceStore] = [:]

    /// How many keys there may be: whoever sends requests may decide what they are.
    static let mostKeys = 1_000_000

    /// Sets `key`, or removes it when `value` is null. `false` when there is no room for another key.
    mutating func set(_ key: String, _ value: JSONValue) -> Bool {
        if case .null = value {
            values[ExactKey(key)] = nil
            return true
        }
        guard values.count < Self.mostKeys || values[ExactKey(key)] != nil else { return false }
        values[ExactKey(key)] = value
        return true
    }

    /// Adds `number` to `key`, from 0 when it holds no number. `false` when there is no room for another key.
    mutating func add(_ key: String, _ number: JSONNumber) -> Bool {
        let before = values[ExactKey(key)]?.number ?? 0
        return set(key, .number(Self.sum(before, number)))
    }

    /// Exact for whole numbers; others are added as binary floating-point numbers.
    private static func sum(_ one: JSONNumber, _ other: JSONNumber) -> JSONNumber {
        if let left = one.int, let right = other.int {
            let (sum, overflows) = left.addingReportingOverflow(right)
            if !overflows { return JSONNumber(sum) }
        }
        return JSONNumber(one.double + other.double) ?? one
    }
}
