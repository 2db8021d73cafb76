import JSON

/// Defects that the cases made from the contract catch; `caught` is the kind that has to.
extension MockDefect {
    static let generated =
        ignoredRules + acceptedBodies + brokenOnStrange + strictOnValid + wrongAnswers + lenientAccess

    private static let done: JSONValue = ["status": 200, "json": ["code": "0", "msg": "success"]]
    private static let broken: JSONValue = ["status": 500, "json": ["code": "1", "msg": "internal"]]
    private static let refused: JSONValue = [
        "status": 400, "json": ["code": "13000102", "msg": "Verify parameters failed."],
    ]
    private static let created = "the task is created"

    private static func early(_ when: JSONValue, _ respond: JSONValue) -> Change {
        .begins(["name": "too early", "when": when, "respond": respond])
    }

    private static func body(_ matcher: JSONValue) -> JSONValue { ["body": matcher] }
    private static func header(_ name: String, _ matcher: JSONValue) -> JSONValue { ["headers": [name: matcher]] }
    private static func field(_ name: String, _ matcher: JSONValue) -> JSONValue { ["json": ["$.\(name)": matcher]] }

    private static let ignoredRules: [MockDefect] = [
        .init("ignores a missing X-User-Id", .forgets(rule: "X-User-Id is missing"), caught: "header-missing"),
        .init("ignores a missing X-Date", .forgets(rule: "X-Date is missing"), caught: "header-missing"),
        .init("ignores an empty X-User-Id", .forgets(rule: "X-User-Id is empty"), caught: "header-empty"),
        .init("ignores an empty X-Date", .forgets(rule: "X-Date is empty"), caught: "header-empty"),
        .init("ignores a blank X-Date", .forgets(rule: "X-Date is empty"), caught: "header-blank"),
        .init("takes any form of date", .forgets(rule: "X-Date has another format"), caught: "string-pattern-broken"),
        .init(
            "takes dates that are too long",
            .forgets(rule: "X-Date has another format"),
            caught: "string-too-long-by-one"
        ),
        .init(
            "takes trace IDs of 57 characters",
            .judges(
                rule: "X-Traceid is malformed",
                ["headers": ["X-Traceid": ["not": ["matches": "^[A-Za-z0-9_]{57,58}$"]]]]
            ),
            caught: "string-too-short"
        ),
        .init(
            "takes trace IDs of 59 characters",
            .judges(
                rule: "X-Traceid is malformed",
                ["headers": ["X-Traceid": ["not": ["matches": "^[A-Za-z0-9_]{58,59}$"]]]]
            ),
            caught: "string-too-long-by-one"
        ),
        .init(
            "takes trace IDs that are far too long",
            .judges(
                rule: "X-Traceid is malformed",
                ["headers": ["X-Traceid": ["not": ["matches": "^[A-Za-z0-9_]{58}([A-Za-z0-9_]{522})?$"]]]]
            ),
            caught: "string-too-long-by-far"
        ),
        .init(
            "takes any characters in a trace ID",
            .judges(rule: "X-Traceid is malformed", ["headers": ["X-Traceid": ["not": ["matches": "^.{58}$"]]]]),
            caught: "string-pattern-broken"
        ),
        .init(
            "takes emoji in a trace ID",
            .judges(
                rule: "X-Traceid is malformed",
                ["headers": ["X-Traceid": ["not": ["matches": "^([A-Za-z0-9_]{58}|file.*)$"]]]]
            ),
            caught: "unicode-emoji"
        ),
        .init("doesn't need fileId", .forgets(rule: "fileId is missing"), caught: "field-missing"),
        .init("doesn't need userId", .forgets(rule: "userId is missing"), caught: "field-missing"),
        .init("doesn't need containerId", .forgets(rule: "containerId is missing"), caught: "field-missing"),
        .init(
            "takes names in any case",
            early(["json": ["$.FILEID": ["exists": true]]], done),
            caught: "field-name-case"
        ),
        .init("takes null for fileId", .forgets(rule: "fileId is null"), caught: "field-null"),
        .init("takes null for containerId", .forgets(rule: "containerId is null"), caught: "field-null"),
        .init(
            "takes a number for fileId",
            .judges(rule: "fileId is not a string", field("fileId", ["type": ["boolean", "array", "object"]])),
            caught: "field-as-number"
        ),
        .init("takes a number for userId", early(field("userId", ["type": "number"]), done), caught: "field-as-number"),
        .init(
            "takes a boolean for fileId",
            .judges(rule: "fileId is not a string", field("fileId", ["type": ["number", "array", "object"]])),
            caught: "field-as-boolean"
        ),
        .init(
            "takes a list for containerId",
            .judges(
                rule: "containerId is not a string",
                field("containerId", ["type": ["number", "boolean", "object"]])
            ),
            caught: "field-as-array"
        ),
        .init(
            "takes an object for containerId",
            .judges(
                rule: "containerId is not a string",
                field("containerId", ["type": ["number", "boolean", "array"]])
            ),
            caught: "field-as-object"
        ),
    ]

