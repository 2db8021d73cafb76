import JSON
import Testing

@Suite("JSON numbers")
struct JSONNumberTests {
    private func number(_ literal: String) throws -> JSONNumber {
        try #require(JSONNumber(literal: literal), "\(literal)")
    }

    @Test(
        "a literal is written back as it was read",
        arguments: [
            "0", "-0", "1", "-1", "1.0", "1.50", "0.001", "-0.5", "-12.340", "1e2", "1E+2", "-1.5e-300", "0.0", "-0.0",
            "123456789012345678", "1234567890123456789", "9223372036854775807", "-9223372036854775808",
            "9223372036854775808", "12345678901234567890123.45678901234567890", "1e999999999999999999999",
        ]
    )
    func roundTrip(_ literal: String) throws {
        #expect(try number(literal).literal == literal)
    }

    @Test(
        "what JSON doesn't call a number",
        arguments: ["", "-", "+1", "01", "-01", ".5", "1.", "1e", "1e+", "0x1", "1 ", " 1", "NaN", "1.e1", "--1"]
    )
    func refused(_ literal: String) {
        #expect(JSONNumber(literal: literal) == nil)
    }

    @Test(
        "numbers are equal by value, and so are their hashes",
        arguments: [
            ["1", "1.0", "10e-1", "0.1e1", "1.000000000000000000000"], ["0", "-0", "0.0", "0e99", "-0.0e-7"],
            ["100", "1e2", "1E+2", "1000e-1"], ["-2.5", "-25e-1", "-2.50"],
            ["12345678901234567890", "1234567890123456789e1", "12345678901234567890.0"],
            ["1e400", "10e399", "0.1e401"], ["9223372036854775807", "9223372036854775807.0", "922337203685477580.7e1"],
        ]
    )
    func equal(_ literals: [String]) throws {
        let numbers = try literals.map(number)
        for one in numbers {
            for other in numbers {
                #expect(one == other, "\(one) and \(other)")
                #expect(one.hashValue == other.hashValue, "\(one) and \(other)")
                #expect(!(one < other))
            }
        }
    }

    @Test("numbers are ordered by value")
    func ordered() throws {
        let ascending = try [
            "-1e400", "-12345678901234567890", "-9223372036854775808", "-1.5", "-1.25", "-1e-400", "0", "1e-400",
            "0.1", "0.10000000000000000001", "0.5", "1", "1.0000000000000000000000001", "2", "10", "9007199254740992",
            "9007199254740993", "9223372036854775807", "9223372036854775808", "1e30", "1e400",
        ].map(number)
        for low in ascending.indices {
            for high in ascending.indices {
                #expect((ascending[low] < ascending[high]) == (low < high), "\(ascending[low]), \(ascending[high])")
                #expect((ascending[low] == ascending[high]) == (low == high), "\(ascending[low]), \(ascending[high])")
            }
        }
    }

    @Test("whole numbers, however they are written")
    func integers() throws {
        #expect(try ["1", "1.0", "1e2", "-3.00", "1e400", "0.5e1", "-0"].allSatisfy { try number($0).isInteger })
        #expect(try ["1.5", "1e-1", "-0.01", "12345678901234567890.5"].allSatisfy { try !number($0).isInteger })
        #expect(try number("1e2").int == 100)
        #expect(try number("-2.0").int == -2)
        #expect(try number("-9223372036854775808").int == .min)
        #expect(try number("-92233720368547758080e-1").int == .min)
        #expect(try number("9223372036854775808").int == nil)
        #expect(try number("1e400").int == nil)
        #expect(try number("0.5").int == nil)
        #expect(try number("-0").int == 0)
    }

    @Test("doubles there and back")
    func doubles() throws {
        for value in [
            0.1, -2.5, 1e22, 1e23, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 123456.789, 0.3, 1.0 / 3.0,
        ] {
            #expect(try #require(JSONNumber(value)).double == value)
        }
        #expect(JSONNumber(3.0)?.literal == "3")
        #expect(JSONNumber(1e100)?.literal == "1e+100")
        #expect(JSONNumber(.infinity) == nil)
        #expect(JSONNumber(.nan) == nil)
        #expect(try number("1e400").double == .infinity)
        #expect(try number("0.1").double == 0.1)
    }

    @Test(
        "multiples are exact",
        arguments: [
            ("4.5", "1.5"), ("0.0075", "0.0001"), ("1e308", "0.5"), ("19.99", "0.01"), ("0", "7"), ("-9", "3"),
            ("1e999999999999", "7e999999999999"), ("12345678901234567890", "10"),
            ("98249283749234923498293171823948729348710298301928331", "1"),
            ("1e40", "12800000000000000000000000"),
            ("246913578024691357802469135780", "123456789012345678901234567890"),
            ("1.1e50", "0.0000000000000000000000011"),
        ]
    )
    func multiples(_ value: String, _ divisor: String) throws {
        let isMultiple = value != "1e999999999999"
        #expect(try number(value).isMultiple(of: try number(divisor)) == isMultiple)
    }

    @Test(
        "what isn't a multiple",
        arguments: [
            ("35", "1.5"), ("0.00751", "0.0001"), ("1", "0"), ("0", "0"), ("1e308", "0.123456789"), ("7", "2"),
            ("1e40", "3"), ("1", "1e400"), ("246913578024691357802469135781", "123456789012345678901234567890"),
        ]
    )
    func noMultiples(_ value: String, _ divisor: String) throws {
        #expect(try !number(value).isMultiple(of: try number(divisor)))
    }

    @Test("integer types of any size")
    func integerTypes() {
        #expect(JSONNumber(UInt64.max).literal == "18446744073709551615")
        #expect(JSONNumber(UInt8(7)) == 7)
    }
}
