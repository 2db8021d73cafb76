import JSON

/// What the requests of a suite have in common, which then stands once.
struct SharedParts {
    /// As a suite's `request`.
    private(set) var request = JSONObject()
    /// As a suite's `connection`.
    private(set) var connection = JSONObject()
    private let headers: [ImportedRequest.Field]
    private let auth: JSONValue?
    private let sharesConnection: Bool
    /// How many redirects are followed, where most of them say so: the others follow none.
    private let redirects: JSONValue?

    init(_ requests: [ImportedRequest]) {
        // Alone, a request shares nothing; what is sent once before all is none of the others.
        let requests = requests.filter(\.captures.isEmpty)
        guard let first = requests.first, requests.count > 1 else {
            (headers, auth, sharesConnection, redirects) = ([], nil, false, nil)
            return
        }
        headers = first.headers.filter { field in
            !field.name.isHeader("Content-Type") && first.headers.count { $0.name.isHeader(field.name) } == 1
                && requests.allSatisfy { $0.headers.contains(field) }
        }
        let given = requests.compactMap { $0.auth == .null ? nil : $0.auth }
        let texts = given.map(\.description)
        let most = SuiteAssembler.mostFrequent(texts)
        let count = texts.count { $0 == most }
        auth = count >= 2 && count * 2 > requests.count ? given.first { $0.description == most } : nil
        let followed = requests.compactMap { $0.connection["redirects"] }
        let usual = SuiteAssembler.mostFrequent(followed.map(\.description))
        let isUsual = followed.count { $0.description == usual } * 2 > requests.count
        redirects = isUsual ? followed.first { $0.description == usual } : nil
        let others = Self.connection(first, isUsual)
        sharesConnection = !others.isEmpty && requests.allSatisfy { Self.connection($0, isUsual) == others }
        if !headers.isEmpty {
            request["headers"] = .object(JSONObject(headers.map { .init(name: $0.name, value: .string($0.value)) }))
        }
        if let auth { request["auth"] = auth }
        if sharesConnection { connection = others }
        if let redirects { connection["redirects"] = redirects }
    }

    /// The connection of a request, as far as it is compared.
    private static func connection(_ request: ImportedRequest, _ isWithoutRedirects: Bool) -> JSONObject {
        var connection = request.connection
        if isWithoutRedirects { connection["redirects"] = nil }
        return connection
    }

    /// The requests without what they share; what is not theirs is taken away.
    func separated(_ requests: [ImportedRequest]) -> [ImportedRequest] {
        requests.map { request in
            var request = request
            let isStep = !request.captures.isEmpty
            for field in headers {
                if request.headers.contains(field) {
                    request.headers.removeAll { $0 == field }
                } else if request.header(field.name) == nil {
                    request.withoutHeaders.append(field.name)
                }
            }
            let followed = request.connection["redirects"]
            if sharesConnection, !isStep { request.connection = JSONObject() }
            if let redirects { request.connection["redirects"] = followed == redirects ? nil : followed ?? 0 }
            guard let auth else {
                if request.auth == .null { request.auth = nil }
                return request
            }
            if request.auth == auth {
                request.auth = nil
            } else if request.auth == nil {
                request.auth = .null
            }
            return request
        }
    }
}
