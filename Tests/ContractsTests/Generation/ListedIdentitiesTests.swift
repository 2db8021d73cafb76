import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// IDs that a server's lists give.
@Suite struct ListedIdentitiesTests {
    private static let json = #"""
        {"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{
          "/shops":{"get":{"operationId":"shops","responses":{"200":{"description":"ok"}}}},
          "/shops/{shopId}":{"parameters":[{"name":"shopId","in":"path","required":true,"schema":{"type":"integer"}}],
            "get":{"responses":{"200":{"description":"ok"}}},"delete":{"responses":{"204":{"description":"ok"}}}},
          "/shops/{shop}/orders":{"parameters":[{"name":"shop","in":"path","required":true,"schema":{"type":"integer"}}],
            "get":{"operationId":"orders","responses":{"200":{"description":"ok"}}}},
          "/shops/{shop}/orders/{order}":{"parameters":[{"name":"shop","in":"path","required":true,"schema":{"type":"integer"}},
            {"name":"order","in":"path","required":true,"schema":{"type":"string"}}],
            "get":{"responses":{"200":{"description":"ok"}}}},
          "/words":{"get":{"responses":{"200":{"description":"ok"}}}},
          "/words/{word}":{"get":{"parameters":[{"name":"word","in":"path","required":true,"schema":{"type":"string"}}],
            "responses":{"200":{"description":"ok"}}}}}}
        """#

    @Test func listsOfListsGiveIDs() throws {
        var identities = ListedIdentities(try Library.load(json: Self.json), known: [:])
        let first = identities.next()
        try #require(first.map(\.name) == ["GET /shops", "GET /words"])
        identities.take(["total": 2, "data": [["shop_id": 7, "name": "x"], ["shop_id": 8]]], of: first[0])
        identities.take(["one", "two"], of: first[1])
        let second = identities.next()
        #expect(second.map(\.name) == ["GET /shops/{shop}/orders"])
        identities.take(["_embedded": ["orders": [["id": "o-1"]]]], of: try #require(second.first))
        #expect(
            identities.values == [
                "GET /shops/{shopId}.shopId": 7, "GET /shops/{shop}/orders.shop": 7,
                "GET /shops/{shop}/orders/{order}.shop": 7, "GET /words/{word}.word": "one",
                "GET /shops/{shop}/orders/{order}.order": "o-1",
            ]
        )
        #expect(identities.lists == 3)
        #expect(identities.next().isEmpty)
    }

    @Test func whatIsGivenStays() throws {
        var identities = ListedIdentities(try Library.load(json: Self.json), known: ["shopId": 1, "shop": 2])
        let lists = identities.next()
        try #require(lists.map(\.name) == ["GET /shops", "GET /shops/{shop}/orders", "GET /words"])
        identities.take([["shopId": 7]], of: lists[0])
        // In a path a number is a text, and a list isn't.
        identities.take([["order": [5], "id": 6]], of: lists[1])
        #expect(identities.values == ["shopId": 1, "shop": 2, "GET /shops/{shop}/orders/{order}.order": 6])
    }
}
