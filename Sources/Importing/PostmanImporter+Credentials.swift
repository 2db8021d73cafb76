import JSON

/// Credentials.
extension PostmanImporter {
    /// As a suite's `auth`; `null` for none where others inherit one, `nil` for nothing said.
    mutating func readAuth(_ auth: JSONValue?, of owner: String) -> JSONValue? {
        guard let auth, let kind = auth["type"]?.string else { return nil }
        let values = values(auth[kind])
        func value(_ key: String) -> JSONValue { .string(values.first { $0.name == key }?.value ?? "") }
        switch kind {
        case "noauth": return .null
        case "bearer": return ["bearer": value("token")]
        case "basic": return ["basic": ["user": value("username"), "password": value("password")]]
        case "digest": return ["digest": ["user": value("username"), "password": value("password")]]
        case "apikey":
            let place = values.first { $0.name == "in" }?.value == "query" ? "query" : "header"
            return ["apiKey": .object([place: value("key"), "value": value("value")])]
        case "awsv4":
            var aws: JSONObject = [
                "accessKey": value("accessKey"), "secretKey": value("secretKey"), "region": value("region"),
                "service": value("service"),
            ]
            if value("sessionToken") != "" { aws["sessionToken"] = value("sessionToken") }
            return ["aws": .object(aws)]
        case "oauth2": return readOAuth(values, of: owner)
        case "jwt": return readJWT(values, of: owner)
        default:
            collection.notes.leaveOut("the credentials of \(owner), of the kind \(kind)")
            return nil
        }
    }

    private mutating func readOAuth(_ values: [ImportedRequest.Field], of owner: String) -> JSONValue? {
        func value(_ key: String) -> String { values.first { $0.name == key }?.value ?? "" }
        let grants = ["client_credentials": "client_credentials", "password_credentials": "password"]
        guard let grant = grants[value("grant_type")], !value("accessTokenUrl").isEmpty else {
            if !value("accessToken").isEmpty { return ["bearer": .string(value("accessToken"))] }
            collection.notes.leaveOut("the credentials of \(owner): OAuth 2.0 with the grant '\(value("grant_type"))'")
            return nil
        }
        var oauth: JSONObject = ["tokenUrl": .string(value("accessTokenUrl")), "clientId": .string(value("clientId"))]
        if grant == "password" {
            oauth["grant"] = "password"
            oauth["user"] = .string(value("username"))
            oauth["password"] = .string(value("password"))
        }
        if !value("clientSecret").isEmpty { oauth["clientSecret"] = .string(value("clientSecret")) }
        if !value("scope").isEmpty { oauth["scope"] = .string(value("scope")) }
        if value("client_authentication") == "body" { oauth["credentialsIn"] = "body" }
        return ["oauth2": .object(oauth)]
    }

    /// A token that is signed for each request.
    private mutating func readJWT(_ values: [ImportedRequest.Field], of owner: String) -> JSONValue? {
        func value(_ key: String) -> String { values.first { $0.name == key }?.value ?? "" }
        let algorithm = value("algorithm").isEmpty ? "HS256" : value("algorithm")
        let isShared = algorithm.hasPrefix("HS")
        let known = ["HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA"]
        guard known.contains(algorithm), value("addTokenTo") != "queryParam",
            ["", "Bearer"].contains(value("headerPrefix").trimmed)
        else {
            collection.notes.leaveOut(
                "the token (JWT) of \(owner), with the algorithm \(algorithm), another place than the header or another word than Bearer"
            )
            return nil
        }
        let payload = value("payload").isEmpty ? "{}" : value("payload")
        guard let claims = try? JSONParser.parse(payload), claims.object != nil else {
            collection.notes.leaveOut("the token (JWT) of \(owner), whose payload is no JSON as it stands")
            return nil
        }
        var jwt: JSONObject = [
            "algorithm": .string(algorithm), "key": .string(isShared ? value("secret") : value("privateKey")),
            "claims": claims,
        ]
        if isShared, value("isSecretBase64Encoded") == "true" { jwt["keyEncoding"] = "base64" }
        if let header = try? JSONParser.parse(value("header")), let members = header.object, !members.isEmpty {
            jwt["header"] = header
        }
        return ["jwt": .object(jwt)]
    }

    /// Format 2.1 has a list of keys and values, 2.0 an object.
    private mutating func values(_ value: JSONValue?) -> [ImportedRequest.Field] {
        var fields: [ImportedRequest.Field] = []
        if let list = value?.array {
            for item in list { fields.append(.init(item["key"]?.string ?? "", text(Self.plain(item["value"])))) }
        } else if let object = value?.object {
            for member in object { fields.append(.init(member.name, text(Self.plain(member.value)))) }
        }
        return fields
    }

    /// A text as it is; `true` and objects, which some members are, as JSON.
    private static func plain(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .none, .null: ""
        case .bool, .number, .array, .object: value?.description ?? ""
        }
    }
}
