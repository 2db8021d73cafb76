import Contracts
import Decoding
import Diagnostics
import HTTP
import JSON
import Scenarios
import Substitution

/// The valid request of an operation, from which cases are made.
struct OperationBase: Sendable {
    /// What replaces `${...}` in it, and what must not be written down.
    struct Resolution: Sendable {
        /// A value with its references replaced.
        var resolve: @Sendable (JSONValue) -> JSONValue
        /// Whether the value comes from a secret.
        var isSecret: @Sendable (JSONValue) -> Bool

        /// For requests that were made from the contract: literals, and references to what nobody knows here.
        static let made = Resolution(resolve: { ScenarioText.value(UniqueContent.fixed($0)) }, isSecret: { _ in false })
    }

    let operation: Operation
    /// Why no valid request could be made, in words: then there is nothing to change.
    var problem: String?
    /// What of it nobody gave: then success can't be demanded.
    var madeUp: MadeUpParts = []
    /// Whether its path names something that may not be there.
    var isMadeUp: Bool { madeUp.contains(.path) }
    /// The tag that it needs; `nil` for none, or where the suite gives it.
    var tag: EntityTag?
    /// Whether the tag that it needs may be another one than what is there has.
    var hasStrangeTag: Bool { tag.map { isMadeUp || $0.reading == nil } ?? false }
    /// What is right besides success, as something in it was made up.
    var absences: [Int] { madeUp.refusals + (hasStrangeTag ? [412] : []) }
    /// The request as the scenario writes it.
    var draft: GeneratedRequest
    /// The JSON body as it is sent; nil when the body isn't JSON.
    let body: JSONValue?
    /// The body as one value, whether it is JSON, a form or a text; nil when it is bytes, or there is none.
    let value: JSONValue?
    /// The media type of the body that the contract describes.
    let content: MediaContent?
    let resolution: Resolution
    /// The values of the path's parameters, percent-encoded.
    let pathValues: [String: String]
    /// The header and query parameters that hold credentials.
    let credentials: [SecurityScheme]

    init(
        _ operation: Operation,
        _ draft: GeneratedRequest,
        pathValues: [String: String],
        value given: JSONValue? = nil,
        contract: Contract,
        resolution: Resolution = .made
    ) {
        self.operation = operation
        self.resolution = resolution
        self.pathValues = pathValues
        let names = operation.security.flatMap(\.schemes).map(\.name)
        credentials = contract.securitySchemes.filter { names.contains($0.name) }
        var draft = draft
        var sent: JSONValue?
        if case .json(let written) = draft.body {
            let resolved = resolution.resolve(written)
            draft.body = .json(Self.opened(written, resolved, resolution))
            sent = resolved
        }
        body = sent
        self.draft = draft
        let type = draft.header("Content-Type").flatMap { resolution.resolve($0).string }.flatMap(MediaType.init)
        let contents = operation.requestBody?.content ?? []
        content =
            (type ?? Self.type(of: draft.body)).flatMap(contents.matching)
            ?? (sent == nil ? nil : contents.first(where: \.type.isJSON)) ?? contents.first
        value = sent ?? given ?? draft.body.value(content?.schema, resolution.resolve)
    }

    /// Whether the body holds a secret, so that its text can't be written down.
    var bodyIsSecret: Bool {
        switch draft.body {
        case .json(let written), .other("form", let written), .other("multipart", let written),
            .other("text", let written):
            resolution.isSecret(written)
        case .none, .other: true
        }
    }

    /// The media type that a body has by itself.
    private static func type(of body: GeneratedRequest.Body) -> MediaType? {
        switch body.format {
        case .form: MediaType("application/x-www-form-urlencoded")
        case .multipart: MediaType("multipart/form-data")
        case .json, .text, nil: nil
        }
    }

