import JSON

extension MockDefect {
    private static let created = "the task is created"
    private static let success = "creates a thumbnail task"

    static let all = acceptsWhatItShouldRefuse + answersWrongly + breaksTheExchange

    /// A rule that is left out accepts what it should refuse.
    private static let acceptsWhatItShouldRefuse: [MockDefect] = [
        .init(
            "ignores a missing X-User-Id",
            .forgets(rule: "X-User-Id is missing"),
            caught: "refuses a request without X-User-Id"
        ),
        .init(
            "ignores a missing X-Date",
            .forgets(rule: "X-Date is missing"),
            caught: "refuses a request without X-Date"
        ),
        .init("accepts an empty X-User-Id", .forgets(rule: "X-User-Id is empty"), caught: "refuses an empty X-User-Id"),
        .init("accepts an empty X-Date", .forgets(rule: "X-Date is empty"), caught: "refuses an empty X-Date"),
        .init(
            "takes the first of two X-User-Id",
            .forgets(rule: "X-User-Id is doubled"),
            caught: "refuses two X-User-Id fields that differ"
        ),
        .init(
            "takes the first of two X-Date",
            .forgets(rule: "X-Date is doubled"),
            caught: "refuses two X-Date fields that differ"
        ),
        .init(
            "lets any X-User-Id through",
            .forgets(rule: "X-User-Id is malformed"),
            caught: "refuses an X-User-Id that is a path"
        ),
        .init(
            "lets any date format through",
            .forgets(rule: "X-Date has another format"),
            caught: "refuses a signed date that is a word"
        ),
        .init(
            "accepts stale dates",
            .forgets(rule: "X-Date is stale"),
            caught: "refuses a signed date that is 16 minutes old"
        ),
        .init(
            "accepts dates in the future",
            .forgets(rule: "X-Date is in the future"),
            caught: "refuses a signed date that is 2 minutes in the future"
        ),
        .init(
            "accepts unknown tokens",
            .forgets(rule: "the token is unknown"),
            caught: "refuses a token that is unknown"
        ),
        .init("accepts expired tokens", .forgets(rule: "the token has expired"), caught: "refuses an expired token"),
        .init(
            "accepts a header without a token",
            .forgets(rule: "Authorization holds no token"),
            caught: "refuses a token that is under the scheme Basic"
        ),
        .init(
            "doesn't verify signatures",
            .forgets(rule: "the signature is wrong"),
            caught: "refuses app authentication with another AppSecret"
        ),
        .init(
            "verifies signatures without the body",
            .judges(
                rule: "the signature is wrong",
                ["signed": ["hmac": ["canonicalRequest": "{method}\n{path/}\n{query}\n{headers}\n{signedHeaders}\n"]]]
            ),
            caught: "accepts app authentication in place of a token"
        ),
        .init(
            "doesn't parse the body",
            .begins([
                "name": "too early", "when": ["isJSON": false],
                "respond": ["status": 200, "json": ["code": "0", "msg": "success"]],
            ]),
            caught: "refuses a body that is cut short"
        ),
        .init(
            "accepts a list for a body",
            .begins([
                "name": "too early", "when": ["json": ["$": ["type": "array"]]],
                "respond": ["status": 200, "json": ["code": "0", "msg": "success"]],
            ]),
            caught: "refuses a body that is a list"
        ),
        .init("doesn't need fileId", .forgets(rule: "fileId is missing"), caught: "refuses a body without fileId"),
        .init("doesn't need userId", .forgets(rule: "userId is missing"), caught: "refuses a body without userId"),
        .init(
            "doesn't need containerId",
            .forgets(rule: "containerId is missing"),
            caught: "refuses a body without containerId"
        ),
        .init("accepts null for fileId", .forgets(rule: "fileId is null"), caught: "refuses a fileId that is null"),
        .init(
            "accepts a number for userId",
            .forgets(rule: "userId is not a string"),
            caught: "refuses a userId that is a number"
        ),
        .init(
            "accepts an empty containerId",
            .forgets(rule: "containerId is empty"),
            caught: "an empty containerId",
            settled: "400 with 13000102"
        ),
        .init(
            "accepts a form",
            .begins([
                "name": "too early",
                "when": ["headers": ["Content-Type": ["startsWith": "application/x-www-form-urlencoded"]]],
                "respond": ["status": 200, "json": ["code": "0", "msg": "success"]],
            ]),
            caught: "refuses a form in place of JSON"
        ),
        .init(
            "answers to any method",
            .begins([
                "name": "too early", "when": ["method": "PUT"],
                "respond": ["status": 200, "json": ["code": "0", "msg": "success"]],
            ]),
            caught: "refuses the method PUT"
        ),
        .init(
            "answers on any path",
            .forgets(rule: "the path is unknown"),
            caught: "refuses the path /koodrive/ose/v1/document/thumbnails"
        ),
    ]

