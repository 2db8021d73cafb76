import JSON
import Testing

@testable import Contracts

@Suite struct MultipartReaderTests {
    private func parts(_ text: String) throws -> [String] {
        try MultipartReader(boundary: "b").parts(Array(text.utf8)).map {
            "\($0.name)|\($0.type?.description ?? "")|\(String(decoding: $0.bytes, as: UTF8.self))"
        }
    }

    @Test(arguments: [
        ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n", ["a||x"]),
        // A preamble, white space behind the boundary, an epilogue.
        ("hello\r\n--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\nbye", ["a||x"]),
        // Names of fields in any case, a type, a file, a content with line ends and no boundary.
        (
            "--b\r\ncontent-type: application/json\r\nCONTENT-DISPOSITION: form-data; filename=\"f\"; name=\"a b\"\r\n\r\n{}\r\n--\r\n--b--",
            ["a b|application/json|{}\r\n--"]
        ),
        ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b--", ["a||"]),
        // Without a name it is no field.
        ("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", []),
        ("--b--", []),
    ])
    func readsParts(_ text: String, _ expected: [String]) throws { #expect(try parts(text) == expected) }

    @Test(arguments: [
        "", "--c\r\n\r\n--c--", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b", "x--b--",
    ])
    func refusesWhatIsNotWhole(_ text: String) {
        #expect(throws: MultipartReader.Fault.self) { try parts(text) }
    }
}
