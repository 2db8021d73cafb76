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

    /// Of each of ten operations: thirty strange values at each of eight places, of which the first operation has kinds
    /// of its own, and behind them five values of a wrong form each; then credentials, which are about the request as a
    /// whole.
    private let groups: [CaseBudget.Subject] = (0..<10).flatMap { (operation: Int) -> [CaseBudget.Subject] in
        let first = operation * 10
        var subjects = [CaseBudget.Subject(operation: operation, kind: 0, place: first, isPart: false, group: 0)]
        func add(_ kinds: Range<Int>, at places: ClosedRange<Int>, group: Int, isDecided: Bool = true) {
            for place in places {
                for kind in kinds {
                    subjects.append(
                        .init(
                            operation: operation,
                            kind: kind,
                            place: first + place,
                            isPart: place < 9,
                            group: group,
                            isDecided: isDecided
                        )
                    )
                }
            }
        }
        add(1..<31, at: 1...8, group: 1, isDecided: false)
        add(31..<36, at: 1...8, group: 2)
        // Not every operation has each kind: who has one alone is asked for it, and for the first of them all the same.
        add(36..<(operation == 0 ? 46 : 38), at: 9...9, group: 3)
        return subjects
    }

    /// What stands last in the catalogue is met of each operation, and what is tried differs from place to place.
    @Test func eachOperationHasTheFirstOfEachGroupAndEachPlaceAnotherKind() {
        let chosen = CaseBudget(count: 150).chosen(groups).map { groups[$0] }
        #expect(chosen.count == 150 && Set(chosen.map(\.kind)).count == 46)
        for operation in 0..<10 {
            #expect(chosen.contains { $0.operation == operation && $0.kind == 36 }, "no credentials, of \(operation)")
            for place in 1...8 {
                #expect(chosen.contains { $0.place == operation * 10 + place && $0.group == 2 }, "what is decided")
            }
        }
        for kind in 31..<36 { #expect((12...20).contains(chosen.filter { $0.kind == kind }.count), "one in five") }
        let strange = CaseBudget(count: 250).chosen(groups).map { groups[$0] }.filter { $0.group == 1 }
        #expect(Set(strange.map(\.place)).count == 80)
        for kind in 1..<31 { #expect((2...5).contains(strange.filter { $0.kind == kind }.count), "one in thirty") }
    }

    /// Twenty operations that read the same thirty fields, with six kinds of values for each; one kind is null.
    private func common(_ surprise: CaseBudget.Surprise?) -> [CaseBudget.Subject] {
        (0..<20).flatMap { operation in
            (0..<30).flatMap { field in
                (0..<6).map { kind in
                    CaseBudget.Subject(
                        operation: operation,
                        kind: kind,
                        place: operation * 30 + field,
                        schema: field,
                        surprise: kind == 3 ? surprise : nil
                    )
                }
            }
        }
    }

    /// What is read alike is tried once before it is tried again at another operation.
    @Test func eachSchemaIsMetBeforeItIsMetAgain() {
        let subjects = common(nil)
        // 20 operations by their first field, five more kinds, 29 more fields.
        let chosen = CaseBudget(count: 54).chosen(subjects).map { subjects[$0] }
        #expect(Set(chosen.map(\.operation)).count == 20 && Set(chosen.map(\.kind)).count == 6)
        #expect(Set(chosen.map { $0.schema }).count == 30)
        // Then the places, 600 in all, come all the same.
        let many = CaseBudget(count: 700).chosen(subjects).map { subjects[$0] }
        #expect(Set(many.map(\.place)).count == 600)
    }

    /// A value that the schema allows and few have in mind is tried of each field; a forbidden one comes behind the
    /// groups, in turns with kinds.
    @Test func surprisesAreTriedOnceForEachSchema() {
        let allowed = common(.allowed)
        let chosen = CaseBudget(count: 60).chosen(allowed).map { allowed[$0] }.filter { $0.kind == 3 }
        #expect(Set(chosen.map(\.schema)).count == 30 && chosen.count == 30)
        let wrong = common(.forbidden)
        let few = CaseBudget(count: 60).chosen(wrong).map { wrong[$0] }.filter { $0.kind == 3 }
        #expect(few.count < 20)
        // 600 places, and 30 more at most.
        let many = CaseBudget(count: 630).chosen(wrong).map { wrong[$0] }.filter { $0.kind == 3 }
        #expect(Set(many.map(\.schema)).count == 30)
        for count in [599, 601, 630] { #expect(CaseBudget(count: count).chosen(wrong).count == count) }
    }
}
