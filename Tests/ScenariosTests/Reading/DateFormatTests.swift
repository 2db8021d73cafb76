import Testing

@testable import Quantities

@Suite struct DateFormatTests {
    /// 2026-02-03T04:05:06.789Z, a Tuesday.
    private static let instant: Int64 = 1_770_091_506_789

    @Test(arguments: [
        ("yyyy-MM-dd", "2026-02-03"), ("yyyyMMdd'T'HHmmss'Z'", "20260203T040506Z"),
        ("dd/MM/yyyy HH:mm:ss.SSS", "03/02/2026 04:05:06.789"),
        ("EEE, dd MMM yyyy", "Tue, 03 Feb 2026"), ("yyyy-MM-dd'T'HH:mm:ssXXX", "2026-02-03T04:05:06Z"),
        ("unix", "1770091506"),
        ("unixms", "1770091506789"), ("iso8601", "2026-02-03T04:05:06Z"), ("http", "Tue, 03 Feb 2026 04:05:06 GMT"),
        ("''yyyy''", "'2026'"), ("'it''s' yyyy", "it's 2026"), ("HH.mm", "04.05"), ("'unix' yyyy", "unix 2026"),
    ])
    func writes(pattern: String, text: String) throws {
        #expect(try DateFormat(pattern).string(fromUnixMilliseconds: Self.instant) == text)
    }

    @Test(arguments: [
        "yyyy-MM-dd'T'HH:mm:ss.SSS", "yyyyMMddHHmmssSSS", "unixms", "EEE, dd MMM yyyy HH:mm:ss.SSS 'GMT'",
        "SSS ss mm HH dd MM yyyy",
    ])
    func readsWhatItWrites(pattern: String) throws {
        let format = try DateFormat(pattern)
        // Ends of months and years, leap days of every kind, and the time before 1970.
        let instants: [Int64] = [
            0, -1, 951_782_399_999, 951_782_400_000, 951_868_800_000, 4_107_542_399_000, -2_208_988_800_000,
            -62_135_596_800_000,
            253_402_300_799_999, instantAfter, Self.instant,
        ]
        for instant in instants where pattern != "unixms" || instant >= 0 {
            #expect(format.unixMilliseconds(from: format.string(fromUnixMilliseconds: instant)) == instant)
        }
    }

    private let instantAfter: Int64 = 1_709_251_199_999

    @Test(
        arguments: [
            ("iso8601", "2026-02-03T04:05:06Z", 1_770_091_506_000),
            ("iso8601", "2026-02-03T04:05:06.5Z", 1_770_091_506_500),
            ("iso8601", "2026-02-03T04:05:06.123456789Z", 1_770_091_506_123),
            ("iso8601", "2026-02-03T05:05:06+01:00", 1_770_091_506_000),
            ("iso8601", "2026-02-02T23:05:06-05:00", 1_770_091_506_000),
            ("http", "Tue, 03 Feb 2026 04:05:06 GMT", 1_770_091_506_000),
            ("unix", "0", 0), ("unix", "1770091506", 1_770_091_506_000), ("unixms", "1770091506789", 1_770_091_506_789),
            ("yyyy-MM-dd", "2024-02-29", 1_709_164_800_000), ("yyyy-MM-dd", "2000-02-29", 951_782_400_000),
        ] as [(String, String, Int64)]
    )
    func reads(pattern: String, text: String, instant: Int64) throws {
        #expect(try DateFormat(pattern).unixMilliseconds(from: text) == instant)
    }

    @Test(arguments: [
        ("yyyy-MM-dd", "2026-2-3"), ("yyyy-MM-dd", "2026-02-30"), ("yyyy-MM-dd", "2023-02-29"),
        ("yyyy-MM-dd", "1900-02-29"),
        ("yyyy-MM-dd", "2026-00-10"), ("yyyy-MM-dd", "2026-13-01"), ("yyyy-MM-dd", "2026-04-31"),
        ("yyyy-MM-dd", "2026-01-00"),
        ("yyyy-MM-dd", "2026-02-03 "), ("yyyy-MM-dd", " 2026-02-03"), ("yyyy-MM-dd", "2026-02-03Z"), ("yyyy-MM-dd", ""),
        ("yyyy-MM-dd", "٢٠٢٦-02-03"), ("yyyy-MM-dd", "+026-02-03"), ("HH:mm:ss", "24:00:00"), ("HH:mm:ss", "23:60:00"),
        ("HH:mm:ss", "23:59:60"), ("http", "Wed, 03 Feb 2026 04:05:06 GMT"), ("http", "Tue, 03 feb 2026 04:05:06 GMT"),
        ("http", "Tue, 3 Feb 2026 04:05:06 GMT"), ("iso8601", "2026-02-03T04:05:06"),
        ("iso8601", "2026-02-03 04:05:06Z"),
        ("iso8601", "2026-02-03T04:05:06.Z"), ("iso8601", "2026-02-03T04:05:06+0100"),
        ("iso8601", "2026-02-03T04:05:06+24:00"),
        ("unix", "-1"), ("unix", "1.5"), ("unix", ""), ("unix", "99999999999999999999"),
        ("unix", "9223372036854775807"),
        ("unixms", "1770091506789ms"),
    ])
    func refuses(pattern: String, text: String) throws {
        #expect(try DateFormat(pattern).unixMilliseconds(from: text) == nil)
    }

    @Test(arguments: [
        ("", "an empty date format"), ("YYYY", "'YYYY'"), ("yy", "'yy'"), ("yyyyy", "'yyyyy'"), ("M", "'M'"),
        ("MMMM", "'MMMM'"), ("hh", "'hh'"),
        ("'open", "never closed"), ("yyyy-MM-ddTHH", "'T'"), ("ISO8601", "'I'"), ("SS", "'SS'"),
    ])
    func isNoFormat(pattern: String, message: String) {
        let error = #expect(throws: DateFormatError.self) { try DateFormat(pattern) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
