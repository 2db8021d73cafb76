import Testing

@testable import Patterns

@Suite("Regular expressions: Unicode tables")
struct UnicodeTableTests {
    @Test("The runs of general categories agree with every code point")
    func generalCategories() throws {
        var next: UInt32 = 0
        var wrong: [UInt32] = []
        for run in GeneralCategories.runs {
            #expect(run.range.lowerBound == next)
            next = run.range.upperBound + 1
            for value in run.range {
                let category = Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
                if category != run.category { wrong.append(value) }
            }
        }
        #expect(next == ScalarSet.last + 1)
        #expect(wrong.isEmpty)
    }

    @Test("Every general category has a name, and the groups hold them all")
    func names() throws {
        let groups = try "LMNPSZC".map { try #require(GeneralCategories.named(String($0))) }
        #expect(groups.reduce(into: Set()) { $0.formUnion($1) }.count == 30)
        #expect(groups.map(\.count).reduce(0, +) == 30)
    }

    @Test("Every scalar whose folding differs from itself is among the case variants")
    func caseVariants() {
        let variants = CaseFolding.variants
        var missing: [UInt32] = []
        for value in UInt32(0)...ScalarSet.last {
            let folded = CaseFolding.fold(value)
            if folded != value, variants[folded]?.contains(value) != true { missing.append(value) }
        }
        #expect(missing.isEmpty)
        #expect(variants[0x6B] == [0x4B, 0x6B, 0x212A])
        #expect(variants[0x73] == [0x53, 0x73, 0x17F])
        #expect(variants[0x69] == [0x49, 0x69])
    }

    @Test("The short way to ASCII case variants gives what the tables give")
    func asciiCaseVariants() {
        for value in UInt32(0)..<128 {
            let members = CaseFolding.variants[CaseFolding.fold(value)] ?? [value]
            #expect(ScalarSet(value).ignoringCase == ScalarSet(members.map { $0...$0 }))
        }
    }

    @Test("Sets: union, inversion and membership agree with a plain list")
    func sets() {
        let set = ScalarSet([5...9, 60...70, 10...12, 127...130, 0x10FFFF...0x10FFFF])
        #expect(set.ranges == [5...12, 60...70, 127...130, 0x10FFFF...0x10FFFF])
        #expect(set.inverted.inverted == set)
        #expect(set.union(set.inverted) == .all)
        let members = Set(set.ranges.joined())
        for value in UInt32(0)...300 { #expect(set.contains(value) == members.contains(value)) }
        #expect(set.contains(0x10FFFF))
        #expect(!set.inverted.contains(0x10FFFF))
        #expect(ScalarSet.empty.inverted == .all)
        #expect(ScalarSet.all.inverted == .empty)
    }
}
