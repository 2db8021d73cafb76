import JSON

/// Credentials as editors write them.
extension HTTPFileImporter {
    /// What editors make of `Authorization`: user and password stand plainly in it, with a blank or a colon between
    /// them.
    mutating func setAuthorization(_ value: String, _ line: Int, _ request: inout ImportedRequest) {
        let words = value.split(whereSeparator: \.isWhitespace).map(String.init)
        let rest = words.dropFirst().joined(separator: " ")
        switch (words.first ?? "").lowercased() {
        case "basic":
            // Else it is in base64, which has neither.
            guard let (user, password) = Self.credentials(rest) else { break }
            return request.auth = BasicCredentials.auth(user, password)
        case "digest" where words.count < 4 && !rest.contains("=\""):
            guard let (user, password) = Self.credentials(rest) else { break }
            return request.auth = ["digest": ["user": .string(user), "password": .string(password)]]
        case "aws" where words.count > 2:
            var aws: JSONObject = ["accessKey": .string(words[1]), "secretKey": .string(words[2])]
            let names = ["token": "sessionToken", "region": "region", "service": "service"]
            for word in words.dropFirst(3) {
                guard let (key, value) = word.cut(at: ":"), let name = names[key] else { continue }
                aws[name] = .string(value)
            }
            if aws["region"] == nil || aws["service"] == nil {
                collection.notes.remark("line \(line): AWS's region and service aren't named: say them in 'auth'")
                for key in ["region", "service"] where aws[key] == nil { aws[key] = .string(key) }
            }
            return request.auth = ["aws": .object(aws)]
        case "cognito":
            return collection.notes.leaveOut("line \(line): the credentials of AWS Cognito")
        default: break
        }
        request.headers.append(.init("Authorization", value))
    }

    private static func credentials(_ text: String) -> (user: String, password: String)? {
        // Within a template, blanks and colons are no separators.
        var depth = 0
        for index in text.indices {
            let character = text[index]
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            guard depth == 0, character == " " || character == ":" else { continue }
            return (String(text[..<index]), text[text.index(after: index)...].trimmed)
        }
        return nil
    }
}
