package import Contracts
package import JSON
import Scenarios

/// A suite of a contract as a person begins one: a scenario for each operation with a valid request, and the status
/// that is documented. What answers hold is checked by the contract, which the suite names.
package struct OperationSuite {
    /// What is asked for.
    package struct Options {
        package var contract = ContractName(file: "")
        /// What the suite is called where the contract has no title.
        package var fallbackName = "API"
        /// What the suite tests where the contract has no server of its own; nil for nothing.
        package var fallbackTarget: String?
        /// Whether credentials that the environment doesn't give are those that mocks take.
        package var hasUsualCredentials = false

        package init() {}
    }

    /// The suite's members.
    package private(set) var members: JSONObject
    /// How many scenarios it has.
    package let scenarios: Int
    /// Operations of which no request can be made, and why.
    package let leftOut: [String]
    /// What a person still has to do.
    package private(set) var remarks: [String] = []
    /// The environment variables that bring credentials.
    package let environment: [String]

    /// The suite of `contract`.
    package init(_ contract: Contract, _ options: Options) {
        let maker = GeneratedBase(contract: contract, seed: 0)
        let made = contract.operations.map { maker.base($0) }
        let usable = made.filter { $0.base.problem == nil }
        leftOut = made.compactMap { $0.base.problem }
        var values = PathVariables()
        let drafts = usable.map { values.draft(of: $0.base) }
        let shared = SharedRequest(drafts)
        var names = ScenarioNames()
        let list = zip(usable, drafts).map { made, draft -> JSONValue in
            let operation = made.base.operation
            var scenario: JSONObject = ["name": .string(names.unique(Self.name(operation)))]
            if let tag = operation.tags.first.map(ScenarioText.line), !tag.isEmpty { scenario["tags"] = [.string(tag)] }
            if let reading = made.base.tag?.reading { scenario["setup"] = [values.step(reading, shared, draft.path)] }
            scenario["request"] = .object(shared.request(draft))
            scenario["expect"] = ["status": Self.status(operation)]
            return JSONValue.object(scenario)
        }
        scenarios = list.count
        let parts = KnownCredentials.Part.allCases.filter { part in usable.contains { $0.variables.contains(part) } }
        environment = parts.map(\.shellName)
        let title = ScenarioText.line(contract.title)
        members = ["suite": .string(title.isEmpty ? options.fallbackName : title)]
        if let target = contract.ownTarget ?? options.fallbackTarget {
            members["target"] = .string(target)
        } else {
            remarks.append("the document names no server: give the suite its 'target', or the run its --target")
        }
        members["contract"] = options.contract.value
        var variables = values.variables
        for part in parts {
            let usual = options.hasUsualCredentials ? ":-\(part.usual)" : ""
            variables[part.rawValue] = ["secret": .string("${env:\(part.shellName)\(usual)}")]
        }
        if !variables.isEmpty { members["variables"] = .object(variables) }
        if !shared.members.isEmpty { members["request"] = .object(shared.members) }
        members["scenarios"] = .array(list)
        remark(values, usable.map(\.base))
    }

    private mutating func remark(_ values: PathVariables, _ bases: [OperationBase]) {
        let names = values.variables.names
        if !names.isEmpty {
            let one = names.count == 1
            remarks.append(
                "\(names.joined(separator: ", ")): say in 'variables' which \(one ? "thing is" : "things are") there"
            )
        }
        for base in bases where base.tag != nil && base.tag?.reading == nil {
            remarks.append(
                "\(base.operation.name): its If-Match is made up, as no GET of the path is documented to have an ETag"
            )
        }
    }

    /// What the operation's author calls it, in a line; else its ID, else method and path.
    private static func name(_ operation: Operation) -> String {
        var summary = ScenarioText.line(operation.summary)
        if summary.hasSuffix(".") { summary.removeLast() }
        if !summary.isEmpty, summary.count <= 80 { return summary }
        let id = ScenarioText.line(operation.id ?? "")
        return id.isEmpty ? ScenarioText.line(operation.name) : id
    }

    /// The documented success.
    private static func status(_ operation: Operation) -> JSONValue {
        let selectors = operation.responses.map(\.selector)
        let successes = selectors.filter(\.isOfSuccess).compactMap(status)
        if !successes.isEmpty { return successes.count == 1 ? successes[0] : .array(successes) }
        // What only sends its callers on says so by its code.
        let redirections = selectors.filter {
            if case .code(let code) = $0 { (300..<400).contains(code) } else { false }
        }
        let codes = redirections.compactMap(status)
        return codes.isEmpty ? "2xx" : codes.count == 1 ? codes[0] : .array(codes)
    }

    private static func status(_ selector: ResponseDefinition.Selector) -> JSONValue? {
        switch selector {
        case .code(let code): .number(JSONNumber(code))
        case .range(let digit): .string("\(digit)xx")
        case .default: nil
        }
    }
}

