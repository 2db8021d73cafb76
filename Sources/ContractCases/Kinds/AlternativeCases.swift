import Contracts
import HTTP
import JSON
import JSONSchema

extension CaseKind {
    static let validAlternative = CaseKind(
        "valid-alternative",
        .valid,
        sends:
            "a valid request with another alternative of an `oneOf` or `anyOf`, its value made from the schema; each alternative "
            + "once",
        .accepted(),
        why: "The contract says that the request is valid: a value may take any of the alternatives"
    )
    static let validMediaType = CaseKind(
        "valid-media-type",
        .valid,
        sends: "the valid request with its content in another media type that the operation takes",
        .accepted(),
        why: "The contract says that the request is valid: content may be of any type that it names"
    )
}

/// The alternatives that a schema leaves to a value.
enum SchemaAlternatives {
    /// How deep alternatives of alternatives are looked for.
    private static let deepest = 8

    /// The ways to take an alternative of each `oneOf` and `anyOf` of a schema, each with the alternatives within
    /// alternatives that it takes; a choice of one is none.
    static func ways(_ schema: ContractSchema, depth: Int = 0) -> [[ContractSchema]] {
        guard depth < deepest else { return [] }
        var ways: [[ContractSchema]] = []
        if let target = schema.referenced {
            ways += Self.ways(target, depth: depth + 1)
            if schema.dialect != .draft2020_12 { return ways }
        }
        for part in schema.parts("allOf") { ways += Self.ways(part, depth: depth + 1) }
        for keyword in ["oneOf", "anyOf"] {
            let branches = schema.parts(keyword)
            for branch in branches {
                let inner = Self.ways(branch, depth: depth + 1)
                if !inner.isEmpty {
                    ways += inner.map { [branch] + $0 }
                } else if branches.count > 1 {
                    ways.append([branch])
                }
            }
        }
        return ways
    }

    /// Whether a schema has alternatives anywhere.
    static func areWithin(_ schema: ContractSchema) -> Bool {
        schema.kept("alternatives") { schema in
            var seen: Set<ContractSchema> = []
            return areWithin(schema, &seen)
        }
    }

    private static func areWithin(_ schema: ContractSchema, _ seen: inout Set<ContractSchema>) -> Bool {
        guard seen.insert(schema).inserted, case .object(let object) = schema.value else { return false }
        if ["oneOf", "anyOf"].contains(where: { object[$0]?.array?.count ?? 0 > 1 }) { return true }
        if let target = schema.referenced, areWithin(target, &seen) { return true }
        for keyword in ["properties", "patternProperties"] {
            for member in schema.members(keyword) where areWithin(member.schema, &seen) { return true }
        }
        for keyword in ["allOf", "oneOf", "anyOf", "prefixItems"] {
            for part in schema.parts(keyword) where areWithin(part, &seen) { return true }
        }
        for keyword in ["items", "additionalProperties"] {
            if let part = schema.part(keyword), areWithin(part, &seen) { return true }
        }
        return false
    }

    /// What a way is called: by the component, the title or the place of its last alternative.
    static func name(_ way: [ContractSchema]) -> String {
        guard let last = way.last else { return "" }
        if last.value["$ref"] != nil, let component = last.resolved.pointer.tokens.last { return component }
        if let title = last.value["title"]?.string.map(ScenarioText.line), !title.isEmpty { return title }
        let tokens = last.pointer.tokens
        let number = tokens.last.flatMap { Int($0) }.map { $0 + 1 } ?? 1
        let type = last.value["type"]?.string.map { " (\($0))" } ?? ""
        return "alternative \(number) of \(tokens.dropLast().last ?? "oneOf")\(type)"
    }
}

/// A place with alternatives, in a valid value.
private struct AlternativeSite {
    let pointer: JSONPointer
    let schema: ContractSchema
    let ways: [[ContractSchema]]

    /// The alternatives that `body` takes here.
    func met(by body: JSONValue) -> [ContractSchema] {
        guard let value = pointer.value(in: body) else { return [] }
        return ways.filter { way in way.allSatisfy { $0.isValid(value, .request) } }.compactMap(\.last)
    }

    /// The sites along `value`.
    static func all(in value: JSONValue, _ schema: ContractSchema, at pointer: JSONPointer = JSONPointer()) -> [Self] {
        guard pointer.tokens.count < deepest else { return [] }
        let ways = SchemaAlternatives.ways(schema)
        var sites = ways.isEmpty ? [] : [Self(pointer: pointer, schema: schema, ways: ways)]
        var shape = SchemaShape()
        let taken = ways.first { way in way.allSatisfy { $0.isValid(value, .request) } }
        shape.taken = Set(taken ?? [])
        shape.add(schema) { _ in 0 }
        switch value {
        case .object(let object):
            for member in object {
                guard let part = shape.schemas(of: member.name).schemas.first else { continue }
                sites += all(in: member.value, part, at: pointer.appending(member.name))
            }
        case .array(let elements):
            guard let first = elements.first, let part = shape.schemas(ofElement: 0).first else { break }
            sites += all(in: first, part, at: pointer.appending(0))
        case .null, .bool, .number, .string: break
        }
        return sites
    }

