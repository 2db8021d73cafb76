import Contracts
import JSON

/// The valid request of an operation without anything that may be left out, for a server that refuses it with
/// everything; and the cases that can be made of it as well.
struct SmallerRequest: Sendable {
    /// What is merged into the valid request.
    let patch: JSONObject
    /// The valid request that is left.
    private let base: OperationBase
    /// Changes of it, by the case of the full request.
    private let edits: [Key: GeneratedCase.Edit]

    private struct Key: Hashable {
        let kind: String
        let place: String
        let description: String

        init(_ made: GeneratedCase) {
            (kind, place, description) = (made.kind.name, made.place, made.description)
        }
    }

    /// The smaller request of the operation that `maker` makes cases of; `nil` where nothing may be left out.
    ///
    /// - Parameters:
    ///   - cases: The cases of the full request.
    ///   - remake: The cases of another valid request of the same operation, about these places.
    init?(
        _ maker: CaseMaker,
        _ cases: [GeneratedCase],
        _ contract: Contract,
        remake: (OperationBase, Set<CaseSpot>) -> [GeneratedCase]
    ) {
        let omitted = maker.omissible()
        guard !omitted.isEmpty else { return nil }
        let full = maker.base
        var draft = full.draft
        for place in omitted { maker.removal(place)(&draft) }
        var base = OperationBase(
            full.operation,
            draft,
            pathValues: full.pathValues,
            value: full.value.flatMap { $0.removing(omitted.compactMap(\.pointer)) },
            contract: contract,
            resolution: full.resolution
        )
        (base.madeUp, base.tag) = (full.madeUp, full.tag)
        self.base = base
        patch = draft.patch(of: full.draft)
        // What lies in a part that is left out is no place of the smaller request.
        let gone = Set(omitted.map(\.label))
        let dependents = cases.filter { made in
            made.role == .dependent && !gone.contains { CasePlace.isWithin(made.place, $0) }
        }
        let spots = Set(dependents.map { CaseSpot(kind: $0.kind.name, place: $0.place) })
        let keys = Set(dependents.map(Key.init))
        edits = Dictionary(remake(base, spots).map { (Key($0), $0.edit) }) { first, _ in first }
            .filter { keys.contains($0.key) }
    }

    /// What is merged into the request of a case so that it is made from the smaller valid request; `nil` where its
    /// point lies in what is left out.
    func patch(of made: GeneratedCase, sending full: GeneratedRequest) -> JSONObject? {
        // Nothing but what is required is the smaller request itself.
        made.kind == .validOnlyRequired ? base.draft.patch(of: full) : patch(of: [made], sending: full)
    }

    /// The same for a combination of several.
    func patch(of parts: [GeneratedCase], sending full: GeneratedRequest) -> JSONObject? {
        var draft = base.draft
        for part in parts {
            guard let edit = edits[Key(part)] else { return nil }
            edit(&draft)
        }
        // A change that changes nothing any more says nothing.
        guard draft != base.draft || draft == full else { return nil }
        return draft.patch(of: full)
    }

    /// The same for a flow, whose first request it is: `nil` where a further one would have to be another too.
    func patch(of flow: LinkFlow, _ flows: [LinkFlow]) -> JSONObject? {
        guard let other = flows.first(where: { $0.kind == flow.kind && $0.name == flow.name }),
            other.steps.count == flow.steps.count, let first = flow.steps.first, let smaller = other.steps.first,
            zip(flow.steps, other.steps).dropFirst().allSatisfy({ $0.draft == $1.draft })
        else { return nil }
        return smaller.draft.patch(of: first.draft)
    }

    /// The flows that begin with the smaller request, as `make` makes them of it.
    func flows(_ make: (OperationBase) -> [LinkFlow]) -> [LinkFlow] { make(base) }
}

extension CaseMaker {
    /// The optional parts of the request that it is valid without, all together; what lies within another of them isn't
    /// among them.
    fileprivate func omissible() -> [CasePlace] {
        var parts: [CasePlace] = []
        for place in allPlaces where !place.isRequired && place.isPresent {
            let isWithin = place.pointer.map { pointer in
                parts.contains { $0.pointer.map(pointer.isWithin) ?? false }
            }
            if isWithin ?? false { continue }
            parts.append(place)
        }
        let fields = parts.compactMap(\.pointer)
        guard !fields.isEmpty, let value = base.value, let schema = base.content?.schema else { return parts }
        if let smaller = value.removing(fields), isContent(smaller, schema) { return parts }
        // Not without all of them: without as many as can be.
        var kept = value
        return parts.filter { place in
            guard let pointer = place.pointer else { return true }
            guard let smaller = kept.removing([pointer]), isContent(smaller, schema) else { return false }
            kept = smaller
            return true
        }
    }

    private func isContent(_ value: JSONValue, _ schema: ContractSchema) -> Bool {
        // A form without fields is no content, which may be left out.
        let isNothing = base.draft.body.format == .form && value.object?.isEmpty == true
        return isNothing && operation.requestBody?.isRequired == false || schema.accepts(value, .request) == true
    }
}

extension CasePlace {
    /// Whether the label of a place is `outer`, or that of something within it.
    fileprivate static func isWithin(_ label: String, _ outer: String) -> Bool {
        guard label.hasPrefix(outer) else { return false }
        let rest = label.dropFirst(outer.count)
        return rest.isEmpty || rest.first == "." || rest.first == "["
    }
}

extension JSONPointer {
    /// Whether it leads to a place within that of `outer`.
    fileprivate func isWithin(_ outer: JSONPointer) -> Bool {
        tokens.count > outer.tokens.count && tokens.starts(with: outer.tokens)
    }
}

extension JSONValue {
    /// The value without what is at these places; `nil` where one of them isn't there.
    fileprivate func removing(_ pointers: [JSONPointer]) -> JSONValue? {
        pointers.reduce(Optional(self)) { value, pointer in value?.setting(nil, at: pointer.tokens) }
    }
}
