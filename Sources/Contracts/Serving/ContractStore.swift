import HTTP
import JSON
import Synchronization

/// What a stateful mock keeps: what is made can be read, listed, changed and deleted, and what was never made isn't
/// there.
final class ContractStore: Sendable {
    /// A thing, by its collection's path and its ID.
    private struct Key: Hashable {
        var collection: String
        var id: String
    }

    private struct Kept {
        var things: [Key: JSONObject] = [:]
        /// The oldest first.
        var order: [Key] = []
        var deleted: Set<Key> = []
        /// What the last PUT of a thing could have sent and didn't.
        var unsent: [Key: Set<String>] = [:]
        var count = 0
    }

    /// So many things are kept; the oldest are forgotten.
    private static let most = 10_000
    /// Larger content is not kept with a thing, in bytes.
    private static let largest = 64 << 10

    private let resources: ContractResources
    private let kept = Mutex(Kept())
    private let seed: UInt64

    init(_ contract: Contract, seed: UInt64) {
        resources = ContractResources(contract)
        self.seed = seed
    }

    /// Whether what the path names isn't there: it was never made, or it lies in what was deleted.
    func isAbsent(_ match: RequestMatch) -> Bool {
        let isMade = match.operation.method == "PUT" && match.operation.responses.contains { $0.selector == .code(201) }
        return resources.things(match.operation).contains { resource in
            let key = Self.key(match, resource)
            if Self.isExample(key.id, resource) { return false }
            let isItself = resource.length + 1 == match.operation.template.segments.count
            return kept.withLock { kept in
                // Whose parts are asked for may be known elsewhere.
                isItself && !isMade ? kept.things[key] == nil : kept.deleted.contains(key)
            }
        }
    }

    /// The answer with what is kept, after keeping what the request says.
    func answer(_ response: HTTPResponse, to request: HTTPRequest, _ match: RequestMatch) -> HTTPResponse {
        guard (200..<300).contains(response.status) else { return response }
        let operation = match.operation
        let content = operation.response(for: response.status)?.content.first(where: \.type.isJSON)
        var answer = Answer(response: response, schema: content?.schema)
        if let collection = resources.collection(operation) {
            if operation.name == collection.source {
                make(collection, request, match, &answer)
            } else if operation.method == "GET" {
                list(Self.path(match, collection.length), &answer)
            }
        }
        for resource in resources.things(operation)
        where resource.length + 1 == operation.template.segments.count && operation.name != resource.source {
            use(resource, request, match, &answer)
        }
        return answer.written
    }

    private func use(
        _ resource: ContractResources.Resource,
        _ request: HTTPRequest,
        _ match: RequestMatch,
        _ answer: inout Answer
    ) {
        let key = Self.key(match, resource)
        switch match.operation.method {
        case "DELETE":
            if Self.isExample(key.id, resource) { return }
            kept.withLock { kept in
                kept.things[key] = nil
                kept.unsent[key] = nil
                if kept.deleted.count >= Self.most { kept.deleted = [] }
                kept.deleted.insert(key)
            }
            return
        case "PUT", "PATCH":
            change(key, request, match.operation)
        default: break
        }
        guard let thing = kept.withLock({ $0.things[key] }) else { return }
        // What a PUT didn't send isn't there any more.
        let unsent = kept.withLock { $0.unsent[key] } ?? []
        answer.leaveOut { unsent.contains($0) && thing[$0] == nil }
        if case .member(let pointer) = resource.identity, pointer.tokens.count == 1 {
            answer.set(Self.value(key.id, like: answer.object?[pointer.tokens[0]]), at: pointer)
        }
        answer.merge(thing)
    }

    /// Changes a thing: a PUT replaces all of it (RFC 9110, section 9.3.4) but what is the server's own, a PATCH what
    /// it names.
    private func change(_ key: Key, _ request: HTTPRequest, _ operation: Operation) {
        let content = Self.content(request, operation)
        var changed = kept.withLock { $0.things[key] } ?? [:]
        guard operation.method == "PUT" else {
            for member in content { changed[member.name] = member.value == .null ? nil : member.value }
            keep(changed, key)
            return
        }
        let schema = Self.schema(operation)
        let own = ExpectedTypes.memberNames(of: schema).filter { name in
            ExpectedTypes.member(name, of: schema)?.resolved.value["readOnly"] != true
        }
        for name in own { _ = changed.remove(name) }
        for member in content { changed[member.name] = member.value }
        keep(changed, key)
        kept.withLock { kept in
            if kept.unsent.count >= Self.most { kept.unsent = [:] }
            kept.unsent[key] = Set(own.filter { content[$0] == nil })
        }
    }

