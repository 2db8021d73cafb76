import Diagnostics
import JSON

/// What `muster import` reads.
enum ImportKind: String, CaseIterable {
    case har, curl, postman, http, openapi

    /// With its article.
    var title: String {
        switch self {
        case .har: "an HTTP archive (HAR)"
        case .curl: "a file of curl commands"
        case .postman: "a collection of Postman"
        case .http: "a file of requests (.http)"
        case .openapi: "an OpenAPI document"
        }
    }

    /// What a file looks like by its content; `nil` where that tells nothing.
    static func of(_ file: SourceFile) -> ImportKind? {
        if let value = try? JSONParser.parse(file.bytes) {
            if value["log"]?["entries"] != nil { return .har }
            if value["openapi"] != nil || value["swagger"] != nil { return .openapi }
            return value["item"] != nil && value["info"] != nil ? .postman : nil
        }
        let lines = String(decoding: file.bytes.prefix(longestLook), as: UTF8.self)
            .split(whereSeparator: \.isNewline).map { $0.drop { $0.isWhitespace } }
        for line in lines where !line.isEmpty {
            let word = line.prefix { !$0.isWhitespace }
            if word == "curl" || word.hasSuffix("curl.exe") { return .curl }
            if word == "openapi:" || word == "swagger:" { return .openapi }
            if line.hasPrefix("###") || methods.contains(String(word)) { return .http }
            // Comments of a shell and of an editor, and variables of an editor.
            guard line.hasPrefix("#") || line.hasPrefix("//") || line.hasPrefix("@") else { return nil }
        }
        return nil
    }

    /// How many bytes tell what a file is.
    private static let longestLook = 65_536
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
}
