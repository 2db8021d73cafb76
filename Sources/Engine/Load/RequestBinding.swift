import JSON
import LoadEngine
import Measurement
import Scenarios
import Substitution

/// What differs from one request of a burst or load to the next: its number, its user, its row of data, its randomness.
struct RequestBinding {
    let seed: UInt64
    let data: LoadData?

    /// Gives `scope` what request `index` sees, `place` steps after the first of its flow.
    func bind(_ scope: inout CaseScope, _ index: Int, user: Int = 0, place: Int = 0) {
        scope.scope.ambient["index"] = .number(JSONNumber(index))
        scope.scope.ambient["user"] = .number(JSONNumber(user))
        scope.scope.random = SplitMix64(seed: Seeds.derive(seed, place == 0 ? "\(index)" : "\(index) \(place)"))
        guard let data, let row = row(index) else { return }
        for (name, value) in zip(data.columns, data.rows[row]) { scope.scope.variables[name] = value }
    }

    /// The row that request `index` sees; `nil` when there is none left, or no data.
    private func row(_ index: Int) -> Int? {
        guard let data else { return nil }
        if data.order == .once, index >= data.rows.count { return nil }
        return DataFeeder.row(UInt64(index), of: data.rows.count, isRandom: data.order == .random, seed: seed)
    }

    /// Whether there is a row left for request `index`.
    func hasRow(_ index: Int) -> Bool { data == nil || row(index) != nil }
}