/// How a suite names a contract.
package struct ContractName {
    package var file: String
    /// The folders that stand for beginnings of URLs, as the suite names them.
    package var folders: [(prefix: String, path: String)] = []
    package var overlays: [String] = []

    package init(file: String) {
        self.file = file
    }

    /// The path alone where that is all.
    package var value: JSONValue {
        if folders.isEmpty, overlays.isEmpty { return .string(file) }
        var contract: JSONObject = ["file": .string(file)]
        if !folders.isEmpty {
            contract["map"] = .object(JSONObject(folders.map { .init(name: $0.prefix, value: .string($0.path)) }))
        }
        if !overlays.isEmpty { contract["overlays"] = .array(overlays.map(JSONValue.string)) }
        return .object(contract)
    }
}

extension Contract {
    /// The server that the document names first, as far as it is one URL. What the document's own author signed in with
    /// is nothing for a file that others keep.
    var ownTarget: String? {
        guard let server = servers.first?.url, server.hasPrefix("http"), !server.contains("{") else { return nil }
        return CurlCommand.withoutUserInformation(server)
    }
}

/// The IDs in paths, as variables that a person sets once.
private struct PathVariables {
    private(set) var variables = JSONObject()

    /// The request of `base`, its IDs replaced by variables.
    mutating func draft(of base: OperationBase) -> GeneratedRequest {
        var references: [String: String] = [:]
        for parameter in base.operation.parameters where GeneratedBase.madeUp(parameter) == .path {
            // What is encoded or has a style of its own stays as it is.
            guard let text = base.pathValues[parameter.name], !text.isEmpty,
                text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.~".contains($0)) })
            else { continue }
            references[parameter.name] = "${\(variable(parameter.name, base.operation, text))}"
        }
        var draft = base.draft
        if !references.isEmpty { draft.path = base.path(references) }
        for parameter in base.operation.parameters where Self.isKey(parameter) {
            // The same key again would get the first answer again.
            if draft.header(parameter.name) != nil { draft.set(header: parameter.name, "${uuid}") }
        }
        return draft
    }

    /// Whether a parameter is the key of a request that may be sent again, of which the document gives no value.
    private static func isKey(_ parameter: Parameter) -> Bool {
        parameter.location == .header && parameter.isCalled("Idempotency-Key") && parameter.examples.isEmpty
            && parameter.valueSchema?.isValid(.string("7d1f3c7e-4b0f-4c53-9a3e-0d3c9f1f2b6a"), .request) ?? true
    }

    /// The request before that brings the tag, as a step of a scenario's `setup`; it is about what `path` names.
    func step(_ reading: EntityTag.Reading, _ shared: SharedRequest, _ path: String) -> JSONValue {
        var draft = reading.draft
        draft.path = path
        return [
            "name": "its ETag", "request": .object(shared.request(draft)), "expect": ["status": "2xx"],
            "capture": .object(EntityTag.captured(mayBeAbsent: false)),
        ]
    }

