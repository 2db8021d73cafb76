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

    init(_ requests: [ImportedRequest]) {
        // Alone, a request shares nothing; what is sent once before all is none of the others.
        let requests = requests.filter(\.captures.isEmpty)
        guard let first = requests.first, requests.count > 1 else {
            (headers, auth, sharesConnection) = ([], nil, false)
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
        sharesConnection = !first.connection.isEmpty && requests.allSatisfy { $0.connection == first.connection }
        if !headers.isEmpty {
            request["headers"] = .object(JSONObject(headers.map { .init(name: $0.name, value: .string($0.value)) }))
        }
        if let auth { request["auth"] = auth }
        if sharesConnection { connection = first.connection }
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
            if sharesConnection, !isStep { request.connection = JSONObject() }
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
