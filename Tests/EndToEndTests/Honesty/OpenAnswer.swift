import JSON

/// One of the answers that an honest endpoint may give to a question which the vendor's reference leaves open.
struct OpenAnswer: Sendable {
    var name: String
    /// How the mock changes for it.
    var changes: [MockDefect.Change]
    /// What whoever tests such an endpoint says on the command line.
    var variables: [String: String] = [:]

    init(_ name: String, _ changes: MockDefect.Change..., variables: [String: String] = [:]) {
        self.name = name
        self.changes = changes
        self.variables = variables
    }

    /// The questions by their IDs, each with its answers. The mock's own answer is the first, unchanged.
    static let questions: [(id: String, answers: [OpenAnswer])] = [
        ("OPEN-1", bearer), ("OPEN-2", code), ("OPEN-3", missingHeader), ("OPEN-4", date), ("OPEN-5", wrongDate),
        ("OPEN-6", user), ("OPEN-7", traceID), ("OPEN-8", language), ("OPEN-9", contentType), ("OPEN-10", method),
        ("OPEN-11", fields), ("OPEN-13", token), ("OPEN-14", errorForm), ("OPEN-15", limit),
    ]

    private static let signed: JSONValue = ["Authorization": ["startsWith": "HMAC-SHA256 "]]
    private static let refused: JSONValue = ["code": "13000102", "msg": "Verify parameters failed."]
    private static let operation = "/koodrive/ose/v1/document/thumbnail"

    // MARK: - Headers

    private static let tokenRules = [
        "Authorization holds no token", "the token is unknown", "the token has expired",
    ]

    private static func tokens(_ name: String, _ pattern: String, _ bearer: String) -> OpenAnswer {
        var answer = OpenAnswer(name, variables: ["bearer": bearer])
        answer.changes = tokenRules.map { .judges(rule: $0, ["token": ["matches": .string(pattern)]]) }
        return answer
    }

    private static let bearer = [
        OpenAnswer("a plus or a blank"),
        tokens("a plus", "^Bearer[+](.+)$", "Bearer+"),
        tokens("a blank", "^Bearer (.+)$", "Bearer "),
        tokens("the bare token", "^(.+)$", ""),
        tokens("all three", "^(?:Bearer[+ ])?(.+)$", "Bearer+"),
    ]

    private static let code = [
        OpenAnswer("a string"),
        OpenAnswer(
            "a number",
            .patches(["variables": ["refused": ["code": 13_000_102]]]),
            .answers(rule: "the task is created", ["json": ["code": 0]])
        ),
    ]

    private static let missingHeader = [
        OpenAnswer("401 and 400"),
        OpenAnswer("400 for each", .answers(rule: "Authorization is missing", ["status": 400])),
        OpenAnswer(
            "401 for each",
            .answers(rule: "X-User-Id is missing", ["status": 401]),
            .answers(rule: "X-Date is missing", ["status": 401])
        ),
    ]

    private static let dateRules = [
        "X-Date is empty", "X-Date is doubled", "X-Date has another format", "X-Date is stale",
        "X-Date is in the future",
    ]

    private static func judgedWhenSigned(_ name: String, _ rules: [String]) -> OpenAnswer {
        var answer = OpenAnswer(name)
        answer.changes = rules.map { .judges(rule: $0, ["headers": signed]) }
        return answer
    }

    private static let date = [
        OpenAnswer("enforced"),
        judgedWhenSigned("not enforced beside a token", ["X-Date is missing"] + dateRules),
    ]

    private static let wrongDate: [OpenAnswer] = {
        var unauthorized = OpenAnswer("401")
        unauthorized.changes = dateRules.map { .answers(rule: $0, ["status": 401]) }
        return [
            OpenAnswer("400"), unauthorized,
            judgedWhenSigned("beside a token it must be there, and no more", dateRules),
            judgedWhenSigned("beside a token it may be stale", ["X-Date is stale"]),
        ]
    }()

    private static let user = [
        OpenAnswer("400: they must agree"),
        OpenAnswer("they may differ", .judges(rule: "X-User-Id and userId differ", ["method": "NONE"])),
        OpenAnswer("401: they must agree", .answers(rule: "X-User-Id and userId differ", ["status": 401])),
        OpenAnswer("403: they must agree", .answers(rule: "X-User-Id and userId differ", ["status": 403])),
        OpenAnswer(
            "beside a token it must be there, and no more",
            .judges(rule: "X-User-Id and userId differ", ["method": "NONE"]),
            .judges(rule: "X-User-Id is empty", ["headers": signed]),
            .judges(rule: "X-User-Id is doubled", ["headers": signed]),
            .judges(rule: "X-User-Id is malformed", ["headers": signed])
        ),
    ]

    private static let traceID = [
        OpenAnswer("refused"),
        OpenAnswer("ignored", .forgets(rule: "X-Traceid is malformed")),
        OpenAnswer("shorter ones are ignored", traceIDs("^[A-Za-z0-9_]{0,58}$")),
        OpenAnswer("longer ones are ignored", traceIDs("^[A-Za-z0-9_]{58,}$")),
        OpenAnswer("other characters are ignored", traceIDs("^.{58}$")),
        OpenAnswer("not echoed", .answers(rule: "the task is created", ["headers": .null])),
        OpenAnswer(
            "echoed in the body",
            .answers(rule: "the task is created", ["json": ["traceId": "${request.headers.X-Traceid}"]])
        ),
    ]