    private static let acceptedBodies: [MockDefect] = [
        .init("doesn't parse the body", early(["isJSON": false], done), caught: "body-truncated"),
        .init("takes an empty body", early(body(["empty": true]), done), caught: "body-empty"),
        .init("takes a text behind the body", early(body(["endsWith": " text"]), done), caught: "body-trailing-text"),
        .init(
            "takes a comma behind the last member",
            early(body(["endsWith": ",}"]), done),
            caught: "body-trailing-comma"
        ),
        .init("takes comments", early(body(["contains": "/*"]), done), caught: "body-comment"),
        .init("takes UTF-16", early(body(["startsWith": "ÿþ"]), done), caught: "body-utf-16"),
        .init("takes a list for a body", early(["json": ["$": ["type": "array"]]], done), caught: "body-in-array"),
        .init("takes an empty object", early(body("{}"), done), caught: "body-empty-object"),
        .init("takes null for a body", early(body("null"), done), caught: "body-null"),
        .init("takes an overlong slash", early(body(["contains": "À¯"]), done), caught: "unicode-overlong-bytes"),
        .init(
            "takes plain text",
            early(header("Content-Type", ["startsWith": "text/plain"]), done),
            caught: "content-type-text"
        ),
        .init(
            "takes XML",
            early(header("Content-Type", ["startsWith": "application/xml"]), done),
            caught: "content-type-xml"
        ),
        .init(
            "takes a form",
            early(header("Content-Type", ["startsWith": "application/x-www-form-urlencoded"]), done),
            caught: "content-type-form"
        ),
    ]

    private static let brokenOnStrange: [MockDefect] = [
        .init("breaks on emoji", early(field("fileId", ["contains": "😀"]), broken), caught: "unicode-emoji"),
        .init(
            "breaks on combining marks",
            early(field("fileId", ["matches": "\u{301}"]), broken),
            caught: "unicode-combining"
        ),
        .init(
            "breaks on right-to-left text",
            early(field("userId", ["matches": "[א-ת]"]), broken),
            caught: "unicode-right-to-left"
        ),
        .init(
            "breaks on a null character",
            early(field("containerId", ["contains": "\u{0}"]), broken),
            caught: "control-null"
        ),
        .init("breaks on a quotation mark", early(field("userId", ["contains": "'"]), broken), caught: "injection-sql"),
        .init(
            "breaks on a quotation mark in a header",
            early(header("language", ["contains": "'"]), broken),
            caught: "injection-sql"
        ),
        .init(
            "shows a stack trace",
            early(
                field("fileId", ["contains": "{{"]),
                [
                    "status": 400,
                    "json": ["code": "1", "msg": "javax.el.ELException\n\tat com.sun.el.Parser.parse(Parser.java:42)"],
                ]
            ),
            caught: "injection-template"
        ),
        .init(
            "shows the database's error",
            early(
                field("fileId", ["contains": "UNION"]),
                ["status": 400, "json": ["code": "1", "msg": "You have an error in your SQL syntax near 'UNION'"]]
            ),
            caught: "injection-sql-union"
        ),
        .init(
            "breaks on 10,000 characters",
            early(field("fileId", ["length": [">": 5000]]), broken),
            caught: "string-10-kilobytes"
        ),
        .init(
            "breaks on large content",
            .answers(rule: "the content is too large", ["status": 500]),
            caught: "string-1-megabyte"
        ),
        .init("breaks on depth", early(body(["contains": "[[[[["]), broken), caught: "body-deep-arrays"),
        .init(
            "breaks on many fields",
            early(body(["contains": "musterExtra999"]), broken),
            caught: "body-many-members"
        ),
        .init("breaks on __proto__", early(body(["contains": "__proto__"]), broken), caught: "field-extra-prototype"),
        .init(
            "breaks on a repeated field",
            early(body(["matches": "\"fileId\".*\"fileId\""]), broken),
            caught: "field-doubled"
        ),
        .init(
            "breaks on a byte order mark",
            early(body(["startsWith": "\u{FEFF}"]), broken),
            caught: "body-byte-order-mark"
        ),
        .init(
            "breaks on an Accept that it can't meet",
            early(header("Accept", ["contains": "muster"]), broken),
            caught: "accept-unmeetable"
        ),
        .init(
            "breaks on a slash behind the path",
            early(["path": ["endsWith": "thumbnail/"]], broken),
            caught: "path-trailing-slash"
        ),
        .init(
            "breaks on an unknown query",
            early(["query": ["musterUnknown": ["exists": true]]], broken),
            caught: "query-unknown"
        ),
        .init(
            "never answers an empty language",
            early(header("language", ""), ["fault": "stall"]),
            caught: "header-empty"
        ),
    ]

