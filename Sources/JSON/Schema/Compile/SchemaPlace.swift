/// A schema before it is compiled: its value, and where it stands.
struct SchemaPlace {
    /// The index of its resource in the registry.
    let resource: Int
    /// The way from the resource's root.
    let tokens: [String]
    let value: JSONValue

    /// What tells places apart.
    struct Key: Hashable {
        let resource: Int
        let pointer: JSONPointer
    }

    var key: Key { Key(resource: resource, pointer: JSONPointer(tokens: tokens)) }
}