    private static func traceIDs(_ pattern: String) -> MockDefect.Change {
        .judges(rule: "X-Traceid is malformed", ["headers": ["X-Traceid": ["not": ["matches": .string(pattern)]]]])
    }

    private static let language = [
        OpenAnswer("it falls back"),
        OpenAnswer(
            "it fails",
            .begins([
                "name": "the language is unknown",
                "when": ["headers": ["language": ["exists": true, "not": ["matches": "^en-US$"]]]],
                "respond": ["status": 400, "json": refused],
            ])
        ),
    ]

    // MARK: - Content

    private static let contentType = [
        OpenAnswer("another one is refused, none is not"),
        OpenAnswer(
            "mandatory",
            .begins([
                "name": "there is no content type",
                "when": [
                    "method": "POST", "path": .string(operation),
                    "headers": ["Content-Type": ["any": [["missing": true], ""]]],
                ],
                "respond": ["status": 415, "json": ["code": "APIGW.0201", "msg": "The content type is missing."]],
            ])
        ),
        // Another answer may change the rule: it stays, and never holds.
        OpenAnswer("not looked at", .judges(rule: "the content type is not JSON", ["method": "NONE"])),
        OpenAnswer("400", .answers(rule: "the content type is not JSON", ["status": 400])),
    ]

    private static let method = [
        OpenAnswer("405 with Allow, and 404"),
        OpenAnswer("404 for both", .answers(rule: "the method is not POST", ["status": 404, "headers": .null])),
        OpenAnswer(
            "403 for both",
            .answers(rule: "the method is not POST", ["status": 403, "headers": .null]),
            .answers(rule: "the path is unknown", ["status": 403])
        ),
        OpenAnswer(
            "400 for both",
            .answers(rule: "the method is not POST", ["status": 400, "headers": .null]),
            .answers(rule: "the path is unknown", ["status": 400])
        ),
        OpenAnswer(
            "401 for both",
            .answers(rule: "the method is not POST", ["status": 401, "headers": .null]),
            .answers(rule: "the path is unknown", ["status": 401])
        ),
    ]

    private static let fieldNames = ["fileId", "userId", "containerId"]

    private static let fields: [OpenAnswer] = {
        var empty = OpenAnswer("an empty text is one")
        empty.changes = fieldNames.map { .forgets(rule: "\($0) is empty") }
        var any = OpenAnswer("any text is one")
        any.changes = fieldNames.map { .forgets(rule: "\($0) is malformed") }
        var unknown = OpenAnswer("404 for what doesn't exist")
        unknown.changes = fieldNames.map { .answers(rule: "\($0) is malformed", ["status": 404]) }
        return [
            OpenAnswer("400"), empty, any, unknown, refusing("a repeated field", "\"fileId\".*\"fileId\""),
            refusing("an unknown field", "musterExtra|__proto__|\"note\"|\"width\""),
        ]
    }()

    private static func refusing(_ name: String, _ pattern: String) -> OpenAnswer {
        OpenAnswer(
            "\(name) is refused",
            .begins([
                "name": .string(name), "when": ["body": ["matches": .string(pattern)]],
                "respond": ["status": 400, "json": refused],
            ])
        )
    }

    // MARK: - Errors and limits

    private static let token = [
        OpenAnswer("401"),
        OpenAnswer(
            "400",
            .answers(rule: "Authorization holds no token", ["status": 400]),
            .answers(rule: "the token is unknown", ["status": 400]),
            .answers(rule: "the token has expired", ["status": 400])
        ),
        OpenAnswer("401 in another form", badTokens(["json": ["error": "invalid_token"]])),
        OpenAnswer(
            "401 in HTML",
            badTokens(["text": "<h1>Unauthorized</h1>", "headers": ["Content-Type": "text/html"]])
        ),
    ]

    /// Answers to tokens that are expired, truncated, tampered with, or empty.
    private static func badTokens(_ respond: JSONValue) -> MockDefect.Change {
        let bad = #"^(Bearer[+ ]?)?(x?demo-access-token(x|Bearer.*|demo.*)?|demo-access-tok|demo-expired-token)?$"#
        let good = #"^(Bearer[+ ]?)?demo-access-token$"#
        return .begins([
            "name": "the token isn't good any more",
            "when": [
                "method": "POST", "path": .string(operation),
                "headers": [
                    "Authorization": ["exists": true, "matches": .string(bad), "not": ["matches": .string(good)]]
                ],
            ],
            "respond": MergePatch.apply(["status": 401], to: respond),
        ])
    }

    private static let errorForm: [OpenAnswer] = {
        var pages = OpenAnswer("pages for what isn't the service's")
        pages.changes = [
            "the path is unknown", "the content is too large", "the content type is not JSON",
        ].map {
            .answers(rule: $0, ["json": .null, "text": "<h1>Error</h1>", "headers": ["Content-Type": "text/html"]])
        }
        return [
            OpenAnswer("JSON that says so"),
            OpenAnswer("JSON that says it is a text", .refuses(["headers": ["Content-Type": "text/plain"]])), pages,
        ]
    }()

    private static let limit = [
        OpenAnswer("413"),
        OpenAnswer("400", .answers(rule: "the content is too large", ["status": 400, "json": refused])),
        OpenAnswer(
            "413 from 8 KiB on",
            .begins([
                "name": "the content is large", "when": ["body": ["size": [">": "8KiB"]]],
                "respond": ["status": 413, "json": ["code": "APIGW.0201", "msg": "The request entity is too large."]],
            ])
        ),
    ]
}
