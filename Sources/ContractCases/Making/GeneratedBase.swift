package import Contracts
import Diagnostics
import JSON
import Scenarios

/// Makes the valid request of an operation from the contract alone.
struct GeneratedBase: Sendable {
    let contract: Contract
    let seed: UInt64
    /// What is known of IDs and constants.
    var references = ReferenceValues()
    /// The security scheme that is used where an operation leaves the choice.
    var scheme: String?

    /// The request; what credentials it needs stands in it as `${token}` and the like, which are the `variables`.
    struct Made {
        var base: OperationBase
        var variables: [KnownCredentials.Part] = []
        /// What couldn't be made, in words.
        var problems: [String] = []
    }

    func base(_ operation: Operation, resolution: OperationBase.Resolution = .made, credentials: JSONObject? = nil)
        -> Made
    {
        var draft = GeneratedRequest(method: operation.method, path: operation.path)
        var problems: [String] = []
        var pathValues: [String: String] = [:]
        let maker = ValueMaker(seed: seed, direction: .request)
        var madeUp: MadeUpParts = []
        var tagged: Parameter?
        for parameter in operation.parameters {
            let given = references.value(of: parameter.name, parameter.valueSchema, in: operation, resolution)
            if let given, put(given, parameter, &draft, &pathValues) { continue }
            guard parameter.isRequired else { continue }
            guard !EntityTag.isOne(parameter) else {
                tagged = parameter
                continue
            }
            let made = maker.value(for: parameter)
            // The document's own example is the author's word.
            if made.origin == .schema { madeUp.formUnion(Self.madeUp(parameter)) }
            if let problem = made.problem { problems.append("\(operation.name), \(parameter.name): \(problem)") }
            let value = made.value ?? "text"
            guard let text = ParameterWriter.text(of: value, for: parameter), !isFormless(value, parameter) else {
                problems.append(formless(operation, parameter))
                continue
            }
            switch parameter.location {
            case .path: pathValues[parameter.name] = text
            case .header: draft.set(header: parameter.name, .string(ScenarioText.literal(text)))
            case .cookie:
                draft.set(
                    cookie: parameter.name,
                    text.split(separator: "=", maxSplits: 1).last.map(String.init) ?? text
                )
            case .query:
                if !draft.set(query: parameter, CaseValue(value)) { problems.append(formless(operation, parameter)) }
            }
        }
        // What stands behind it is a query that `query` can't say.
        let behind = draft.path.dropFirst(operation.path.count)
        draft.path = ScenarioText.literal(operation.template.filled { pathValues[$0] ?? $0 }) + behind
        var variables: [KnownCredentials.Part] = []
        let tag = tagged.map { parameter -> EntityTag in
            guard let read = reading(operation, path: draft.path, resolution, credentials) else {
                return EntityTag(madeUpFor: parameter, or: maker.value(for: parameter).value)
            }
            variables = read.variables
            return EntityTag(read.reading)
        }
        if let tag, let tagged { draft.set(header: tagged.name, tag.written) }
        var value: JSONValue?
        if let content = preferred(operation) {
            let made = maker.value(for: content)
            if let problem = made.problem { problems.append("\(operation.name), body: \(problem)") }
            if !ContentWriter.put(made.value ?? .null, content, &draft) {
                problems.append("\(operation.name), body: a field's style has no form for its value")
            }
            // Fields with a style of their own can't be read back.
            if content.encodings.values.contains(where: { $0.style == .deepObject }) { value = made.value }
            references.fill(&draft, content, operation, resolution)
            madeUp.formUnion(vary(&draft, content, made, operation))
            if made.origin == .schema, ContentWriter.lack(of: content, made.value ?? .null) != nil {
                madeUp.insert(.form)
            }
        }
        if let credentials { draft.merge(.object(credentials)) } else { variables += addCredentials(operation, &draft) }
        var base = OperationBase(
            operation,
            draft,
            pathValues: pathValues,
            value: value,
            contract: contract,
            resolution: resolution
        )
        base.problem = problems.first
        base.madeUp = madeUp
        base.tag = tag
        return Made(base: base, variables: variables, problems: problems)
    }

