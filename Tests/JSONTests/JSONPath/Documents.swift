import Foundation
import JSON

/// JSON documents for the tests of JSONPath.
enum Documents {
    static func parse(_ data: Data) throws -> JSONValue {
        try JSONParser.parse(Array(data))
    }

    static func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(text)
    }
}
