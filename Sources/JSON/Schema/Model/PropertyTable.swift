/// The names of `properties` with their schemas.
struct PropertyTable: Sendable {
    struct Entry: Sendable, Named {
        let name: String
        let node: Int
    }

    let entries: [Entry]
    private var index = NameIndex()

    init(_ entries: [Entry]) {
        self.entries = entries
        index.rebuild(entries)
    }

    /// The place of `name` in the table. Documents mostly follow the order of their schema, so the search begins at
    /// `guess`.
    @inline(__always)
    func position(of name: String, guess: Int) -> Int? {
        if guess < entries.count, entries[guess].name.isIdentical(to: name) { return guess }
        return index.position(of: name, in: entries)
    }
}
