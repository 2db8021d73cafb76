import HTTP
import JSON

/// Finds what a contract has to be exercised, and what an exchange exercises of it.
enum CoverageItems {
    static func all(of contract: Contract) -> [CoverageItem] {
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
        return items + MessageDirection.allCases.flatMap { branches[$0]?.items ?? [] }
    }

    static func exercised(
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
            if case .value(let value) = BodyReader.read(response.body, type, content) {
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