    private static let deepest = 8
}

/// Alternatives of the values of a valid request.
extension CaseMaker {
    /// An alternative is met once, wherever its schema stands.
    mutating func addAlternatives() {
        guard wanted.contains(CaseKind.validAlternative.name) else { return }
        var met: Set<ContractSchema> = []
        if base.draft.body.format == .json, let schema = base.content?.schema, let body = base.body {
            let sites = SchemaAlternatives.areWithin(schema) ? AlternativeSite.all(in: body, schema) : []
            for site in sites { met.formUnion(site.met(by: body)) }
            addAlternatives(nil, schema, body, &met)
            // Of a field that the first alternatives don't have, nothing is known there.
            let known = Set(
                places.filter { $0.schema.map { !SchemaAlternatives.ways($0).isEmpty } ?? false }.compactMap(\.pointer)
            )
            for site in sites where !site.pointer.tokens.isEmpty && !known.contains(site.pointer) {
                addAlternatives(at: site, of: body, schema, &met)
            }
        }
        for place in places {
            guard let schema = place.schema, !place.isSpread else { continue }
            addAlternatives(place, schema, place.valid?.sent, &met)
        }
    }

    /// Adds those at a place, or, without one, those of the body as a whole; `known` is what the valid request has
    /// there.
    private mutating func addAlternatives(
        _ place: CasePlace?,
        _ schema: ContractSchema,
        _ known: JSONValue?,
        _ met: inout Set<ContractSchema>
    ) {
        let ways = SchemaAlternatives.ways(schema)
        guard !ways.isEmpty, wants(.validAlternative, place) else { return }
        if isSurvey {
            // One of them is what the valid request has; which, is known of the body as a whole.
            for way in place == nil ? ways[...] : ways.dropFirst() {
                guard let last = way.last, met.insert(last).inserted else { continue }
                _ = makes(.validAlternative, place)
            }
            return
        }
        for way in ways {
            guard let known, let last = way.last, way.allSatisfy({ $0.isValid(known, .request) }) else { continue }
            met.insert(last)
        }
        for way in ways {
            guard let value = alternative(way, of: schema, met), add(place, schema, value, way, at: JSONPointer())
            else { continue }
            met.formUnion(way.suffix(1))
            addWithin(value, place, schema, &met)
        }
    }

    /// Adds those at a place within the valid request's body that is none of its fields by the first alternatives.
    private mutating func addAlternatives(
        at site: AlternativeSite,
        of body: JSONValue,
        _ schema: ContractSchema,
        _ met: inout Set<ContractSchema>
    ) {
        guard wants(.validAlternative) else { return }
        for way in site.ways {
            if isSurvey {
                guard let last = way.last, met.insert(last).inserted else { continue }
                _ = makes(.validAlternative)
                continue
            }
            guard let part = alternative(way, of: site.schema, met),
                let whole = body.setting(part, at: site.pointer.tokens), schema.isValid(whole, .request)
            else { continue }
            met.formUnion(way.suffix(1))
            let written = ScenarioText.literal(part)
            add(
                .validAlternative,
                "\(CasePlace.label(site.pointer)) as \(SchemaAlternatives.name(way))",
                madeUp: madeUp(written, site.schema, part, isInner: true)
            ) { $0.body = $0.body.setting(written, at: site.pointer.tokens) }
            addWithin(whole, nil, schema, &met)
        }
    }

    /// Adds the alternatives within one that was made.
    private mutating func addWithin(
        _ value: JSONValue,
        _ place: CasePlace?,
        _ schema: ContractSchema,
        _ met: inout Set<ContractSchema>
    ) {
        var values = [value]
        while let value = values.popLast() {
            let sites = AlternativeSite.all(in: value, schema).filter { !$0.pointer.tokens.isEmpty }
            for site in sites { met.formUnion(site.met(by: value)) }
            for site in sites {
                for way in site.ways {
                    guard let part = alternative(way, of: site.schema, met),
                        let whole = value.setting(part, at: site.pointer.tokens),
                        add(place, schema, whole, way, at: site.pointer)
                    else { continue }
                    met.formUnion(way.suffix(1))
                    values.append(whole)
                }
            }
        }
    }

