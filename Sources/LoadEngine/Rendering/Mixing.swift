import Measurement

/// Derives what belongs to one request from its index, so that it is the same on whichever thread it is sent.
enum Mixing {
    /// 64 bits that depend on all bits of both.
    @inline(__always)
    static func mix(_ seed: UInt64, _ index: UInt64) -> UInt64 {
        var random = SplitMix64(seed: seed ^ (index &* 0xD6E8_FEB8_6659_FD93))
        return random.next()
    }

    /// The same as a number in 0..<1, of 53 bits.
    @inline(__always)
    static func unit(_ seed: UInt64, _ index: UInt64) -> Double { Double(mix(seed, index) >> 11) * 0x1p-53 }
}