    /// The path with other values for some of its parameters, percent-encoded and written as the format has them.
    func path(_ values: [String: String]) -> String {
        let split = draft.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments = split[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let template = operation.template.segments
        guard segments.count >= template.count else { return draft.path }
        let offset = segments.count - template.count
        for (index, parts) in template.enumerated() {
            let isChanged = parts.contains { if case .name(let name) = $0 { values[name] != nil } else { false } }
            guard isChanged else { continue }
            segments[offset + index] = parts.map { part in
                switch part {
                case .literal(let literal): literal
                case .name(let name): values[name] ?? ScenarioText.literal(pathValues[name] ?? name)
                }
            }.joined()
        }
        return segments.joined(separator: "/") + (split.count > 1 ? "?\(split[1])" : "")
    }

    /// A reference to a whole object or list, replaced by what it stands for: its parts can be changed then.
    private static func opened(_ written: JSONValue, _ sent: JSONValue, _ resolution: Resolution) -> JSONValue {
        switch (written, sent) {
        case (.string, .object), (.string, .array):
            return resolution.isSecret(written) ? written : ScenarioText.literal(sent)
        case (.object(let object), .object(let known)):
            return .object(
                JSONObject(
                    object.filter { $0.name != "//" }.map { member in
                        .init(name: member.name, value: opened(member.value, known[member.name] ?? .null, resolution))
                    }
                )
            )
        case (.array(let elements), .array(let known)) where elements.count == known.count:
            return .array(zip(elements, known).map { opened($0, $1, resolution) })
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return written
        }
    }
}

/// Finds the valid request of an operation among what a suite sends; failing that, makes one.
struct BaseFinder: Sendable {
    private let contract: Contract
    private let seed: UInt64
    /// What the suite sends, the first of an operation first.
    private let requests: [JSONValue]
    private let resolution: OperationBase.Resolution
    private let once: OncePerOperation<OperationBase>

    init(contract: Contract, context: GenerationContext, seed: UInt64, references: ReferenceValues) {
        let requests = context.requests.map(\.value)
        let resolution = Self.resolution(context)
        self.contract = contract
        self.seed = seed
        self.requests = requests
        self.resolution = resolution
        once = OncePerOperation { Self.base(of: $0, contract, requests, resolution, seed, references) }
    }

    func base(of operation: Operation) -> OperationBase { once(operation) }

    private static func base(
        of operation: Operation,
        _ contract: Contract,
        _ requests: [JSONValue],
        _ resolution: OperationBase.Resolution,
        _ seed: UInt64,
        _ references: ReferenceValues
    ) -> OperationBase {
        for request in requests {
            let draft = GeneratedRequest(request)
            let path = resolution.resolve(.string(draft.path)).string ?? draft.path
            guard draft.method == operation.method, let match = contract.lookUp(draft.method, path).match,
                match.operation.name == operation.name
            else { continue }
            return OperationBase(
                operation,
                draft,
                pathValues: match.pathValues,
                contract: contract,
                resolution: resolution
            )
        }
        let own = requests.first.map(GeneratedRequest.init)
        var credentials = JSONObject()
        if let own, !own.headers.isEmpty { credentials["headers"] = .object(own.headers) }
        if let auth = own?.auth { credentials["auth"] = auth }
        for member in own?.rest ?? [:] where member.name == "timeout" { credentials["timeout"] = member.value }
        return GeneratedBase(contract: contract, seed: seed, references: references)
            .base(operation, resolution: resolution, credentials: credentials).base
    }

    /// Replaces the suite's variables; a value that holds a secret's is secret.
    private static func resolution(_ context: GenerationContext) -> OperationBase.Resolution {
        let scope = context.scope
        let redactor = Redactor()
        for variable in context.variables {
            guard let shell = variable.shellName, let value = scope.variables[variable.name] else { continue }
            redactor.hide(value, name: shell)
        }
        let file = SourceFile(path: context.file, bytes: [])
        let place = SourceLocation(file: file, range: 0..<0)
        let resolve: @Sendable (JSONValue) -> JSONValue = { value in
            var scope = scope
            return scope.resolve(JSONNode(value, at: place), Problems()).value
        }
        return OperationBase.Resolution(
            resolve: resolve,
            isSecret: { value in
                redactor.holdsSecret(resolve(value).plainText)
            }
        )
    }
}