    /// Makes a thing with an ID of its own.
    private func make(
        _ resource: ContractResources.Resource,
        _ request: HTTPRequest,
        _ match: RequestMatch,
        _ answer: inout Answer
    ) {
        let number = kept.withLock { kept in
            kept.count += 1
            return kept.count
        }
        let content = Self.content(request, match.operation)
        answer.merge(content)
        let collection = Self.path(match, resource.length)
        var id: String?
        switch resource.identity {
        case .member(let pointer):
            for fresh in fresh(number, resource.parameter) {
                if answer.set(fresh, at: pointer) { break }
            }
            id = answer.value(at: pointer).map(Self.text)
            // A declared Location leads to what was made (RFC 9110, section 15.3.2).
            if let id, answer.response.headers["Location"] != nil { answer.locate(id, below: request.url) }
        case .location:
            if let fresh = fresh(number, resource.parameter).first.map(Self.text) {
                answer.locate(fresh, below: request.url)
                id = fresh
            }
        }
        guard let id else { return }
        keep(answer.object ?? content, Key(collection: collection, id: id))
    }

    /// IDs that no other thing has, the likeliest to be accepted first.
    private func fresh(_ number: Int, _ parameter: Parameter?) -> [JSONValue] {
        let digits = String(number)
        let uuid = "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
        var values: [JSONValue] = [.string(uuid), .number(JSONNumber(number)), .string("muster-\(number)")]
        if let schema = parameter?.valueSchema {
            let maker = ValueMaker(
                seed: seed &+ UInt64(number) &* 7919,
                direction: .response,
                usesExamples: false
            )
            let made = maker.value(for: schema)
            values = values.filter { schema.isValid($0) } + (made.isValid ? [made.value].compactMap(\.self) : [])
        }
        return values
    }

    private func list(_ collection: String, _ answer: inout Answer) {
        let things = kept.withLock { kept in
            kept.order.filter { $0.collection == collection }.compactMap { kept.things[$0] }.prefix(100)
        }
        if !things.isEmpty { answer.list(things.map(JSONValue.object)) }
    }

    private func keep(_ thing: JSONObject, _ key: Key) {
        let value = JSONValue.object(thing)
        let size = JSONSerializer.serialize(value).count
        kept.withLock { kept in
            if kept.things[key] == nil { kept.order.append(key) }
            kept.things[key] = size <= Self.largest ? thing : [:]
            kept.deleted.remove(key)
            if kept.order.count > Self.most {
                for old in kept.order.prefix(Self.most / 10) { kept.things[old] = nil }
                kept.order.removeFirst(Self.most / 10)
            }
        }
    }

    /// Whether an ID is an example of the document: such a thing is always there.
    private static func isExample(_ id: String, _ resource: ContractResources.Resource) -> Bool {
        resource.parameter?.examples.contains { text($0.value) == id } ?? false
    }

    private static func key(_ match: RequestMatch, _ resource: ContractResources.Resource) -> Key {
        let segment = match.operation.template.segments[resource.length]
        guard case .name(let name)? = segment.first, let raw = match.pathValues[name] else {
            return Key(collection: path(match, resource.length), id: "")
        }
        return Key(collection: path(match, resource.length), id: PercentText.decode(raw) ?? raw)
    }

    /// The first segments of the path as it was sent, decoded.
    private static func path(_ match: RequestMatch, _ length: Int) -> String {
        match.operation.template.segments.prefix(length).map { parts in
            parts.map { part in
                switch part {
                case .literal(let text): text
                case .name(let name): match.pathValues[name].flatMap { PercentText.decode($0) } ?? ""
                }
            }.joined()
        }.joined(separator: "/")
    }

    /// What a request says of a thing, as answers may tell it.
    private static func content(_ request: HTTPRequest, _ operation: Operation) -> JSONObject {
        guard let body = request.body, body.count <= largest, let value = try? JSONParser.parse(body) else {
            return [:]
        }
        return shown(value, schema(operation)).object ?? [:]
    }

    private static func schema(_ operation: Operation) -> ContractSchema? {
        operation.requestBody?.content.first(where: \.type.isJSON)?.schema
    }

