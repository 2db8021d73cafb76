import URI

extension SchemaCompiler {
    /// The schema that is a part of the one at `place`.
    func part(_ tokens: [String], of place: SchemaPlace, _ value: JSONValue) throws(JSONSchemaError) -> SchemaPlace {
        canonical(SchemaPlace(resource: place.resource, tokens: place.tokens + tokens, value: value))
    }

    /// The node of the schema under `keyword`.
    mutating func schema(
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> Int? {
        guard let value = reader.schema[keyword] else { return nil }
        return node(at: try part([keyword], of: place, value))
    }

    /// The nodes of the schemas in the list under `keyword`.
    mutating func schemas(
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> [Int] {
        guard let list = try reader.list(keyword) else { return [] }
        var nodes: [Int] = []
        for (index, value) in list.enumerated() {
            nodes.append(node(at: try part([keyword, String(index)], of: place, value)))
        }
        return nodes
    }

    /// A schema with an identifier of its own stands at the root of its own resource.
    private func canonical(_ place: SchemaPlace) -> SchemaPlace {
        let resource = registry.resources[place.resource]
        guard !place.tokens.isEmpty, let id = SchemaRegistry.id(of: place.value, resource.dialect),
            let own = registry.known(SchemaRegistry.resolve(id, against: resource.uri))
        else { return place }
        return SchemaPlace(resource: own, tokens: [], value: place.value)
    }

    /// The part of a schema that a JSON Pointer leads to, by way of the resources that lie between.
    mutating func follow(_ tokens: [String], from start: SchemaPlace) throws(JSONSchemaError) -> SchemaPlace? {
        var place = start
        for token in tokens {
            guard let value = JSONPointer(tokens: [token]).value(in: place.value) else { return nil }
            let next = SchemaPlace(resource: place.resource, tokens: place.tokens + [token], value: value)
            // What lies below an identifier belongs to its resource, be it that no keyword leads there.
            if SchemaRegistry.id(of: value, registry.resources[next.resource].dialect) != nil {
                try registry.scan(next)
            }
            place = canonical(next)
        }
        // Where a pointer leads to what no keyword marks as a schema, nobody has looked for anchors yet.
        try registry.scan(place)
        return canonical(place)
    }

    /// The schema that a reference leads to, and its `$dynamicAnchor` where the reference names that.
    mutating func target(
        of reference: String,
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> (place: SchemaPlace, dynamicAnchor: String?) {
        let base = registry.resources[place.resource].uri
        let dialect = registry.resources[place.resource].dialect
        let absolute = URIReference(reference).resolved(against: URIReference(base))
        let uri = absolute.withoutFragment.description
        guard let index = uri == base ? place.resource : try registry.resource(at: uri, dialect) else {
            let near = NearestWord.suggest(uri, among: registry.knownURIs)
            throw reader.error(
                keyword,
                "'\(reference)' leads to '\(uri)', which isn't among the known documents",
                hint: near.map { "did you mean '\($0)'?" }
                    ?? "register the document with the resources; none is fetched"
            )
        }
        let resource = registry.resources[index]
        let top = SchemaPlace(resource: index, tokens: [], value: resource.document)
        guard let fragment = PercentCoding.decode(absolute.fragment ?? "") else {
            throw reader.error(keyword, "'\(reference)' has a wrong percent-encoding")
        }
        if fragment.isEmpty { return (top, nil) }
        if fragment.hasPrefix("/") {
            guard let pointer = JSONPointer(fragment), let found = try follow(pointer.tokens, from: top) else {
                throw reader.error(
                    keyword,
                    "'\(reference)' leads nowhere",
                    hint: Self.pointerHint(fragment, resource.document)
                )
            }
            return (found, nil)
        }
        guard let tokens = resource.anchors[fragment], let found = try follow(tokens, from: top) else {
            let near = NearestWord.suggest(fragment, among: resource.anchors.keys.sorted())
            throw reader.error(
                keyword,
                "'\(reference)' names an anchor that isn't there",
                hint: near.map { "did you mean '#\($0)'?" }
            )
        }
        return (found, resource.dynamicAnchors[fragment] == nil ? nil : fragment)
    }

    /// The name that may have been meant where a pointer leaves the document.
    private static func pointerHint(_ fragment: String, _ document: JSONValue) -> String? {
        guard let pointer = JSONPointer(fragment) else { return nil }
        var value = document
        for (depth, token) in pointer.tokens.enumerated() {
            if let next = JSONPointer(tokens: [token]).value(in: value) {
                value = next
                continue
            }
            let parent = "#\(JSONPointer(tokens: Array(pointer.tokens[..<depth])))"
            guard let names = value.object?.names else { return "there is nothing below '\(parent)'" }
            let near = NearestWord.suggest(token, among: names)
            return near.map { "did you mean '\(parent)/\($0)'?" } ?? "'\(parent)' has no '\(token)'"
        }
        return nil
    }
}
