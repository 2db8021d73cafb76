import JSON
import Testing

@Suite("JSON objects and values")
struct JSONObjectTests {
    @Test("members keep their order, replaced ones their place")
    func order() {
        var object: JSONObject = ["b": 1, "a": 2, "c": 3]
        object["a"] = 20
        object["d"] = 4
        #expect(object.names == ["b", "a", "c", "d"])
        #expect(object["a"] == 20)
        #expect(object.remove("b") == 1)
        object["c"] = nil
        #expect(object.names == ["a", "d"])
        #expect(object["b"] == nil)
    }

    @Test("ten thousand members are found after additions, changes and removals")
    func large() {
        var object = JSONObject()
        for number in 0..<10_000 { object["name \(number)"] = .init(number) }
        for number in 0..<10_000 { #expect(object["name \(number)"]?.number?.int == number) }
        object["name 4000"] = "changed"
        object.remove("name 5000")
        #expect(object.count == 9_999)
        #expect(object["name 4000"] == "changed")
        #expect(object["name 5000"] == nil)
        #expect(object["name 9999"] == 9_999)
        #expect(object.names[5000] == "name 5001")
    }

    @Test("names and strings that are canonically equivalent are different ones", arguments: [2, 40])
    func codePoints(_ extra: Int) {
        var object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
        for number in 0..<extra { object["\(number)"] = 0 }
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
        #expect(Set<JSONValue>(["\u{E9}", "e\u{301}"]).count == 2)
        #expect(JSONPointer(tokens: ["\u{E9}"]) != JSONPointer(tokens: ["e\u{301}"]))
    }

    @Test("equality pays no regard to order, nor to how a number is written")
    func equality() throws {
        let one = try JSONParser.parse(#"{"a":1,"b":[1,2,{"x":null}],"c":"s"}"#)
        let other = try JSONParser.parse(#"{"c":"s","b":[1.0,2e0,{"x":null}],"a":10e-1}"#)
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1, "b": [2, 1, ["x": .null]], "c": "s"])
        #expect(try one != JSONParser.parse(#"{"a":1,"b":[1,2,{"x":null}],"d":"s"}"#))
        #expect(JSONValue.bool(true) != 1)
        #expect(JSONValue.string("1") != 1)
        #expect(JSONValue.null != false)
    }

    @Test("literals and access")
    func literals() {
        let value: JSONValue = ["list": [1, 2.5, "x", true, .null], "name": "n", "name": "last"]
        #expect(value["list"]?[1] == 2.5)
        #expect(value["list"]?[5] == nil)
        #expect(value["name"]?.string == "last")
        #expect(value["list"]?.array?.count == 5)
        #expect(value.description == #"{"list":[1,2.5,"x",true,null],"name":"last"}"#)
        #expect(value.kind == .object)
    }
}