    /// `value` without the members that are `writeOnly`, at every depth.
    private static func shown(_ value: JSONValue, _ schema: ContractSchema?) -> JSONValue {
        switch value {
        case .object(let object):
            var shown = JSONObject()
            for member in object {
                let part = ExpectedTypes.member(member.name, of: schema)
                let isHidden = part?.value["writeOnly"] == true || part?.resolved.value["writeOnly"] == true
                if !isHidden { shown[member.name] = Self.shown(member.value, part) }
            }
            return .object(shown)
        case .array(let elements):
            let part = ExpectedTypes.elements(of: schema)
            return .array(elements.map { shown($0, part) })
        case .null, .bool, .number, .string: return value
        }
    }

    private static func text(_ value: JSONValue) -> String { ParameterWriter.plain(value) ?? value.description }

    /// An ID of a path as a value of the same type as another.
    private static func value(_ id: String, like other: JSONValue?) -> JSONValue {
        if other?.number != nil, let number = JSONNumber(literal: id) { return .number(number) }
        return .string(id)
    }

    /// An answer whose content is changed as far as its schema allows.
    private struct Answer {
        var response: HTTPResponse
        let schema: ContractSchema?
        private var body: JSONValue?
        private var isChanged = false

        init(response: HTTPResponse, schema: ContractSchema?) {
            self.response = response
            self.schema = schema
            let isJSON = response.headers["Content-Type"].flatMap(MediaType.init)?.isJSON ?? false
            body = isJSON ? try? JSONParser.parse(response.body) : nil
        }

        var object: JSONObject? { body?.object }

        var written: HTTPResponse {
            guard isChanged, let body else { return response }
            var response = response
            response.body = JSONSerializer.serialize(body)
            return response
        }

        /// Has `Location` lead to what was made with an ID at this URL.
        mutating func locate(_ id: String, below url: String) {
            let base = url.prefix { $0 != "?" && $0 != "#" }
            response.headers.remove("Location")
            response.headers.append("Location", "\(base)/\(PercentText.encode(id))")
        }

        /// Leaves out the members of which that holds, as far as the schema can do without them.
        mutating func leaveOut(_ isGone: (String) -> Bool) {
            for name in (body?.object ?? [:]).names where isGone(name) {
                guard var object = body?.object else { return }
                _ = object.remove(name)
                _ = take(.object(object))
            }
        }

        func value(at pointer: JSONPointer) -> JSONValue? { body.flatMap(pointer.value) }

        @discardableResult
        mutating func set(_ value: JSONValue, at pointer: JSONPointer) -> Bool {
            guard let body, let changed = body.replacing(value, at: pointer.tokens[...]) else { return false }
            return take(changed)
        }

        /// Takes the members of a thing that the answer has too.
        mutating func merge(_ thing: JSONObject) {
            guard var all = body?.object else { return }
            let own = all
            let shared = thing.filter { own[$0.name] != nil && own[$0.name] != $0.value }
            for member in shared { all[member.name] = member.value }
            if shared.isEmpty || take(.object(all)) { return }
            for member in shared.prefix(32) { set(member.value, at: JSONPointer().appending(member.name)) }
        }

        /// Puts things in place of the list that the answer is, or of the only one that it has.
        mutating func list(_ things: [JSONValue]) {
            if body?.array != nil {
                _ = take(.array(things))
                return
            }
            let lists = (body?.object ?? [:]).filter { $0.value.array?.first?.object != nil }
            if lists.count == 1 { set(.array(things), at: JSONPointer().appending(lists[0].name)) }
        }

        private mutating func take(_ changed: JSONValue) -> Bool {
            guard schema.map({ $0.isValid(changed, .response) }) ?? true else { return false }
            body = changed
            isChanged = true
            return true
        }
    }
}

extension JSONValue {
    /// The value with another at the place that `tokens` lead to; nil where there is no such place.
    fileprivate func replacing(_ new: JSONValue, at tokens: ArraySlice<String>) -> JSONValue? {
        guard let token = tokens.first else { return new }
        switch self {
        case .object(var object):
            guard let changed = object[token]?.replacing(new, at: tokens.dropFirst()) else { return nil }
            object[token] = changed
            return .object(object)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index),
                let changed = elements[index].replacing(new, at: tokens.dropFirst())
            else { return nil }
            elements[index] = changed
            return .array(elements)
        case .null, .bool, .number, .string: return nil
        }
    }
}
