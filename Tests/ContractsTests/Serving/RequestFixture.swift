import HTTP
import JSON

@testable import Contracts

/// A valid request for an operation, made from its contract.
enum RequestFixture {
    static func request(_ operation: Operation, of contract: Contract, seed: UInt64 = 1) -> HTTPRequest {
        let maker = ValueMaker(seed: seed, direction: .request)
        var query: [String] = []
        var headers = HeaderFields()
        var path: [String: String] = [:]
        for parameter in operation.parameters {
            guard let value = maker.value(for: parameter).value else { continue }
            let text = parameter.content == nil ? ParameterWriter.text(of: value, for: parameter) : nil
            switch (parameter.location, text) {
            case (.path, let text?): path[parameter.name] = text
            case (.query, let text?): query.append(text)
            case (.header, let text?): headers.append(parameter.name, text)
            case (.cookie, let text?): headers.append("Cookie", text)
            case (_, nil): continue
            }
        }
        for scheme in operation.security.first?.schemes ?? [] {
            switch contract.securityScheme(scheme.name)?.kind {
            case .apiKey(let key, .header)?: headers.append(key, "key")
            case .apiKey(let key, .query)?: query.append("\(key)=key")
            case .apiKey(let key, _)?: headers.append("Cookie", "\(key)=key")
            case .http(let scheme, _)?: headers.append("Authorization", "\(scheme) credentials")
            case .oauth2?, .openIDConnect?: headers.append("Authorization", "Bearer token")
            case .mutualTLS?, nil: continue
            }
        }
        var body: [UInt8]?
        if let content = operation.requestBody?.content.first(where: \.type.isJSON),
            let value = maker.value(for: content).value
        {
            headers.append("Content-Type", content.type.description)
            body = JSONSerializer.serialize(value)
        }
        let url =
            operation.template.filled { path[$0] ?? "1" } + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        return HTTPRequest(method: operation.method, url: "http://127.0.0.1\(url)", headers: headers, body: body)
    }
}
