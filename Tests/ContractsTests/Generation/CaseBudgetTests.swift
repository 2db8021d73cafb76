import Testing

@testable import ContractCases

@Suite struct CaseBudgetTests {
    private let subjects = (0..<5).flatMap { operation in
        (0..<20).flatMap { kind in
            (0..<4).map { CaseBudget.Subject(operation: operation, kind: kind, place: operation * 4 + $0) }
        }
    }

    private func chosen(_ count: Int) -> [CaseBudget.Subject] {
        CaseBudget(count: count).chosen(subjects).map { subjects[$0] }
    }

    @Test func eachOperationIsMetFirstThenEachKindThenEachPlace() {
        #expect(Set(chosen(5).map(\.operation)).count == 5)
        #expect(Set(chosen(24).map(\.kind)).count == 20)
        let many = chosen(60)
        #expect(Set(many.map(\.place)).count == 20)
        #expect(Set(chosen(160).map { "\($0.operation) \($0.kind)" }).count == 100)
    }

    @Test func theBudgetIsKeptAndTheOrderIsTheContracts() {
        for count in [1, 7, 50, 399] { #expect(CaseBudget(count: count).chosen(subjects).count == count) }
        #expect(CaseBudget(count: 400).chosen(subjects) == Array(subjects.indices))
        let some = CaseBudget(count: 50).chosen(subjects)
        #expect(some == some.sorted() && some == CaseBudget(count: 50).chosen(subjects))
    }

    /// Of each of three operations: thirty strange values at each of three places, and behind them credentials and fields.
    private let groups: [CaseBudget.Subject] = (0..<3).flatMap { (operation: Int) -> [CaseBudget.Subject] in
        let first = operation * 5
        var subjects = [CaseBudget.Subject(operation: operation, kind: 0, place: first, group: 0)]
        func add(_ kinds: Range<Int>, at places: ClosedRange<Int>, group: Int, isDecided: Bool = true) {
            for kind in kinds {
                for place in places {
                    subjects.append(
                        .init(
                            operation: operation,
                            kind: kind,
                            place: first + place,
                            group: group,
                            isDecided: isDecided
                        )
                    )
                }
            }
        }
        add(1..<31, at: 1...3, group: 1, isDecided: false)
        add(31..<37, at: 4...4, group: 2)
        add(37..<42, at: 1...3, group: 3)
        return subjects
    }

    /// What stands last in the catalogue is met of each operation, and not the first of many alike at each place.
    @Test func eachGroupIsMetOfEachOperationAndEachPlace() {
        let chosen = CaseBudget(count: 70).chosen(groups).map { groups[$0] }
        #expect(Set(chosen.map(\.kind)).count == 42)
        for operation in 0..<3 {
            #expect(chosen.contains { $0.operation == operation && $0.kind == 31 }, "the first kind of credentials")
            for place in 1..<4 {
                let here = chosen.filter { $0.place == operation * 5 + place }
                #expect(here.contains { $0.group == 3 } && here.contains { $0.group == 1 })
            }
        }
        // Of nine places each has a strange value of another kind, and fields aren't all tried in one way.
        let fields = chosen.filter { $0.group == 3 }.map { "\($0.place) \($0.kind)" }
        #expect(Set(fields).count == fields.count)
        #expect((37..<42).allSatisfy { kind in chosen.filter { $0.kind == kind }.count >= 2 })
    }
}
