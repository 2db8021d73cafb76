import Contracts
import HTTP
import JSON
import Testing

@testable import ContractCases

/// Flows from links, and from paths that say the same.
@Suite struct LinkCasesTests {
    private func flow(_ kind: String, _ yaml: String = LinkFixtures.yaml, last: String = "") throws -> LinkFlow {
        let flows = try LinkFixtures.flows(of: yaml)
        return try #require(
            flows.first { $0.kind.name == kind && $0.steps.last?.operation.id?.hasPrefix(last) ?? false }
        )
    }

    @Test func thePathAloneLeadsFromWhatIsMadeToItsUse() throws {
        #expect(
            try LinkFixtures.flows().map(\.name) == [
                "readOrder reads what createOrder made", "putOrder after createOrder", "payOrder after createOrder",
                "deleteOrder deletes what createOrder made", "readOrder finds nothing after deleteOrder",
                "putOrder finds nothing after deleteOrder", "payOrder finds nothing after deleteOrder",
                "deleteOrder twice has no further effect", "readOrder finds nothing under an ID that nobody made",
            ]
        )
        #expect(try LinkFixtures.flows().allSatisfy { $0.origin.hasPrefix("By path: ") })
    }

    /// A query in the path, as betas have it, is part of it: what is made there is looked for there.
    @Test func aQueryInThePathHasItsOwnThings() throws {
        let schema = "{type: object, required: [id], properties: {id: {type: string}}}"
        let thing = "content: {application/json: {schema: \(schema)}}"
        func item(_ query: String, _ name: String) -> String {
            """
              "/things/{id}\(query)":
                parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                get: {operationId: \(name), responses: {"200": {description: one, \(thing)}, "404": {description: none}}}
            """
        }
        let yaml = """
            openapi: 3.1.0
            info: {title: Beta, version: "1"}
            paths:
              "/things?beta=true":
                post: {operationId: make, responses: {"201": {description: made, \(thing)}}}
            \(item("", "readPlain"))
            \(item("?beta=true", "readBeta"))
            """
        let flows = try LinkFixtures.flows(of: yaml)
        #expect(Set(flows.flatMap { $0.steps.map(\.operation.id) }) == ["make", "readBeta"])
        let responder = ContractResponder(try Library.load(yaml: yaml), seed: 1, known: nil, isStateful: true)
        let made = responder.response(to: HTTPRequest(method: "POST", url: "http://h/things?beta=true"))
        let id = try #require(try JSONParser.parse(made.body)["id"]?.string)
        for (id, status) in [(id, 200), ("other", 404)] {
            let request = HTTPRequest(method: "GET", url: "http://h/things/\(id)?beta=true")
            #expect(responder.response(to: request).status == status)
        }
    }

    @Test func theAnswerOfOneRequestIsInTheNext() throws {
        let read = try flow("link-read")
        #expect(read.steps.map(\.name) == ["createOrder", "readOrder"])
        #expect(read.steps[0].captures == ["made-id": "$.id"])
        #expect(read.steps[0].statuses == [201])
        #expect(read.steps[1].draft.path == "/shops/7/orders/${made-id}")
        #expect(read.steps[1].json == ["$.id": "${made-id}"])
        // Each flow makes a thing of its own, whatever the contract's example says.
        #expect(read.steps[0].draft.header("Idempotency-Key") == "${uuid}")
    }

    @Test func whatIsRightAfterDeletionFollowsTheContract() throws {
        #expect(try flow("link-read").steps.last?.statuses == ["2xx"])
        #expect(try flow("link-read-after-delete").steps.map(\.statuses) == [[201], ["2xx"], [404, 410]])
        #expect(try flow("link-use-after-delete", last: "pay").steps.last?.statuses == [404, 409, 410])
        // A PUT may make it again, and a condition may fail.
        #expect(try flow("link-use-after-delete", last: "put").steps.last?.statuses == [201, 404, 409, 410, 412])
        #expect(try flow("link-delete-twice").steps.map(\.statuses) == [[201], ["2xx"], [404, 410, "2xx"]])
        #expect(try flow("link-read-unknown").steps.map(\.statuses) == [[404, 410]])
        #expect(try flow("link-read-unknown").steps[0].draft.path == "/shops/7/orders/2147483647")
    }

    @Test func whatIsOnlyAcceptedMayNotBeDoneYet() throws {
        let deleted = LinkFixtures.yaml(deletion: "202")
        #expect(try flow("link-read-after-delete", deleted).steps.last?.statuses == [404, 410, "2xx"])
        let made = LinkFixtures.yaml(made: LinkFixtures.answered.replacing("\"201\"", with: "\"202\""))
        #expect(try flow("link-read", made).steps.last?.statuses == [404, "2xx"])
    }

    @Test func aLocationLeadsOnWhereTheContentHasNoID() throws {
        let made = """
            "201":
                      description: made
                      headers: {Location: {required: true, schema: {type: string}}}
            """
        let read = try flow("link-read", LinkFixtures.yaml(made: made))
        #expect(
            read.steps[0].captures == [
                "made-location-end": ["header": "Location", "matches": "([^/?#]+)/?(?:[?#]|$)"]
            ]
        )
        #expect(read.steps[1].draft.path == "/shops/7/orders/${made-location-end}")
        // What isn't mandatory may not be there.
        let none = made.replacing("required: true", with: "required: false")
        #expect(try LinkFixtures.flows(of: LinkFixtures.yaml(made: none)).isEmpty)
    }

    private static let links = """
                  links:
                    change:
                      operationId: putOrder
                      parameters: {path.id: "$response.body#/id", If-Match: $response.header.ETag, shop: $request.path.shop}
                      requestBody: $request.body#/item
        """

    @Test func aLinkSaysWhatIsSent() throws {
        let follow = try flow("link-follow", LinkFixtures.yaml(links: Self.links, path: "/orders"))
        let last = try #require(follow.steps.last)
        #expect(follow.origin == "By the link 'change' of createOrder")
        #expect(follow.steps[0].captures == ["made-id": "$.id", "made-ETag": ["header": "ETag"]])
        #expect(last.draft.path == "/orders/${made-id}")
        #expect(last.draft.query == ["shop": "7"])
        #expect(last.draft.header("If-Match") == "${made-ETag}")
        #expect(last.draft.body == .json("tea"))
    }

    @Test func theOtherMethodsOfALinkedPathAreThereToo() throws {
        let names = try LinkFixtures.flows(of: LinkFixtures.yaml(links: Self.links, path: "/orders")).map(\.name)
        #expect(names.contains("readOrder reads what createOrder made"))
        #expect(names.contains("readOrder finds nothing after deleteOrder"))
        // Nothing says that the value is for this path as well.
        #expect(!names.contains { $0.contains("payOrder") })
    }

    /// A flow deletes what it has made, and nothing else.
    @Test func nothingElseIsDeleted() throws {
        let links = """
                      links:
                        remove: {operationId: deleteOrder, parameters: {id: $response.body#/id}}
            """
        let yaml = LinkFixtures.yaml(links: links, path: "/customers")
        #expect(try !LinkFixtures.flows(of: yaml).flatMap(\.steps).contains { $0.operation.method == "DELETE" })
        #expect(
            try LinkFixtures.cases(of: yaml).notes == [
                "createOrder: no case follows the link 'remove', which may delete what no case has made"
            ]
        )
        // Neither by links of what only reads.
        #expect(try LinkFixtures.flows(of: LinkFixtures.yaml, from: 1).isEmpty)
    }

    @Test func anElementThatNeedNotBeThereLeadsNowhere() throws {
        let links = """
                      links:
                        first: {operationId: readOrder, parameters: {id: $response.body#/items/0/id}}
            """
        let list = """
            "201":
                      description: made
                      content: {application/json: {schema: {type: object, properties: {items: {type: array, LEAST items: {type: object}}}}}}
            """
        let open = LinkFixtures.yaml(links: links, made: list.replacing("LEAST", with: ""), path: "/orders")
        #expect(try LinkFixtures.flows(of: open).isEmpty)
        let notes = try LinkFixtures.cases(of: open).notes
        #expect(
            notes == [
                "createOrder: no case follows the link 'first': one of its values isn't known, or needn't be there"
            ]
        )
        let filled = LinkFixtures.yaml(
            links: links,
            made: list.replacing("LEAST", with: "minItems: 1,"),
            path: "/orders"
        )
        #expect(try flow("link-read", filled).steps[0].captures == ["made-items-0-id": "$.items[0].id"])
    }
}
