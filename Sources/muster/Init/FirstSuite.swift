import ContractCases
import Contracts
import Decoding
import JSON
import Scenarios

/// The suite and the mock that a person begins with.
struct FirstSuite {
    /// Where they lie.
    struct Place {
        /// The folder with its slash; empty for the current one.
        var folder: String
        var name: String

        var suiteFolder: String { "\(folder)scenarios/\(name)" }
        var suite: String { "\(suiteFolder)/\(name).json" }
        var mock: String { "\(suiteFolder)/\(name).mock.json" }
    }

    static let exampleTarget = "https://api.example.com"

    private(set) var files: [(path: String, text: String)]
    /// What is to be told of it, in words.
    private(set) var notes: [String] = []

    /// Of a URL: that it answers, what it says to what it doesn't have, and that it is as quick as people expect.
    init(target: String, _ place: Place) {
        let name = place.name
        let suite = #"""
            {
              "suite": "\#(name)",
              "target": "\#(target)",
              "mock": "\#(name).mock.json",
              // What all scenarios share. A secret comes from the environment, and no report shows it:
              //   "variables": { "token": { "secret": "${env:API_TOKEN}" } },
              //   "request": { "auth": { "bearer": "${token}" } }
              "request": { "headers": { "Accept": "application/json" } },
              "scenarios": [
                { "name": "answers",
                  "request": { "path": "/" },
                  "expect": { "status": "2xx", "within": "2s" } },

                { "name": "says that it doesn't have what isn't there",
                  "request": { "path": "/no-such-thing-${uuid}" },
                  "expect": { "status": 404 } },

                { "name": "answers 8 clients at once",
                  "request": { "path": "/" },
                  "burst": { "requests": 8 },
                  "expect": { "status": "2xx" } }
              ]
            }

            """#
        let mock = #"""
            {
              "mock": "\#(name)",
              // The first rule whose "when" holds answers; else 404.
              "rules": [
                { "name": "answers", "when": { "method": "GET", "path": "/" },
                  "respond": { "status": 200, "json": { "name": "\#(name)" } } }
              ],
              "otherwise": { "status": 404, "json": { "title": "Not Found", "status": 404 } }
            }

            """#
        files = [(place.suite, suite), (place.mock, mock)]
    }

    /// Of a contract, which lies at `path` as seen from the suite: a valid request of each operation, to read and go on
    /// with.
    init(of contract: Contract, at path: String, _ place: Place) {
        var options = OperationSuite.Options()
        options.contract = ContractName(file: path)
        options.fallbackName = place.name
        options.fallbackTarget = Self.exampleTarget
        options.hasUsualCredentials = true
        let made = OperationSuite(contract, options)
        var suite = JSONObject()
        for member in made.members {
            if member.name == "contract" { suite["mock"] = .string("\(place.name).mock.json") }
            suite[member.name] = member.value
        }
        let mock: JSONObject = ["mock": .string(place.name), "contract": .string(path)]
        files = [
            (place.suite, ReadableJSON.text(.object(suite))), (place.mock, ReadableJSON.text(.object(mock))),
        ]
        notes = made.leftOut.map { "left out: \($0)" } + made.remarks.map { "note: \($0)" }
    }

    /// `api.example.com` of `https://api.example.com:8443/v1`.
    static func name(ofURL url: String) -> String {
        let host = url.drop { $0 != ":" }.drop { $0 == ":" || $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        let plain = host.split(separator: "@").last.map(String.init) ?? "api"
        return plain.contains("[") ? "api" : String(plain.prefix { $0 != ":" })
    }

    /// `orders` of `specs/orders.openapi.yaml`.
    static func name(ofFile path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let stem = String(name.prefix { $0 != "." }).map { $0.isWhitespace ? "-" : $0 }
        return stem.isEmpty ? "api" : String(stem)
    }
}
