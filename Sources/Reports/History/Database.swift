import CSQLite

/// Why the history of runs can't be read or written: where, and in SQLite's words.
package struct HistoryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path of the store.
    package var path: String
    /// What is wrong.
    package var reason: String

    /// All of it in one line.
    package var description: String { "\(path): \(reason)" }
}

/// A database of SQLite, as far as the history of runs needs one. It belongs to one thread.
final class Database {
    /// A value of a column.
    enum Value: Hashable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
    }

    private let path: String
    private let handle: OpaquePointer

    /// The database at `path`, which is made when it isn't there.
    init(_ path: String) throws(HistoryError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let reason = String(cString: sqlite3_errstr(code))
            sqlite3_close(handle)
            throw HistoryError(path: path, reason: reason)
        }
        self.path = path
        self.handle = handle
        // Another program that writes is waited for.
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit { sqlite3_close(handle) }

    /// Runs one statement without a result.
    func run(_ statement: String, _ values: [Value] = []) throws(HistoryError) {
        _ = try rows(statement, values)
    }

    /// The rows of one statement.
    func rows(_ statement: String, _ values: [Value] = []) throws(HistoryError) -> [[Value]] {
        var prepared: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, statement, -1, &prepared, nil))
        defer { sqlite3_finalize(prepared) }
        for (index, value) in values.enumerated() { try check(bind(value, Int32(index + 1), prepared)) }
        var rows: [[Value]] = []
        while true {
            let code = sqlite3_step(prepared)
            if code == SQLITE_DONE { return rows }
            guard code == SQLITE_ROW else { throw failure() }
            rows.append((0..<sqlite3_column_count(prepared)).map { Self.value($0, of: prepared) })
        }
    }

    /// Runs `body` as a whole or not at all.
    func transaction(_ body: () throws(HistoryError) -> Void) throws(HistoryError) {
        try run("BEGIN IMMEDIATE")
        do throws(HistoryError) {
            try body()
            try run("COMMIT")
        } catch {
            try? run("ROLLBACK")
            throw error
        }
    }

    private func bind(_ value: Value, _ index: Int32, _ statement: OpaquePointer?) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .real(let number): sqlite3_bind_double(statement, index, number)
        case .text(let text):
            // With its length: a text may hold a zero byte.
            sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count), muster_sqlite_transient())
        }
    }

    private static func value(_ column: Int32, of statement: OpaquePointer?) -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            .text(
                String(
                    decoding: UnsafeBufferPointer(
                        start: sqlite3_column_text(statement, column),
                        count: Int(sqlite3_column_bytes(statement, column))
                    ),
                    as: UTF8.self
                )
            )
        default: .null
        }
    }

    private func check(_ code: Int32) throws(HistoryError) { if code != SQLITE_OK { throw failure() } }

    private func failure() -> HistoryError {
        HistoryError(path: path, reason: String(cString: sqlite3_errmsg(handle)))
    }
}

extension Database.Value {
    /// A text, or null for none.
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    var integer: Int64? { if case .integer(let number) = self { number } else { nil } }

    var real: Double? {
        switch self {
        case .real(let number): number
        case .integer(let number): Double(number)
        case .null, .text: nil
        }
    }
}
