import Glibc
import HTTP

/// The responses to one endpoint that were accepted last, byte for byte. One that is the same needs neither parsing nor
/// judging again: both depend on nothing but the bytes.
struct ResponseMemory {
    /// An accepted response.
    struct Entry {
        var bytes: UnsafeMutablePointer<UInt8>
        var count = 0
        var status = 0
        var keepsAlive = false
        /// Whether it was looked at beyond its status.
        var isSampled = false
        var deviations = Deviations()
    }

    /// How many are kept.
    static let places = 4
    /// The longest that is kept, in bytes.
    static let longest = 16 << 10

    private let entries: UnsafeMutablePointer<Entry>
    private var next = 0

    init() {
        entries = .allocate(capacity: Self.places)
        for place in 0..<Self.places {
            (entries + place).initialize(to: Entry(bytes: .allocate(capacity: Self.longest)))
        }
    }

    func free() {
        for place in 0..<Self.places { entries[place].bytes.deallocate() }
        entries.deallocate()
    }

    /// The entry of a response that is the same as these bytes.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UnsafePointer<Entry>? {
        // The newest first: most are the same as the last.
        for step in 1...Self.places {
            let place = (next + Self.places - step) % Self.places
            guard entries[place].count == count else { continue }
            if memcmp(entries[place].bytes, bytes, count) == 0 { return UnsafePointer(entries + place) }
        }
        return nil
    }

    /// Copies the bytes of what may become a response to keep: parsing moves the content of chunks.
    @inline(__always)
    func stage(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard count <= Self.longest else { return }
        entries[next].count = 0
        memcpy(entries[next].bytes, bytes, count)
    }

    /// Keeps the response whose `count` bytes were staged last, in place of the oldest.
    mutating func commit(_ count: Int, _ parser: ResponseParser, isSampled: Bool) {
        guard count > 0, count <= Self.longest else { return }
        let entry = entries + next
        next = (next + 1) % Self.places
        entry.pointee.count = count
        entry.pointee.status = parser.status
        entry.pointee.keepsAlive = parser.keepsAlive
        entry.pointee.deviations = parser.deviations
        entry.pointee.isSampled = isSampled
    }
}
