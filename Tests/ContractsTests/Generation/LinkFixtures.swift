import Contracts
import JSON
import Scenarios

@testable import ContractCases

/// Contracts whose operations lead to each other.
enum LinkFixtures {
    /// The flows that begin with the first operation of ``yaml``.
    static func flows() throws -> [LinkFlow] { try flows(of: yaml) }

    /// The flows that begin with an operation of a contract.
    static func flows(of yaml: String, from index: Int = 0) throws -> [LinkFlow] {
        try cases(of: yaml, from: index).flows()
    }

    static func cases(of yaml: String, from index: Int = 0) throws -> LinkCases {
        let contract = try Library.load(yaml: yaml)
        let maker = GeneratedBase(contract: contract, seed: 0)
        return LinkCases(
            contract: contract,
            source: maker.base(contract.operations[index]).base,
            wanted: Set(CaseKind.all.map(\.name)),
            seed: 0,
            base: { maker.base($0).base }
        )
    }

    /// `POST /shops/{shop}/orders`, and what is done with an order. The links are in `links`, the answer to making one
    /// in `made`.
    static func yaml(links: String = "", made: String = answered, deletion: String = "204", path: String = "") -> String
    {
        """
        openapi: 3.1.0
        info: {title: Links, version: "1"}
        paths:
          /shops/{shop}/orders:
            post:
              operationId: createOrder
              parameters:
                - {name: shop, in: path, required: true, schema: {type: integer}, example: 7}
                - {name: Idempotency-Key, in: header, required: true, schema: {type: string}, example: always}
              requestBody: {content: {application/json: {schema: {type: object}, example: {item: tea}}}}
              responses:
                \(made)
        \(links)
          \(path.isEmpty ? "/shops/{shop}/orders" : path)/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: integer}, example: 1}
              - {name: shop, in: \(path.isEmpty ? "path, required: true" : "query"), schema: {type: integer}, example: 8}
            get:
              operationId: readOrder
              responses:
                "200":
                  description: the order
                  content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}
                "404": {description: none}
            put:
              operationId: putOrder
              parameters: [{name: If-Match, in: header, schema: {type: string}}]
              responses: {"200": {description: changed}, "201": {description: made}, "412": {description: other}}
            delete:
              operationId: deleteOrder
              responses: {"\(deletion)": {description: gone}}
          \(path.isEmpty ? "/shops/{shop}/orders" : path)/{id}/payment:
            parameters:
              - {name: id, in: path, required: true, schema: {type: integer}, example: 1}
              - {name: shop, in: \(path.isEmpty ? "path, required: true" : "query"), schema: {type: integer}, example: 8}
            post:
              operationId: payOrder
              responses: {"200": {description: paid}, "409": {description: paid already}}
        """
    }

    static let yaml = yaml()

    static let answered = """
        "201":
                  description: made
                  headers: {ETag: {required: true, schema: {type: string}}}
                  content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}
        """
}