    /// The request whose answer has the tag that `operation` needs; nil where the contract has none.
    private func reading(
        _ operation: Operation,
        path: String,
        _ resolution: OperationBase.Resolution,
        _ credentials: JSONObject?
    ) -> (reading: EntityTag.Reading, variables: [KnownCredentials.Part])? {
        guard let read = EntityTag.reader(of: operation, contract) else { return nil }
        let made = base(read, resolution: resolution, credentials: credentials)
        guard made.problems.isEmpty, made.base.tag == nil else { return nil }
        var draft = made.base.draft
        draft.path = path
        return (EntityTag.Reading(operation: read, draft: draft), made.variables)
    }

    /// Puts what is known of a parameter in; false where its style has no form for that.
    private func put(
        _ value: CaseValue,
        _ parameter: Parameter,
        _ draft: inout GeneratedRequest,
        _ pathValues: inout [String: String]
    ) -> Bool {
        if parameter.location == .query { return draft.set(query: parameter, value) }
        guard let text = ParameterWriter.text(of: value.sent, for: parameter) else { return false }
        // What holds references is written as it stands.
        let isLiteral = value.written == ScenarioText.literal(value.sent)
        switch parameter.location {
        case .path: pathValues[parameter.name] = text
        case .header:
            draft.set(header: parameter.name, isLiteral ? .string(ScenarioText.literal(text)) : value.written)
        case .cookie: draft.set(cookie: parameter.name, written: isLiteral ? value.sent.texted : value.written.texted)
        case .query: break
        }
        return true
    }

    /// Whether a parameter names one of many things, so that a value that was made for it may name none.
    static func madeUp(_ parameter: Parameter) -> MadeUpParts {
        let shape = parameter.valueSchema.map(SchemaShape.first)
        guard shape?.candidates == nil, shape?.types != ["boolean"] else { return [] }
        switch parameter.location {
        case .path: return .path
        case .query, .header, .cookie: return FieldNames.isReference(parameter.name, isInner: false) ? .reference : []
        }
    }

    /// Makes the content of a request that makes something another one each time, as far as it was made up itself; and
    /// says what of it the service needn't carry out.
    private func vary(
        _ draft: inout GeneratedRequest,
        _ content: MediaContent,
        _ made: GeneratedValue,
        _ operation: Operation
    ) -> MadeUpParts {
        guard let value = made.value, ["POST", "PUT", "PATCH"].contains(operation.method) else { return [] }
        // The document's own example is the author's word, but is there after the first time.
        guard made.origin == .schema else { return .content }
        var written = ScenarioText.literal(value)
        if case .json(let body) = draft.body { written = body }
        let names = FieldNames.holdsReference(written, content.schema, made: value)
        if operation.method == "POST", case .json(let body) = draft.body {
            draft.body = .json(UniqueContent.of(body, content.schema, made: value))
        }
        return names ? [.content, .reference] : .content
    }

    private func preferred(_ operation: Operation) -> MediaContent? {
        let contents = operation.requestBody?.content ?? []
        return contents.first { $0.type.isJSON } ?? contents.first
    }

    private func formless(_ operation: Operation, _ parameter: Parameter) -> String {
        "\(operation.name), \(parameter.name): its style has no form for its values"
    }

    /// Several elements or members of a cookie can't be told apart (OpenAPI 3.0.4, Style Examples).
    private func isFormless(_ value: JSONValue, _ parameter: Parameter) -> Bool {
        parameter.location == .cookie && parameter.content == nil && parameter.explode
            && (value.array.map { $0.count > 1 } ?? false || value.object != nil)
    }

