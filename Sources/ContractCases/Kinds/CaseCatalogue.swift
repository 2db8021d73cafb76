import Contracts

/// The catalogue of kinds as a document for people.
package enum CaseCatalogue {
    /// The text of `docs/generated-cases.md`.
    package static var markdown: String {
        introduction + CaseGroup.allCases.map(section).joined(separator: "\n") + combinations
    }

    private static let introduction = """
        # Generated cases

        A contract says more than anybody tests by hand. `"generate": { "from": "contract" }` in a suite makes cases of it, and
        `muster generate CONTRACT` writes them out as an ordinary suite, to read, edit and keep. Each case is one change of
        a valid request; its name says what is sent, its tags are `generated` and the kind, its description says why the answers
        are right. The same contract, request and seed give the same cases.

        This file is made from the program's catalogue: `muster generate --catalogue` prints it.

        ## Which answers are right

        - **2xx**: any success, and the redirections that the operation documents; **4xx**: any refusal. A status of the right class that the
          operation doesn't document fails no case: what the contract lacks is told once (below).
        - **Statuses of a refusal**: they follow from what is wrong, and not from what the operation documents: a document that
          leaves 400 out doesn't make 404 the answer to a bad value. 401 to a value is right where the operation asks for
          credentials or documents it; 409 beside 422 where it is documented.
        - **Also**: statuses that are right whether documented or not, since a gateway or the server below the service gives them.
        - A case that asks the schema is refused when the schema doesn't accept the value; otherwise the value is strange but
          valid, and may be carried out or refused.
        - A kind whose value the schema accepts by another of its parts, or refuses where the kind is about valid values,
          gives no case.
        - An ID in a path that was made up, for neither the suite nor an example of the document gives one, may name nothing:
          403, 404, 409 and 410 are right too, and success isn't demanded. So may one elsewhere (`owner_id`, `petIds`, `"owner": { "id": ... }`): there 422 is
          right as well.
        - Content that was made from the contract is another one each time that a `POST` sends it, where a field's name says that no two things have the same (`name`, `slug`,
          `email`, ...), and its schema allows that: `"name": "text-${random.digits(8)}"`. What a `POST`, `PUT` or `PATCH` of such content makes may be there all the same: 409 is right too.
        - The tag of a mandatory `If-Match` is read before each case (`setup`), by the GET of the same path, where the contract declares an `ETag` of its answers.
          Else it was made up, an example of the document too: then 412 is right, and success isn't demanded. Where another tag is sent, or none, 412 and 428 are right. Flows are made of such an
          operation only where a link says where the tag comes from.
        - Content of a type whose form the document doesn't tell wholly, such as XML without the name of its root element, may be refused with 400, 415 and 422; types that
          can't be made at all give no case, and `muster lint` names them.
        - A service that refuses a made-up credential (401, 403) isn't blamed: the cases are not measured, and name the variable that isn't set.
        - 5xx is never right, 501 to an unknown method excepted; nor is an answer that shows a stack trace or a database's message.
        - An answer with a documented status has the content type and the schema of that status, and its mandatory headers; a schema whose
          alternatives accept the same, so that together they accept nothing, isn't asked. A 405 to a method that the path doesn't have has
          `Allow`, and any form. Kinds marked with * may be answered by the server below the service, in any form, and so may paths that
          the contract doesn't have.

        ## What is told once

        - **The valid request is tried first.** A case whose answer says something only where the valid request of its operation is carried out
          `needs` it: all that must be accepted, and all values that must be refused. Where the server refuses the valid request, that is one
          failure, and those cases are not measured, with that cause. Of them only those are sent whose values must be refused, and only where
          the valid request was answered with 4xx other than 401, 403, 407 and 429, or by a server that broke (5xx other than 502 to 504): a
          server that breaks on one (5xx, no answer, or one that shows what is inside it) fails it, and nothing else that comes is judged.
          Where the valid request broke it too, an answer with the same words, numbers aside, shows nothing new. Cases that may be accepted
          or refused run all the same; so do those of credentials, methods and paths.
        - **A smaller request is tried once** where the valid request is refused with 400, 404, 409 or 422: without the optional parameters and
          fields, at every depth, as far as the schema allows that. The refusal is judged as before. Where the smaller one is carried out, the
          cases that need it are made from it (`smaller`); those about a part that is left out are not measured. A note says what was left out,
          and which of it the refusal names.
        - **What is gone.** Cases that only read run first; among those that change something, flows come behind the rest, those of one path one by one, and last
          strange values that may be carried out; of all cases those come last that send half a surrogate pair, which may come back in what is read.
          Where a case with a status that isn't right finds nothing (404, 410) under an ID that was given, another case has changed or deleted
          what the path names, and a request that was accepted there before finds nothing now either, it is not measured, with that cause.
        - **Undocumented statuses.** What HTTP itself gives to a condition or a range (304, 412, 206, 416) needs no declaration. In a suite that names the contract, one more case, "every success is one that the contract declares", has a
          finding for each operation and success that isn't declared, with the first request that showed it. Refusals that aren't declared are
          notes of it: "the documentation is not necessarily expected to cover all possible HTTP response codes" (OpenAPI 3.1.0,
          Responses Object).
        - **Causes.** Reports bring the failures of generated cases together by operation, kind of check, place and answer, the worst first:
          the server failed, internals shown, forbidden things carried out, allowed ones refused, another status, a wrong form, undocumented.
          What one kind of change does alike at four places or more, or in four operations, is one cause; so are a server that answers no
          more, and one that finds nothing, or doesn't know who asks, in four operations.

        ## What a suite may say

        A suite says otherwise by kind or group, with a reason that stands in the case's description, and for some places only if it
        wants: `"allow": { "header-empty": { "at": ["X-Note"], "status": 200, "reason": "an empty note is none" } }`. What a question
        leaves open fails no case: `"open": [{ "question": "OPEN-7: other trace IDs", "at": ["X-Traceid"], "status": 200 }]`.

        Kinds and groups are chosen by name: `"kinds": ["fields", "header-missing", "!field-extra"]`. The valid request is the suite's own
        `request` when it is one of the operation's, or that of the first scenario that expects success of the operation; failing
        both, it is made from the contract, with the suite's headers and credentials. Kinds that need to know more are made when the suite
        gives a request for them: `"values": { "auth-expired": { "headers": { "Authorization": "Bearer ${expired}" } } }`. Under the
        name of a parameter, field or schema, or of an operation, a dot and one of these, `values` has what is known of the service:
        `"values": { "petId": 7, "createPet.owner": "${owner}" }`; `muster generate --values FILE` reads the same from a file, and
        `muster generate --target URL` asks the service: where the contract has `GET /things` and `/things/{id}`, the first element of that list
        gives the ID, in lists of lists too. What a DELETE names is never one of these. A body
        that holds a secret is never written as a text, so kinds that need its text are left out.

        Fields are those of JSON at every depth; of a form, where every value is a text and a list is a field several times; of a multipart
        body, whose parts are texts, files, or JSON at every depth. A text without fields is one value, "the text". What texts can't
        say (null, an object, a number in quotes) is no case there.


        """

    private static func section(_ group: CaseGroup) -> String {
        var text = "## \(group.title)\n\nGroup `\(group.rawValue)`.\n\n"
        text += "| kind | sends | right answers | why |\n|---|---|---|---|\n"
        for kind in group.kinds {
            let mark = kind.rule.isAnsweredBelow ? " *" : ""
            text +=
                "| `\(kind.name)`\(mark) | \(cell(kind.sends)) | \(kind.rule.description) | \(cell(kind.reason)) |\n"
        }
        return text
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static let combinations = """

        ## How flows are found

        A flow is a scenario with steps: the answer of one gives values to the next by `capture`. It is made for the operation that
        it begins with; coverage counts its kind for the operation that it ends with.

        - **By links** of the answers with a status of 2xx: constants and runtime expressions are sent where the link says (`$url` can't be). Of
          a `Location` the path of the next request takes the last segment. The other methods of a linked path take the same values.
        - **By path**, where no link leads there: `POST /things` whose answer has a mandatory `id` (or a member called as the parameter), or a
          mandatory `Location`, leads to all operations of `/things/{id}` and of `/things/{id}/more`. A case's description says how it was found.
        - Deleted is only what the flow has made itself: `POST /things`, and `DELETE .../things/{id}` with an ID of the answer.
        - An `Idempotency-Key` that is always the same is `${uuid}` here, so that each flow makes something of its own. Other
          values that must be unique stand in the suite's own `request`, as `${uuid}` or `${random.digits(8)}`.
        - A link that needs an element of a list that may be empty gives no case; `muster generate` warns of links that none follows. An ID stands in a path as it was answered.

        A mock from the contract alone keeps nothing: serve it by `muster mock --stateful`, leave the group out (`"!links"`), or lay rules
        with `state` over it. Below a made-up ID nothing can be made, so that no flow begins there.

        ## Combinations

        `"combine": 2` (or `--combine 2`) adds cases that change several places at once, so that every pair of changes in two places
        occurs in one of them; 3 does so for every three. The rows are a covering array, so there are far fewer cases than pairs.
        They have the tag `combination` and the tags of their kinds. A combination with a change that must be refused must be refused, with
        a status that is right for any of its changes.

        ## When a case fails

        The request is made smaller while it still fails in the same way: a long text shorter, a strange text one character, several
        changes one, and everything optional left out. At most 32 further requests are sent for it; the smallest that still fails
        stands with the case in the reports.

        """
}