    /// The variable that has the value: called as the parameter, and `id` in `/orders/{id}` is `orderId`.
    private mutating func variable(_ parameter: String, _ operation: Operation, _ text: String) -> String {
        let parsed = try? JSONParser.parse(text)
        let isNumber = parsed?.kind == .number && parsed?.texted == text
        let value = isNumber ? parsed ?? .string(text) : .string(text)
        let wanted = Self.name(parameter, operation)
        let taken = KnownCredentials.Part.allCases.map(\.rawValue) + [EntityTag.capture]
        var (free, count) = (wanted, 2)
        while taken.contains(free) || variables[free] != nil && variables[free] != value {
            free = "\(wanted)\(count)"
            count += 1
        }
        variables[free] = value
        return free
    }

    private static func name(_ parameter: String, _ operation: Operation) -> String {
        let words = FieldNames.words(parameter).map { $0.filter(\.isASCII) }.filter { !$0.isEmpty }
        guard words.count == 1, let owner = owner(parameter, operation) else {
            let plain = parameter.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
            return plain.first?.isLetter == true ? plain : "value"
        }
        // `/users/{user}` needs no other name than that.
        if words[0].hasPrefix(owner) || owner.hasSuffix(words[0]) { return words[0] }
        return owner + words[0].prefix(1).uppercased() + words[0].dropFirst()
    }

    /// One of what the segment before the parameter names, in small letters: `order` of `/orders/{id}`.
    private static func owner(_ parameter: String, _ operation: Operation) -> String? {
        let segments = operation.template.segments
        guard
            let index = segments.firstIndex(where: {
                $0.contains { if case .name(parameter) = $0 { true } else { false } }
            }),
            index > 0, segments[index - 1].count == 1, case .literal(let text) = segments[index - 1][0]
        else { return nil }
        let words = FieldNames.words(text).map { $0.filter { $0.isASCII && $0.isLetter } }.filter { !$0.isEmpty }
        guard let last = words.last, last.count > 2 else { return nil }
        let one: String
        if last.hasSuffix("ies") {
            one = String(last.dropLast(3)) + "y"
        } else if ["sses", "xes", "ches"].contains(where: last.hasSuffix) {
            one = String(last.dropLast(2))
        } else {
            let isOne = ["ss", "us", "is"].contains(where: last.hasSuffix)
            one = last.hasSuffix("s") && !isOne ? String(last.dropLast()) : last
        }
        let rest = words.dropLast().enumerated().map { $0.offset == 0 ? $0.element : $0.element.capitalizedASCII }
        return (rest + [rest.isEmpty ? one : one.capitalizedASCII]).joined()
    }
}

extension String {
    /// With a capital at its beginning.
    fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

/// What the requests of all operations have in common, which a suite says once.
private struct SharedRequest {
    /// The suite's `request`.
    private(set) var members = JSONObject()
    private let headers: JSONObject
    private let query: JSONObject
    private let auth: JSONValue?

    init(_ drafts: [GeneratedRequest]) {
        headers = Self.common(drafts.map(\.headers))
        query = Self.common(drafts.map(\.query))
        let used = drafts.compactMap(\.auth)
        // Of those that are used the most; the few that need none say so.
        auth = used.max { first, second in used.count { $0 == first } < used.count { $0 == second } }
            .flatMap { most in used.count { $0 == most } * 2 > drafts.count ? most : nil }
        if !query.isEmpty { members["query"] = .object(query) }
        if !headers.isEmpty { members["headers"] = .object(headers) }
        if let auth { members["auth"] = auth }
    }

    /// The members that all have, of more than one.
    private static func common(_ objects: [JSONObject]) -> JSONObject {
        guard objects.count > 1, let first = objects.first else { return [:] }
        return JSONObject(first.filter { member in objects.allSatisfy { $0[member.name] == member.value } })
    }

    /// A scenario's `request`: what isn't said once.
    func request(_ draft: GeneratedRequest) -> JSONObject {
        var draft = draft
        draft.headers = JSONObject(draft.headers.filter { headers[$0.name] == nil })
        draft.query = JSONObject(draft.query.filter { query[$0.name] == nil })
        if auth != nil { draft.auth = draft.auth == auth ? nil : draft.auth ?? .null }
        var request = draft.value
        if request["method"] == "GET" { _ = request.remove("method") }
        return request
    }
}
