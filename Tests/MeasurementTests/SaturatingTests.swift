import Testing

@testable import Measurement

@Suite("Saturating arithmetic") struct SaturatingTests {
    @Test func convertsWhatNoIntegerHolds() {
        #expect(UInt64(saturating: 1e300) == .max)
        #expect(UInt64(saturating: .infinity) == .max)
        #expect(UInt64(saturating: 0x1p64) == .max)
        #expect(UInt64(saturating: -1) == 0)
        #expect(UInt64(saturating: -.infinity) == 0)
        #expect(UInt64(saturating: .nan) == 0)
        #expect(UInt64(saturating: 12.9) == 12)
        #expect(Int64(saturating: 0x1p63) == .max)
        #expect(Int64(saturating: -0x1p63) == .min)
        #expect(Int64(saturating: -1e300) == .min)
        #expect(Int64(saturating: -12.9) == -12)
        #expect(Int64(saturating: .nan) == 0)
        #expect(Int(saturating: 9_007_199_254_740_992) == 9_007_199_254_740_992)
        #expect(UInt8(saturating: 255.5) == 255)
        #expect(UInt8(saturating: 256) == 255)
    }

    @Test func staysAtTheBounds() {
        #expect(Int.max.addingSaturated(1) == .max)
        #expect(Int.min.addingSaturated(-1) == .min)
        #expect(3.addingSaturated(-4) == -1)
        #expect(UInt64.max.addingSaturated(1) == .max)
        #expect(Int.min.subtractingSaturated(1) == .min)
        #expect(Int.max.subtractingSaturated(-1) == .max)
        #expect(UInt64(3).subtractingSaturated(4) == 0)
        #expect(Int.max.multipliedSaturated(by: 2) == .max)
        #expect(Int.max.multipliedSaturated(by: -2) == .min)
        #expect(Int.min.multipliedSaturated(by: -1) == .max)
        #expect(UInt64.max.multipliedSaturated(by: 2) == .max)
        #expect(6.multipliedSaturated(by: -7) == -42)
    }
}