    private static let strictOnValid: [MockDefect] = [
        .init(
            "takes no charset",
            .judges(
                rule: "the content type is not JSON",
                ["headers": ["Content-Type": ["not": ["matches": "^(?i:application/json)$"]]]]
            ),
            caught: "valid-charset"
        ),
        .init(
            "compares media types by case",
            .judges(
                rule: "the content type is not JSON",
                ["headers": ["Content-Type": ["not": ["matches": "^application/json *(;|$)"]]]]
            ),
            caught: "valid-media-type-case"
        ),
        .init("takes no white space", early(body(["startsWith": "\r\n"]), refused), caught: "valid-body-white-space"),
        .init("takes no escapes", early(body(["contains": "\\u00"]), refused), caught: "valid-body-escapes"),
        .init(
            "wants the fields in order",
            early(body(["startsWith": "{\"containerId\""]), refused),
            caught: "valid-body-order"
        ),
        .init(
            "takes no language",
            early(header("language", ["exists": true]), refused),
            caught: "valid-optional-present"
        ),
        .init(
            "takes no unknown header",
            early(header("X-Muster-Unknown", ["exists": true]), refused),
            caught: "header-unknown"
        ),
    ]

    private static let wrongAnswers: [MockDefect] = [
        .init("says 201 for 200", .answers(rule: created, ["status": 201]), caught: "valid-request"),
        .init("has no code", .answers(rule: created, ["json": ["code": .null]]), caught: "valid-request"),
        .init("has a list for msg", .answers(rule: created, ["json": ["msg": ["success"]]]), caught: "valid-request"),
        .init(
            "answers in HTML",
            .answers(rule: created, ["headers": ["Content-Type": "text/html"]]),
            caught: "valid-request"
        ),
        .init(
            "answers with broken JSON",
            .answers(rule: created, ["json": .null, "text": "{\"code\":\"0\""]),
            caught: "valid-request"
        ),
        .init("resets the connection", .answers(rule: created, ["fault": "reset"]), caught: "valid-request"),
        .init(
            "says 403 to a missing header",
            .answers(rule: "X-User-Id is missing", ["status": 403]),
            caught: "header-missing"
        ),
        .init(
            "says 404 to a missing field",
            .answers(rule: "userId is missing", ["status": 404]),
            caught: "field-missing"
        ),
        .init(
            "says success in an error",
            .answers(rule: "fileId is null", ["json": ["code": "0", "msg": "success"]]),
            caught: "field-null"
        ),
        .init(
            "forgets the content type of a 400",
            .answers(
                rule: "the content is not JSON",
                ["headers": ["Content-Type": .null], "json": .null, "text": "{\"code\":\"13000102\",\"msg\":\"no\"}"]
            ),
            caught: "body-truncated"
        ),
        .init(
            "answers a 400 in HTML",
            .answers(rule: "the content is not JSON", ["json": .null, "text": "<h1>Bad Request</h1>"]),
            caught: "body-xml"
        ),
        .init(
            "leaves msg out of a 401",
            .answers(rule: "the token is unknown", ["json": ["msg": .null]]),
            caught: "auth-unknown"
        ),
        .init(
            "doesn't name the allowed method",
            .answers(rule: "the method is not POST", ["headers": .null]),
            caught: "method-not-allowed"
        ),
        .init(
            "says 404 to another method",
            .answers(rule: "the method is not POST", ["status": 404]),
            caught: "method-not-allowed"
        ),
        .init("breaks on an unknown method", early(["method": "MUSTER"], broken), caught: "method-unknown"),
    ]

    private static let lenientAccess: [MockDefect] = [
        .init("answers to PUT", early(["method": "PUT"], done), caught: "method-not-allowed"),
        .init("answers on any path", .forgets(rule: "the path is unknown"), caught: "path-unknown"),
        .init("needs no credentials", early(header("Authorization", ["missing": true]), done), caught: "auth-missing"),
        .init("takes empty credentials", early(header("Authorization", ""), done), caught: "auth-empty"),
        .init("takes unknown tokens", .forgets(rule: "the token is unknown"), caught: "auth-unknown"),
        .init("takes expired tokens", .forgets(rule: "the token has expired"), caught: "auth-expired"),
        .init(
            "compares the beginning of a token",
            early(header("Authorization", ["startsWith": "Bearer+demo-access-token"]), done),
            caught: "auth-tampered"
        ),
        .init(
            "compares the end of a token",
            early(header("Authorization", ["endsWith": "xdemo-access-token"]), done),
            caught: "auth-tampered"
        ),
        .init(
            "takes a token that is cut short",
            early(header("Authorization", "Bearer+demo-access-tok"), done),
            caught: "auth-truncated"
        ),
        .init(
            "takes a scheme without a token",
            .forgets(rule: "Authorization holds no token"),
            caught: "auth-malformed"
        ),
        .init(
            "takes any scheme",
            early(header("Authorization", ["startsWith": "Basic "]), done),
            caught: "auth-other-scheme"
        ),
        .init("takes two credentials", early(["headerCount": ["Authorization": 2]], done), caught: "auth-twice"),
        .init(
            "takes a token from the query",
            early(["query": ["access_token": ["exists": true]]], done),
            caught: "auth-in-query"
        ),
        .init(
            "breaks on credentials beyond ASCII",
            early(header("Authorization", ["contains": "密"]), broken),
            caught: "auth-not-ascii"
        ),
    ]
}
