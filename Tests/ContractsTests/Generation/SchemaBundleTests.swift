import Contracts
import JSON
import JSONSchema
import Scenarios
import Testing

@testable import ContractCases

/// A bundled schema says the same as the contract's.
@Suite struct SchemaBundleTests {
    @Test(arguments: [
        #"{"title":"no","status":404}"#, #"{"title":"no","status":200}"#, #"{"title":"no"}"#, #"[]"#, #"null"#,
    ])
    func ofTheOldDialect(_ text: String) throws {
        try agree("Problem", text)
    }

    @Test(arguments: [
        #"{"id":1,"name":"a","kind":"dog"}"#, #"{"id":1,"name":"","kind":"dog"}"#, #"{"name":"a","kind":"dog"}"#,
        #"{"id":1,"name":"a","kind":"dog","born":null}"#, #"{"id":1,"name":"a","kind":"dog","price":0}"#,
        #"{"id":1,"name":"a","kind":"dog","price":0.01}"#, #"{"id":1,"name":"a","kind":"cow"}"#,
        #"{"id":1,"name":"a","kind":"dog","parent":{"id":2,"name":"b","kind":"cat","parent":{}}}"#,
        #"{"id":1,"name":"a","kind":"dog","parent":{"id":2,"name":"b","kind":"cat"}}"#,
    ])
    func withReferencesThatComeBack(_ text: String) throws {
        try agree("Pet", text)
    }

    private func agree(_ name: String, _ text: String) throws {
        let schema = try #require(try Petstore.contract.get().schemas.first { $0.name == name }?.schema)
        let bundled = try JSONSchema(SchemaBundle.value(schema, .response))
        let value = try JSONParser.parse(text)
        #expect(bundled.isValid(value) == schema.isValid(value, .response), "\(text)")
    }
}