    /// The first alternative's credentials, as references to variables.
    private func addCredentials(_ operation: Operation, _ draft: inout GeneratedRequest)
        -> [KnownCredentials.Part]
    {
        let requirements = operation.security.filter { !$0.schemes.isEmpty }
        let wanted = requirements.first { $0.schemes.contains { $0.name == scheme } }
        guard let requirement = wanted ?? requirements.first else { return [] }
        var variables: [KnownCredentials.Part] = []
        for scheme in requirement.schemes.compactMap({ contract.securityScheme($0.name) }) {
            switch scheme.kind {
            case .http(let name, _) where name.lowercased() == "basic":
                variables += [.user, .password]
                draft.auth = ["basic": ["user": "${basic-user}", "password": "${basic-password}"]]
            case .http(let name, _) where name.lowercased() != "bearer":
                variables.append(.credentials)
                draft.set(header: "Authorization", .string("\(ScenarioText.literal(name)) ${credentials}"))
            case .http, .oauth2, .openIDConnect:
                variables.append(.token)
                draft.auth = ["bearer": "${token}"]
            case .apiKey(let name, let location):
                variables.append(.key)
                switch location {
                case .query: draft.query[name] = "${key}"
                case .cookie: draft.set(header: "Cookie", .string("\(name)=${key}"))
                case .header, .path: draft.set(header: name, "${key}")
                }
            case .mutualTLS: break
            }
        }
        return variables
    }
}

/// How far each operation of a contract can be tested, for whoever writes it.
package struct ContractSummary {
    /// An operation and what can be done with it.
    package struct Row {
        /// How far it can be tested.
        package enum State: Sendable, Hashable {
            case tested
            /// So many parts of it are left out; why, where the document's own diagnostics don't say so.
            case inPart(Int, why: [String] = [])
            case leftOut(why: String)
        }

        package let operation: String
        package let state: State
    }

    /// The operations, in the order of the file; those that are left out come last.
    package let rows: [Row]

    package init(_ contract: Contract) {
        let own = contract.leftOut.filter { $0.path == contract.path && $0.pointer.tokens.first == "paths" }
        let maker = GeneratedBase(contract: contract, seed: 0)
        var rows = contract.operations.map { operation -> Row in
            if let problem = maker.base(operation).base.problem {
                return Row(operation: operation.name, state: .leftOut(why: problem))
            }
            let parts = own.count { part in
                let tokens = part.pointer.tokens
                guard tokens.count > 2, tokens[1] == operation.path else { return false }
                let isAdditional = tokens[2] == ContractDecoder.additional
                return
                    (isAdditional
                    ? tokens.count > 3 && tokens[3] == operation.method : tokens[2] == operation.method.lowercased())
                    || tokens[2] == "parameters"
            }
            let lacks = Self.lacks(operation)
            let count = parts + lacks.count
            return Row(operation: operation.name, state: count == 0 ? .tested : .inPart(count, why: lacks))
        }
        for part in own {
            let tokens = part.pointer.tokens
            let method: String
            switch tokens.count {
            case 2: method = ""
            case 3 where ContractDecoder.allMethods.contains(tokens[2]): method = tokens[2].uppercased() + " "
            case 4 where tokens[2] == ContractDecoder.additional: method = tokens[3] + " "
            default: continue
            }
            let name = method + tokens[1]
            rows.append(Row(operation: name, state: .leftOut(why: part.diagnostic.message)))
        }
        self.rows = rows
    }

    /// Which media types of the request can't be made, and why.
    private static func lacks(_ operation: Operation) -> [String] {
        let contents = operation.requestBody?.content ?? []
        let maker = ValueMaker(direction: .request)
        return contents.compactMap { content in
            // What a range covers is met by a type that is named.
            if content.type.isRange, contents.contains(where: { !$0.type.isRange && content.type.accepts($0.type) }) {
                return nil
            }
            let made = maker.value(for: content)
            return made.origin == .schema ? ContentWriter.lack(of: content, made.value ?? .null)?.reason : nil
        }
    }
}
