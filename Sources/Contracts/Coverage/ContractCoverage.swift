package import HTTP
import JSON

/// What exchanges have exercised of a contract: a value to be fed exchange by exchange, and merged.
package struct ContractCoverage: Sendable {
    /// An item and how often it was exercised.
    package struct Row: Sendable, Hashable {
        /// The item.
        package let item: CoverageItem
        /// How many exchanges exercised it.
        package let count: Int
    }

    /// How much of an area was exercised.
    package struct Summary: Sendable, Hashable {
        /// The area.
        package let area: CoverageItem.Area
        /// How many of its items were exercised.
        package let exercised: Int
        /// How many items it has.
        package let total: Int
    }

    /// The contract.
    package let contract: Contract
    private var items: [CoverageItem] = []
    private var counts: [CoverageItem: Int] = [:]
    /// How many exchanges weren't for an operation of the contract.
    package private(set) var unmatched = 0

    /// Nothing exercised yet.
    package init(_ contract: Contract) {
        self.contract = contract
        for item in CoverageItems.all(of: contract) { declare(item) }
    }

    /// Adds kinds of generated cases to what can be exercised of an operation.
    package mutating func declare(kinds: [String], for operation: String) {
        for kind in kinds { declare(CoverageItem(.kinds, operation, kind)) }
    }

    /// Takes note of one exchange; `kinds` are those of the generated case that it belongs to, `operation` the one that
    /// the case is about, when it isn't the one that is sent to.
    package mutating func record(
        _ request: HTTPRequest,
        _ response: HTTPResponse?,
        kinds: [String] = [],
        of operation: String? = nil
    ) {
        let match = contract.lookUp(request).match
        if match == nil { unmatched += 1 }
        var exercised = match.map { CoverageItems.exercised(by: request, response, $0) } ?? []
        if let owner = operation ?? match?.operation.name {
            for kind in kinds { exercised.insert(CoverageItem(.kinds, owner, kind)) }
        }
        for item in exercised {
            declare(item)
            counts[item, default: 0] += 1
        }
    }

    /// Takes note of what was received of a webhook, by its operation.
    package mutating func record(received operation: Operation) {
        let item = CoverageItem(.webhooks, operation.name, operation.name)
        declare(item)
        counts[item, default: 0] += 1
    }

    /// Adds what `other`, of the same contract, has noted.
    package mutating func merge(_ other: ContractCoverage) {
        for item in other.items { declare(item) }
        for (item, count) in other.counts { counts[item, default: 0] += count }
        unmatched += other.unmatched
    }

    /// Every item with its count, in the order of the contract, areas one after the other.
    package var rows: [Row] {
        CoverageItem.Area.allCases.flatMap { area in
            items.filter { $0.area == area }.map { Row(item: $0, count: counts[$0] ?? 0) }
        }
    }

    /// How much of each area was exercised; areas without items are left out.
    package var summary: [Summary] {
        CoverageItem.Area.allCases.compactMap { area in
            let all = items.filter { $0.area == area }
            if all.isEmpty { return nil }
            return Summary(area: area, exercised: all.count { counts[$0] != nil }, total: all.count)
        }
    }

    private var known: Set<CoverageItem> = []

    private mutating func declare(_ item: CoverageItem) {
        if known.insert(item).inserted { items.append(item) }
    }
}

/// Something of a contract that a run can exercise.
package struct CoverageItem: Sendable, Hashable {
    /// The areas, in the order in which they are shown.
    package enum Area: String, Sendable, CaseIterable {
        case operations
        /// Parameters that were sent.
        case parameters
        /// Declared responses that were received.
        case responses
        /// Media types that were sent.
        case requestContent = "request content"
        /// Media types that were received.
        case responseContent = "response content"
        /// Alternatives of schemas: branches of `oneOf`, `anyOf` and `if`, values of `enum`, types of several, members
        /// that may be absent.
        case schemaBranches = "schema branches"
        /// Webhooks of which something was received.
        case webhooks
        /// Kinds of generated cases.
        case kinds
    }

    /// The area that it belongs to.
    package let area: Area
    /// The ``Operation/name``; for branches of schemas, which operations share, `request` or `response`.
    package let owner: String
    /// What it is: `header X-Date`, `4XX`, `200 application/json`, `#/components/schemas/Pet/properties/kind/enum/0`.
    package let name: String

    /// An item of its parts.
    package init(_ area: Area, _ owner: String, _ name: String) {
        self.area = area
        self.owner = owner
        self.name = name
    }
}

