import JSON
import Testing

/// One way in which a server that takes forms, multipart bodies or texts breaks its contract.
struct FormDefect: Sendable, CustomTestStringConvertible {
    var name: String
    /// What comes before the contract's own answers.
    var when: JSONValue
    var status: Int
    /// The kind that has to notice.
    var caught: String

    var testDescription: String { name }

    private init(_ name: String, _ path: String, _ body: JSONValue, _ status: Int, caught: String) {
        self.name = name
        when = ["path": .string(path), "body": body]
        self.status = status
        self.caught = caught
    }

    private init(_ name: String, _ path: String, type: JSONValue, _ status: Int, caught: String) {
        self.name = name
        when = ["path": .string(path), "headers": ["Content-Type": type]]
        self.status = status
        self.caught = caught
    }

    /// A mock file of the contract beside it, with this defect.
    var mock: JSONValue {
        let rule: JSONValue = ["name": "defect", "when": when, "respond": ["status": .number(JSONNumber(status))]]
        return ["mock": "Forms", "contract": "forms.openapi.yaml", "rules": [rule]]
    }

    static let all: [FormDefect] = forms + multipart + texts

    private static let form = "/subscriptions"

    private static let forms: [FormDefect] = [
        .init("needs no name", form, ["not": ["matches": "(^|&)name="]], 201, caught: "field-missing"),
        .init("knows names by any case", form, ["matches": "(^|&)NAME="], 201, caught: "field-name-case"),
        .init("takes an empty name", form, ["matches": "(^|&)name=(&|$)"], 201, caught: "field-empty"),
        .init("breaks on a name that comes twice", form, ["matches": "name=.*&name="], 500, caught: "field-doubled"),
        .init("takes long names", form, ["matches": "(^|&)name=[^&]{21}(&|$)"], 201, caught: "string-too-long-by-one"),
        .init("refuses the longest name", form, ["matches": "(^|&)name=[^&]{20}(&|$)"], 400, caught: "string-longest"),
        .init("takes a count that is too great", form, ["contains": "count=10&"], 201, caught: "number-too-great"),
        .init("takes a text for a count", form, ["contains": "count=text"], 201, caught: "field-as-string"),
        .init("takes a plan that isn't listed", form, ["contains": "muster-stranger"], 201, caught: "enum-stranger"),
        .init("refuses one of its plans", form, ["contains": "plan=full"], 400, caught: "enum-each"),
        .init("takes four tags", form, ["matches": "(tags=.*){4}"], 201, caught: "array-too-many"),
        .init("refuses three tags", form, ["matches": "^(?!(.*tags=){4})(.*tags=){3}"], 400, caught: "array-most"),
        .init("takes a day that isn't", form, ["contains": "2024-02-30"], 201, caught: "string-format-broken"),
        .init("breaks on an emoji", form, ["contains": "%F0%9F"], 500, caught: "unicode-emoji"),
        .init("breaks on overlong bytes", form, ["contains": "%C0%AF"], 500, caught: "unicode-overlong-bytes"),
        .init("breaks on a quote", form, ["contains": "%27"], 500, caught: "injection-sql"),
        .init("does not decode names", form, ["contains": "%6E%61%6D%65="], 400, caught: "valid-form-encoding"),
        .init("breaks on a bad percent sign", form, ["contains": "%zz"], 500, caught: "form-broken-encoding"),
        .init("breaks on JSON", form, ["startsWith": "{"], 500, caught: "form-not-form"),
    ]

    private static let letters = "/letters"

    private static let multipart: [FormDefect] = [
        .init("needs no title", letters, ["not": ["contains": "name=\"title\""]], 201, caught: "field-missing"),
        .init("takes an empty title", letters, ["contains": "name=\"title\"\r\n\r\n\r\n"], 201, caught: "field-empty"),
        .init(
            "takes long titles",
            letters,
            ["matches": "\"title\"\\r\\n\\r\\n[^\\r]{21}\\r"],
            201,
            caught: "string-too-long-by-one"
        ),
        .init("takes too many pages", letters, ["contains": "\r\n\r\n10\r\n"], 201, caught: "number-too-great"),
        .init("breaks on two titles", letters, ["matches": "\"title\"[^]*\"title\""], 500, caught: "field-doubled"),
        .init("takes a city that is a number", letters, ["contains": "\"city\":5"], 201, caught: "field-as-number"),
        .init(
            "takes a sender without a city",
            letters,
            ["not": ["contains": "\"city\""]],
            201,
            caught: "field-missing"
        ),
        .init(
            "takes a ZIP that is none",
            letters,
            ["matches": "\"zip\":\"(?![0-9]{5}\")"],
            201,
            caught: "string-pattern-broken"
        ),
        .init("guesses a boundary", letters, type: "multipart/form-data", 201, caught: "multipart-boundary-missing"),
        .init(
            "asks for no boundary",
            letters,
            type: ["contains": "muster-other"],
            201,
            caught: "multipart-boundary-wrong"
        ),
        .init(
            "breaks on what is cut off",
            letters,
            ["not": ["endsWith": "--\r\n"]],
            500,
            caught: "multipart-truncated"
        ),
        .init(
            "breaks on a part without a name",
            letters,
            ["contains": "form-data\r\n"],
            500,
            caught: "multipart-part-unnamed"
        ),
        .init("refuses a preamble", letters, ["startsWith": "This"], 400, caught: "valid-multipart-preamble"),
    ]

    private static let notes = "/notes"

    private static let texts: [FormDefect] = [
        .init("takes short texts", notes, ["size": "2B"], 201, caught: "string-too-short"),
        .init("refuses the shortest text", notes, ["size": "3B"], 400, caught: "string-shortest"),
        .init("takes long texts", notes, ["size": "21B"], 201, caught: "string-too-long-by-one"),
        .init(
            "takes texts of other letters",
            notes,
            ["matches": "^[^A-Za-z ]|[^A-Za-z ]$"],
            201,
            caught: "string-pattern-broken"
        ),
        .init("takes a line end", notes, ["endsWith": "\n"], 201, caught: "string-pattern-line-end"),
        .init("breaks on a null", notes, ["contains": "\u{0}"], 500, caught: "control-null"),
        .init("takes an empty text", notes, ["size": "0B"], 201, caught: "body-empty"),
    ]
}
