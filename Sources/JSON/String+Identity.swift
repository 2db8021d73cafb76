import Glibc

extension String {
    /// Whether both have the same code points: `==` would also accept texts that are canonically equivalent.
    @inline(__always)
    func isIdentical(to other: String) -> Bool {
        // Equal bytes are always equal strings, so the quick `==` refuses nearly all that differs.
        utf8.count == other.utf8.count && self == other && hasBytes(of: other)
    }

    /// Whether the bytes are those of `other`, which has as many.
    @inline(__always)
    private func hasBytes(of other: String) -> Bool {
        let quickly = utf8.withContiguousStorageIfAvailable { own in
            other.utf8.withContiguousStorageIfAvailable { others in
                guard let first = own.baseAddress, let second = others.baseAddress else { return own.isEmpty }
                return memcmp(first, second, own.count) == 0
            }
        }
        if case .some(.some(let isSame)) = quickly { return isSame }
        return utf8.elementsEqual(other.utf8)
    }

    /// Feeds the bytes, for a hash that agrees with ``isIdentical(to:)``.
    func hashBytes(into hasher: inout Hasher) {
        var copy = self
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    /// Whether this comes before `other` in the order of code points.
    func precedes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
