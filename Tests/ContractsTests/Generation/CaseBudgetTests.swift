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
}
