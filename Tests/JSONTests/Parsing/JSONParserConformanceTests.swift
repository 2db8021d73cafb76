import Diagnostics
import Foundation
import JSON
import PublicSuites
import Testing

/// The public suite of JSON parsing: `y_` must be accepted, `n_` refused; for `i_` the answers below are ours.
@Suite(
    "JSON parser: public suite",
    .enabled(if: PublicSuites.folder("json-parsing") != nil, "the public suites are not beside the checkout")
)
struct JSONParserConformanceTests {
    static let folder = PublicSuites.folder("json-parsing")

    /// What RFC 8259 leaves to the implementation. Numbers of any size are kept; what isn't UTF-8, surrogates that are
    /// no pair and a byte order mark are refused, so that no value is ever other than what was sent.
    static let answers: [String: Bool] = [
        "i_number_double_huge_neg_exp.json": true,
        "i_number_huge_exp.json": true,
        "i_number_neg_int_huge_exp.json": true,
        "i_number_pos_double_huge_exp.json": true,
        "i_number_real_neg_overflow.json": true,
        "i_number_real_pos_overflow.json": true,
        "i_number_real_underflow.json": true,
        "i_number_too_big_neg_int.json": true,
        "i_number_too_big_pos_int.json": true,
        "i_number_very_big_negative_int.json": true,
        "i_string_1st_surrogate_but_2nd_missing.json": false,
        "i_string_UTF-8_invalid_sequence.json": false,
        "i_string_UTF8_surrogate_U+D800.json": false,
        "i_string_incomplete_surrogate_and_escape_valid.json": false,
        "i_string_incomplete_surrogate_pair.json": false,
        "i_string_incomplete_surrogates_escape_valid.json": false,
        "i_string_invalid_lonely_surrogate.json": false,
        "i_string_invalid_surrogate.json": false,
        "i_string_invalid_utf-8.json": false,
        "i_string_inverted_surrogates_U+1D11E.json": false,
        "i_string_lone_second_surrogate.json": false,
        "i_string_lone_utf8_continuation_byte.json": false,
        "i_string_not_in_unicode_range.json": false,
        "i_string_overlong_sequence_2_bytes.json": false,
        "i_string_overlong_sequence_6_bytes.json": false,
        "i_string_overlong_sequence_6_bytes_null.json": false,
        "i_string_truncated-utf-8.json": false,
        "i_string_utf16LE_no_BOM.json": false,
        "i_structure_500_nested_arrays.json": true,
        "i_structure_UTF-8_BOM_empty_object.json": false,
    ]

    private func files(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = try #require(Self.folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(prefix) }
        return try names.sorted().map { ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0)))) }
    }

    private func isAccepted(_ name: String, _ bytes: [UInt8]) -> Bool {
        let duplicates = name.hasPrefix("y_object_duplicated_key")
        let options = JSONParser.Options(duplicateNames: duplicates ? .keepLast : .refuse)
        let value = try? JSONParser.parse(bytes, options)
        let node = try? JSONParser.parseNode(SourceFile(path: name, bytes: bytes), options)
        #expect(value == node?.value, "both results of \(name)")
        if let value {
            #expect((try? JSONParser.parse(JSONSerializer.serialize(value))) == value, "\(name) there and back")
        }
        return value != nil
    }

    @Test("what must be accepted")
    func accepted() throws {
        let files = try files("y_")
        for file in files { #expect(isAccepted(file.name, file.bytes), "\(file.name)") }
        print("JSON parsing: \(files.count) y_ files")
        #expect(files.count >= 73)
    }

    @Test("what must be refused")
    func refused() throws {
        let files = try files("n_")
        for file in files { #expect(!isAccepted(file.name, file.bytes), "\(file.name)") }
        print("JSON parsing: \(files.count) n_ files")
        #expect(files.count >= 144)
    }

    @Test("what is ours to decide")
    func decided() throws {
        let files = try files("i_")
        for file in files {
            #expect(
                isAccepted(file.name, file.bytes) == Self.answers[file.name],
                "\(file.name); nil: no answer is documented"
            )
        }
        #expect(files.count == Self.answers.count)
    }

    @Test("a name that stands twice is refused by default")
    func duplicates() throws {
        for file in try files("y_object_duplicated_key") {
            #expect(throws: JSONSyntaxError.self, "\(file.name)") { try JSONParser.parse(file.bytes) }
        }
    }
}
