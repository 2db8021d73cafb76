import Diagnostics

/// The members of a JSON object, in their order, found by name.
///
/// Names are compared byte for byte in UTF-8, so that names which are canonically equivalent remain different ones.
/// Equality pays no regard to the order.
public struct JSONObject: Sendable {
    /// A name and its value.
    public struct Member: Sendable, Named {
        /// The name.
        public let name: String
        /// The value.
        public var value: JSONValue

        /// A name and its value.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members in their order; no name occurs twice.
    public private(set) var members: [Member] = []
    private var index = NameIndex()

    /// No members.
    public init() {}

    /// The given members; the last of those with the same name wins, in the place of the first.
    public init(_ members: some Sequence<Member>) {
        self.members.reserveCapacity(members.underestimatedCount)
        for member in members {
            if let position = appendUnlessPresent(member.name, member.value) {
                self.members[position].value = member.value
            }
        }
    }

    /// The names in their order.
    public var names: [String] { members.map(\.name) }

    /// The value of the member called `name`. Setting adds the member at the end, replaces its value where it stands,
    /// or, with nil, removes it.
    public subscript(name: String) -> JSONValue? {
        get { index.position(of: name, in: members).map { members[$0].value } }
        set {
            switch (index.position(of: name, in: members), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                index.rebuild(members)
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Removes the member called `name` and returns its value.
    @discardableResult
    public mutating func remove(_ name: String) -> JSONValue? {
        let value = self[name]
        self[name] = nil
        return value
    }

    /// Adds a member at the end and returns nil; returns the position of the name when it is there already.
    @inline(__always)
    mutating func appendUnlessPresent(_ name: String, _ value: JSONValue) -> Int? {
        if let position = index.position(of: name, in: members) { return position }
        append(name, value)
        return nil
    }

    @inline(__always)
    private mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
        index.added(to: members)
    }
}

extension JSONObject: RandomAccessCollection {
    /// The place of the first member.
    public var startIndex: Int { 0 }
    /// The place after the last member.
    public var endIndex: Int { members.count }
    /// The member at a place.
    public subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The given members; the last of those with the same name wins.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.lazy.map { Member(name: $0.0, value: $0.1) })
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same names with equal values, in whatever order.
    public static func == (left: Self, right: Self) -> Bool {
        guard left.members.count == right.members.count else { return false }
        // Two documents of one origin mostly agree in the order.
        return left.members.indices.allSatisfy { position in
            let member = left.members[position]
            let other = right.members[position]
            if member.name.isIdentical(to: other.name) { return member.value == other.value }
            return right[member.name] == member.value
        }
    }

    /// Feeds the members without regard to their order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var own = Hasher()
            member.name.hashBytes(into: &own)
            own.combine(member.value)
            sum &+= own.finalize()
        }
        hasher.combine(members.count)
        hasher.combine(sum)
    }
}

/// Something with a name by which it is looked up.
package protocol Named {
    var name: String { get }
}

/// Finds a name among many by its bytes: an open-addressing hash table of positions in an array.
///
/// Up to ``threshold`` members it stays empty and the array is searched. The hash is seeded for each process, so that
/// no document can be made to collide.
package struct NameIndex: Sendable {
    @usableFromInline static let threshold = 12
    /// Positions, or -1; the count is a power of two and at least twice that of the members.
    @usableFromInline var slots: [Int32] = []

    /// Of nothing yet.
    package init() {}

    /// The position of the member called `name`.
    @inlinable @inline(__always)
    package func position(of name: String, in members: [some Named]) -> Int? {
        if slots.isEmpty {
            for position in members.indices where members[position].name.isIdentical(to: name) { return position }
            return nil
        }
        return probe(name, members)
    }

    /// Takes note of the last of `members`, which was just added.
    @inlinable @inline(__always)
    package mutating func added(to members: [some Named]) {
        if members.count > Self.threshold { insertLast(members) }
    }

    /// Begins anew, after a change other than an addition at the end.
    package mutating func rebuild(_ members: [some Named]) {
        slots = []
        guard members.count > Self.threshold else { return }
        var count = 32
        while count < members.count * 2 { count *= 2 }
        // Room for as many again before the next rebuild.
        slots = Array(repeating: -1, count: count * 2)
        for position in members.indices { slots[freeSlot(for: members[position].name)] = Int32(position) }
    }

    @usableFromInline
    mutating func insertLast(_ members: [some Named]) {
        guard members.count * 2 <= slots.count, let last = members.last else { return rebuild(members) }
        slots[freeSlot(for: last.name)] = Int32(members.count - 1)
    }

    @inlinable
    package func probe(_ name: String, _ members: [some Named]) -> Int? {
        var slot = firstSlot(for: name)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if members[position].name.isIdentical(to: name) { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func freeSlot(for name: String) -> Int {
        var slot = firstSlot(for: name)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    @inlinable
    package func firstSlot(for name: String) -> Int {
        var hasher = Hasher()
        name.hashBytes(into: &hasher)
        return hasher.finalize() & (slots.count - 1)
    }
}