/// Finds what a contract has to be exercised, and what an exchange exercises of it.
enum CoverageItems {
    package static func all(of contract: Contract) -> [CoverageItem] {
        var items: [CoverageItem] = []
        var branches: [MessageDirection: SchemaBranches] = [:]
        for direction in MessageDirection.allCases { branches[direction] = SchemaBranches(direction) }
        for operation in contract.operations {
            let owner = operation.name
            items.append(CoverageItem(.operations, owner, owner))
            items += operation.parameters.map { CoverageItem(.parameters, owner, name(of: $0)) }
            items += operation.responses.map { CoverageItem(.responses, owner, $0.selector.description) }
            for content in operation.requestBody?.content ?? [] {
                items.append(CoverageItem(.requestContent, owner, content.type.description))
                branches[.request]?.addAll(of: content.schema)
            }
            for parameter in operation.parameters { branches[.request]?.addAll(of: parameter.valueSchema) }
            for response in operation.responses {
                for content in response.content {
                    items.append(CoverageItem(.responseContent, owner, name(of: content, response)))
                    branches[.response]?.addAll(of: content.schema)
                }
                for header in response.headers { branches[.response]?.addAll(of: header.schema) }
            }
        }
        items += MessageDirection.allCases.flatMap { branches[$0]?.items ?? [] }
        return items
            + contract.webhooks.flatMap(\.operations).map { CoverageItem(.webhooks, $0.name, $0.name) }
    }

    package static func exercised(
        by request: HTTPRequest,
        _ response: HTTPResponse?,
        _ match: RequestMatch
    ) -> Set<CoverageItem> {
        let owner = match.operation.name
        var items: Set<CoverageItem> = [CoverageItem(.operations, owner, owner)]
        var sent = SchemaBranches(.request)
        for parameter in match.operation.parameters {
            let reading = ParameterReader.read(parameter, from: request, match)
            if reading == .absent { continue }
            items.insert(CoverageItem(.parameters, owner, name(of: parameter)))
            if case .value(let value) = reading { sent.addTaken(by: value, in: parameter.valueSchema) }
        }
        if let bytes = request.body, !bytes.isEmpty, let type = request.headers["Content-Type"].flatMap(MediaType.init),
            let content = match.operation.requestBody?.content.matching(type)
        {
            items.insert(CoverageItem(.requestContent, owner, content.type.description))
            if case .value(let value) = BodyReader.read(bytes, type, content) {
                sent.addTaken(by: value, in: content.schema)
            }
        }
        items.formUnion(sent.items)
        if let response { items.formUnion(exercised(by: response, match.operation)) }
        return items
    }

    private static func exercised(by response: HTTPResponse, _ operation: Operation) -> Set<CoverageItem> {
        guard let definition = operation.response(for: response.status) else { return [] }
        var items: Set<CoverageItem> = [
            CoverageItem(.responses, operation.name, definition.selector.description)
        ]
        var received = SchemaBranches(.response)
        for header in definition.headers {
            if case .value(let value) = ParameterReader.read(header, from: response.headers) {
                received.addTaken(by: value, in: header.schema)
            }
        }
        if !response.body.isEmpty, let type = response.headers["Content-Type"].flatMap(MediaType.init),
            let content = definition.content.matching(type)
        {
            items.insert(CoverageItem(.responseContent, operation.name, name(of: content, definition)))
            if case .value(let value) = BodyReader.read(response.body, type, content, isAnswer: true) {
                received.addTaken(by: value, in: content.schema)
            }
        }
        return items.union(received.items)
    }

    private static func name(of parameter: Parameter) -> String { "\(parameter.location.rawValue) \(parameter.name)" }

    private static func name(of content: MediaContent, _ response: ResponseDefinition) -> String {
        "\(response.selector) \(content.type)"
    }
}
