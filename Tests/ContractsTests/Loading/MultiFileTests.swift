import Diagnostics
import HTTP
import JSON
import Results
import Testing

@testable import Contracts

@Suite struct MultiFileTests {
    @Test func readsFilesThatReferToEachOther() throws {
        let contract = try Bookshop.contract.get()
        #expect(contract.operations.map(\.name) == ["GET /books", "POST /books", "PUT /books/{isbn}/loans"])
        let lend = try #require(contract.operation(id: "lend"))
        #expect(lend.servers.map(\.url) == ["/loans"])
        #expect(lend.security.map { $0.schemes.map(\.name) } == [["certificate"]])
        #expect(lend.location.file.path == "api/paths/loans.yaml")
        #expect(lend.responses.map(\.description) == ["lent", "somebody else has it"])
        #expect(
            contract.operation(id: "search")?.security.map { $0.schemes.map(\.name) } == [
                ["session"], ["token", "key"], [],
            ]
        )
        let link = try #require(contract.operation(id: "add")?.response(for: 201)?.links.first)
        #expect(link.operation == lend.name)
        #expect(link.arguments.first?.location == .path)
        #expect(link.requestBody == .constant(["days": 7]))
    }

    @Test func warnsAtTheRightPlaces() throws {
        let found = Library.problems(Bookshop.files)
        #expect(
            found == [
                "api/paths/loans.yaml:22:26 warning: the example 'month' breaks its schema: /to/since: "
                    + "expected a date such as 2026-01-31, found \"2020-02-30\""
            ]
        )
    }

    @Test func validatesAcrossFiles() throws {
        let contract = try Bookshop.contract.get()
        let page = try #require(contract.schemas.first { $0.name == "Page" }?.schema)
        let book: JSONValue = ["isbn": "978-0123456789", "title": "T"]
        #expect(page.isValid(["items": [book], "kind": "pdf", "tree": ["inner": [["name": "x"]]]]))
        #expect(!page.isValid(["items": [book], "kind": "mp3"]))
        #expect(!page.isValid(["items": [book], "other": 1]))
        #expect(!page.isValid(["items": [book], "tree": ["inner": [["name": 5]]]]))
        #expect(!page.isValid(["items": [["isbn": "978-0123456789", "title": "T", "pages": 5]]]))
        let nested: JSONValue = ["isbn": "978-0123456789", "title": "T", "authors": [["name": "A", "books": [book]]]]
        #expect(page.isValid(["items": [nested]]))
        let wrong: JSONValue = ["isbn": "978-0123456789", "title": "T", "authors": [["name": "A", "age": 5]]]
        #expect(!page.isValid(["items": [wrong]]))
        let old = try #require(contract.schemas.first { $0.name == "Old" }?.schema)
        #expect(old.isValid([1]))
        #expect(!old.isValid([1, 2]))
    }

    @Test func makesValuesForWholeContracts() throws {
        for contract in [
            try Bookshop.contract.get(), try Petstore.contract.get(), try Library.load(yaml: StyleFixtures.yaml),
        ] {
            for operation in contract.operations {
                for seed in 0..<10 as Range<UInt64> {
                    let sent = ValueMaker(seed: seed, direction: .request, usesExamples: false, optionalMembers: .some)
                    for parameter in operation.parameters {
                        let made = sent.value(for: parameter)
                        #expect(made.isValid, "\(operation.name) \(parameter.name): \(made.problem ?? "")")
                        let value = try #require(made.value)
                        #expect(ParameterWriter.text(of: value, for: parameter) != nil)
                    }
                    for content in operation.requestBody?.content ?? [] {
                        let made = sent.value(for: content)
                        #expect(made.isValid, "\(operation.name) \(content.type): \(made.problem ?? "")")
                    }
                    let received = ValueMaker(
                        seed: seed,
                        direction: .response,
                        usesExamples: false,
                        optionalMembers: .some
                    )
                    for content in operation.responses.flatMap(\.content) {
                        let made = received.value(for: content)
                        #expect(made.isValid, "\(operation.name) \(content.type): \(made.problem ?? "")")
                    }
                }
            }
        }
    }

    @Test func judgesExchangesOfSeveralFiles() throws {
        let checks = ContractChecks(try Bookshop.contract.get())
        let request = HTTPRequest(
            method: "PUT",
            url: "https://h/loans/books/978-0123456789/loans",
            headers: HeaderFields([HeaderField("Content-Type", "application/json")]),
            body: Array(#"{"days":7}"#.utf8)
        )
        #expect(checks.judge(request, HTTPResponse(status: 409)).broken.isEmpty)
        let search = HTTPRequest(method: "GET", url: "/acme/api/books?filter[year]=x&cursor=%7B%22at%22%3A-1%7D")
        #expect(checks.judge(search, nil).broken.map(\.finding.expected).count == 2)
    }
}