    /// A value that takes the alternatives of `way`, where no case has taken the last of them.
    private func alternative(_ way: [ContractSchema], of schema: ContractSchema, _ met: Set<ContractSchema>)
        -> JSONValue?
    {
        guard let last = way.last, !met.contains(last) else { return nil }
        var maker = ValueMaker(seed: seed, direction: .request)
        maker.taken = way
        let made = maker.value(for: schema)
        return made.isValid ? made.value : nil
    }

    /// Adds the case; false where the request can't have that value, or isn't valid with it.
    private mutating func add(
        _ place: CasePlace?,
        _ schema: ContractSchema,
        _ value: JSONValue,
        _ way: [ContractSchema],
        at pointer: JSONPointer
    ) -> Bool {
        let label = (place.map(\.label) ?? "the body") + (pointer.tokens.isEmpty ? "" : ", \(CasePlace.label(pointer))")
        let words = "\(label) as \(SchemaAlternatives.name(way))"
        guard let place else {
            guard schema.isValid(value, .request) else { return false }
            let isMaking = operation.method == "POST"
            let literal = ScenarioText.literal(value)
            let written = isMaking ? UniqueContent.of(literal, schema, made: value) : literal
            let madeUp = madeUp(written, schema, value, isInner: false)
            add(.validAlternative, words, madeUp: madeUp) { $0.body = .json(written) }
            return true
        }
        // A parameter has no text for null.
        let isNull = place.parameter != nil && value == .null
        guard !isNull, canHold(place, value), canWrite(place, CaseValue(value)), isValid(place, value) == true else {
            return false
        }
        let madeUp = madeUp(ScenarioText.literal(value), schema, value, isInner: true)
        add(.validAlternative, words, at: place, madeUp: madeUp, edit(place, CaseValue(value)))
        return true
    }

    /// What of content that was made for a case nobody gave.
    private func madeUp(_ written: JSONValue, _ schema: ContractSchema?, _ value: JSONValue, isInner: Bool)
        -> MadeUpParts
    {
        guard ["POST", "PUT", "PATCH"].contains(operation.method) else { return [] }
        let names = FieldNames.holdsReference(written, schema, made: value, isInner: isInner)
        return names ? [.content, .reference] : .content
    }
}

/// The other media types of the request's content.
extension CaseMaker {
    mutating func addMediaTypes() {
        guard wants(.validMediaType), let own = base.content?.type, base.draft.body != .none else { return }
        for content in operation.requestBody?.content ?? [] where content.type != own {
            // What a range covers is met by a type that is named.
            if content.type.isRange { continue }
            if isSurvey {
                _ = makes(.validMediaType)
                continue
            }
            guard let made = value(of: content) else { continue }
            var madeUp = madeUp(made.written, content.schema, made.value, isInner: false)
            switch made.isExample ? nil : ContentWriter.lack(of: content, made.value) {
            case .unknown?: continue
            case .unsure?: madeUp.insert(.form)
            case nil: break
            }
            var draft = base.draft
            let isTyped = draft.header("Content-Type") != nil
            draft.headers = JSONObject(draft.headers.filter { !HeaderFields.sameName($0.name, "Content-Type") })
            guard ContentWriter.put(made.value, written: made.written, content, &draft) else { continue }
            // What the suite says of the type would stay else.
            if isTyped || !content.type.parameters.isEmpty {
                let boundary =
                    content.type.essence == "multipart/form-data" ? "; boundary=\(GeneratedRequest.boundary)" : ""
                draft.set(header: "Content-Type", .string(ScenarioText.literal(content.type.description + boundary)))
            }
            let (body, type) = (draft.body, draft.header("Content-Type"))
            add(.validMediaType, "the content as \(content.type.description)", madeUp: madeUp) { draft in
                draft.body = body
                draft.headers = JSONObject(draft.headers.filter { !HeaderFields.sameName($0.name, "Content-Type") })
                if let type { draft.set(header: "Content-Type", type) }
            }
        }
    }

    /// What is sent as content of another type: what the valid request has where that fits, else what is made for it.
    private func value(of content: MediaContent) -> (value: JSONValue, written: JSONValue, isExample: Bool)? {
        if let known = base.body, !base.bodyIsSecret, let schema = content.schema, schema.isValid(known, .request) {
            if case .json(let written) = base.draft.body { return (known, written, false) }
            return (known, ScenarioText.literal(known), false)
        }
        let made = ValueMaker(seed: seed, direction: .request).value(for: content)
        guard made.isValid, let value = made.value else { return nil }
        let literal = ScenarioText.literal(value)
        let isVaried = operation.method == "POST" && made.origin == .schema
        let written = isVaried ? UniqueContent.of(literal, content.schema, made: value) : literal
        return (value, written, made.origin != .schema)
    }
}