    private static let answersWrongly: [MockDefect] = [
        .init(
            "says 200 to an unknown token",
            .answers(rule: "the token is unknown", ["status": 200]),
            caught: "refuses a token that is unknown"
        ),
        .init(
            "says 403 to an expired token",
            .answers(rule: "the token has expired", ["status": 403]),
            caught: "refuses an expired token"
        ),
        .init("says 201 for 200", .answers(rule: created, ["status": 201]), caught: success),
        .init(
            "says 500 to a missing field",
            .answers(rule: "fileId is missing", ["status": 500]),
            caught: "refuses a body without fileId"
        ),
        .init(
            "breaks on emoji",
            .answers(rule: "fileId is malformed", ["status": 500, "json": ["code": "1", "msg": "internal"]]),
            caught: "accepts or refuses, and never breaks on, a fileId with an emoji"
        ),
        .init(
            "says another code on success",
            .answers(rule: created, ["json": ["code": "1"]]),
            caught: "reports success with code 0 and msg success"
        ),
        .init(
            "says another message on success",
            .answers(rule: created, ["json": ["msg": "ok"]]),
            caught: "reports success with code 0 and msg success"
        ),
        .init(
            "has no code on success",
            .answers(rule: created, ["json": ["code": .null]]),
            caught: "answers with code and msg and nothing that the schema refuses"
        ),
        .init(
            "has a list for msg",
            .answers(rule: created, ["json": ["msg": ["success"]]]),
            caught: "answers with code and msg and nothing that the schema refuses"
        ),
        .init(
            "leaves msg out of an error",
            .answers(rule: "the token is unknown", ["json": ["msg": .null]]),
            caught: "refuses a token that is unknown"
        ),
        .init(
            "says another code for bad parameters",
            .answers(rule: "userId is empty", ["json": ["code": "42", "msg": "Verify parameters failed."]]),
            caught: "accepts or refuses, and never breaks on, an empty userId"
        ),
        .init(
            "forgets the content type",
            .answers(
                rule: created,
                [
                    "headers": ["Content-Type": .null, "content-type": .null], "json": .null,
                    "text": "{\"code\":\"0\",\"msg\":\"success\"}",
                ]
            ),
            caught: "says that its answer is JSON"
        ),
        .init(
            "says text/html for JSON",
            .answers(rule: created, ["headers": ["Content-Type": "text/html"]]),
            caught: "says that its answer is JSON"
        ),
        .init(
            "answers with broken JSON",
            .answers(rule: created, ["json": .null, "text": "{\"code\":\"0\",\"msg\":\"succ"]),
            caught: success
        ),
        .init(
            "answers errors in HTML",
            .answers(rule: "the content is not JSON", ["json": .null, "text": "<h1>Bad Request</h1>"]),
            caught: "refuses a body that is XML"
        ),
        .init("has no content at all", .answers(rule: created, ["json": .null]), caught: success),
        .init(
            "doesn't name the allowed method",
            .answers(rule: "the method is not POST", ["headers": .null]),
            caught: "names the allowed method when it refuses another"
        ),
        .init(
            "repeats the token in an error",
            .answers(rule: "the token is unknown", ["json": ["msg": "bad: ${request.headers.Authorization}"]]),
            caught: "an error does not repeat the credentials (an unknown token)"
        ),
        .init(
            "allows one call a second",
            .patches(["limits": ["perUser": ["rate": "1/s", "burst": 1]]]),
            caught: "serves 16 identical requests at once"
        ),
        .init(
            "forgets a token after its first use",
            .begins([
                "name": "once", "when": ["state": ["tasks created": [">=": 1]]],
                "respond": ["status": 401, "json": ["code": "1", "msg": "used"]],
            ]),
            caught: "a token is good for several calls"
        ),
    ]

    private static let breaksTheExchange: [MockDefect] = [
        .init("never answers", .answers(rule: created, ["fault": "stall"]), caught: success),
        .init("resets the connection", .answers(rule: created, ["fault": "reset"]), caught: success),
        .init("closes without an answer", .answers(rule: created, ["fault": "close"]), caught: success),
        .init("answers with garbage", .answers(rule: created, ["fault": "garbage"]), caught: success),
        .init(
            "closes in the middle of the content",
            .answers(rule: created, ["fault": ["truncate": 10]]),
            caught: success
        ),
        .init(
            "promises more content than it sends",
            .answers(rule: created, ["fault": ["wrongLength": 5]]),
            caught: success
        ),
        .init("takes too long", .answers(rule: created, ["delay": "1500ms"]), caught: success),
        .init(
            "stalls on bad parameters",
            .answers(rule: "userId is missing", ["fault": "stall"]),
            caught: "refuses a body without userId"
        ),
    ]
}
