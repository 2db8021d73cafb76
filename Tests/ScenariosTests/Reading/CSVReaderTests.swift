import Testing

@testable import Quantities

@Suite struct CSVReaderTests {
    static let tables: [(text: String, header: [String], rows: [[String]])] = [
        ("a,b\n1,2\n", ["a", "b"], [["1", "2"]]),
        ("a,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]]),
        ("a,b\n1,2", ["a", "b"], [["1", "2"]]),
        ("a,b", ["a", "b"], []),
        ("\u{FEFF}a\n1", ["a"], [["1"]]),
        ("a,b,c\n,,\n", ["a", "b", "c"], [["", "", ""]]),
        ("a\n\nx\n", ["a"], [[""], ["x"]]),
        ("a,b\n\"1,5\",\"2\n3\"\n", ["a", "b"], [["1,5", "2\n3"]]),
        ("a,b\n\"x\r\ny\",\"\"\r\n", ["a", "b"], [["x\r\ny", ""]]),
        ("a\n\"say \"\"hi\"\"\"\n", ["a"], [["say \"hi\""]]),
        ("a\n\"\"\"\"\n", ["a"], [["\""]]),
        ("\"a b\",\"c,d\"\n1,2\n", ["a b", "c,d"], [["1", "2"]]),
        ("a,b\n 1 ,\t2\n", ["a", "b"], [[" 1 ", "\t2"]]),
        ("a,b\n1,x\ry\n", ["a", "b"], [["1", "x\ry"]]),
        ("é,😀\nß,\u{301}\n", ["é", "😀"], [["ß", "\u{301}"]]),
        ("a\n'single'\n", ["a"], [["'single'"]]),
        ("a;b\n1;2\n", ["a;b"], [["1;2"]]),
    ]

    @Test(arguments: tables.indices)
    func isRead(index: Int) throws {
        let (text, header, rows) = Self.tables[index]
        let table = try CSVReader.read(Array(text.utf8))
        #expect(table.header == header)
        #expect(table.rows == rows)
    }

    @Test(arguments: [
        ("", 1, "expected a first line"), ("\n1\n", 1, "expected a first line"), ("a,\n", 1, "column 2 has no name"),
        ("a,b,a\n", 1, "two columns are called 'a'"),
        ("a,b\n1\n", 2, "expected 2 fields as in the first line, found 1"),
        ("a,b\n1,2\n1,2,3\n", 3, "found 3"), ("a,b\n1,2\n\n", 3, "found 1"), ("a\n\"x\n\n", 2, "never closed"),
        ("a\nx\"y\n", 2, "a quote inside a field"), ("a\n\"x\"y\n", 2, "text behind the closing quote"),
        ("a\n\"x\"\ry\n", 2, "text behind the closing quote"), ("a,b\n\"1\n2\",\"x\"y\n", 3, "text behind"),
    ])
    func isRefused(text: String, line: Int, message: String) {
        let error = #expect(throws: CSVError.self) { try CSVReader.read(Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func otherEncodingsAreRefused() {
        let error = #expect(throws: CSVError.self) { try CSVReader.read(Array("a\n".utf8) + [0xE9, 0x0A]) }
        #expect(error == CSVError(line: 2, message: "this is not UTF-8"))
    }
}
