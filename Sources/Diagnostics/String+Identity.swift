import Glibc

extension String {
    /// Whether both have the same code points: `==` would also accept texts that are canonically equivalent.
    @inlinable @inline(__always)
    package func isIdentical(to other: String) -> Bool {
        // Equal bytes are always equal strings, so the quick `==` refuses nearly all that differs.
        utf8.count == other.utf8.count && self == other && hasBytes(of: other)
    }

    /// Whether the bytes are those of `other`, which has as many.
    @usableFromInline
    package func hasBytes(of other: String) -> Bool {
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
    @inlinable
    package func hashBytes(into hasher: inout Hasher) {
        var copy = self
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    /// Whether this comes before `other` in the order of code points.
    package func precedes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
