/// Reads comma-separated values (RFC 4180); the first record holds the names.
package enum CSVReader {
    /// The names and the rows of `bytes`. A byte-order mark is dropped; lines may end in LF or CRLF.
    package static func read(_ bytes: [UInt8]) throws(CSVError) -> (header: [String], rows: [[String]]) {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var scanner = Scanner(bytes: hasMark ? Array(bytes.dropFirst(3)) : bytes)
        var records = try scanner.records()
        guard let header = records.first?.fields, !(header.count == 1 && header[0].isEmpty) else {
            throw CSVError(line: 1, message: "expected a first line with the names of the columns")
        }
        records.removeFirst()
        // Names are told apart by their bytes.
        var names: Set<[UInt8]> = []
        for (index, name) in header.enumerated() where name.isEmpty || !names.insert(Array(name.utf8)).inserted {
            throw CSVError(
                line: 1,
                message: name.isEmpty ? "column \(index + 1) has no name" : "two columns are called '\(name)'"
            )
        }
        for record in records where record.fields.count != header.count {
            throw CSVError(
                line: record.line,
                message: "expected \(header.count) fields as in the first line, found \(record.fields.count)"
            )
        }
        return (header, records.map(\.fields))
    }

    private struct Record {
        var line: Int
        var fields: [String]
    }

    private struct Scanner {
        let bytes: [UInt8]
        var index = 0
        var line = 1

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func records() throws(CSVError) -> [Record] {
            var records: [Record] = []
            while index < bytes.count {
                let start = line
                var fields = [try field()]
                while index < bytes.count, bytes[index] == UInt8(ascii: ",") {
                    index += 1
                    fields.append(try field())
                }
                endLine()
                records.append(Record(line: start, fields: fields))
            }
            return records
        }

        private mutating func endLine() {
            if index < bytes.count, bytes[index] == 0x0D { index += 1 }
            if index < bytes.count, bytes[index] == 0x0A { index += 1 }
            line += 1
        }

        private mutating func field() throws(CSVError) -> String {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return try text(plain()) }
            return try text(quoted())
        }

        private mutating func plain() throws(CSVError) -> [UInt8] {
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != 0x0A {
                if isLineEnd { break }
                if bytes[index] == UInt8(ascii: "\"") {
                    throw CSVError(
                        line: line,
                        message:
                            "a quote inside a field that doesn't begin with one; quote the whole field and double its quotes"
                    )
                }
                index += 1
            }
            return Array(bytes[start..<index])
        }

        /// Whether a CR is here that ends a line; any other is text.
        private var isLineEnd: Bool { bytes[index] == 0x0D && (index + 1 == bytes.count || bytes[index + 1] == 0x0A) }

        private mutating func quoted() throws(CSVError) -> [UInt8] {
            let start = line
            var field: [UInt8] = []
            index += 1
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") {
                    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                        try requireEnd()
                        return field
                    }
                    index += 1
                } else if byte == 0x0A {
                    line += 1
                }
                field.append(byte)
            }
            throw CSVError(line: start, message: "a quoted field that begins here is never closed")
        }

        private func requireEnd() throws(CSVError) {
            guard index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != 0x0A, !isLineEnd else {
                return
            }
            throw CSVError(line: line, message: "text behind the closing quote of a field")
        }

        private func text(_ bytes: [UInt8]) throws(CSVError) -> String {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            throw CSVError(line: line, message: "this is not UTF-8")
        }
    }
}

/// What is wrong with a CSV file.
package struct CSVError: Error, Sendable, Hashable {
    /// The line, from 1.
    package var line: Int
    /// What was found and what was expected.
    package var message: String
}
