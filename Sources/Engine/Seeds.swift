/// Gives each case randomness of its own, so that it is the same whatever runs beside it.
enum Seeds {
    /// FNV-1a, 64 bits (draft-eastlake-fnv), of `name`, begun with `seed`.
    static func derive(_ seed: UInt64, _ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
