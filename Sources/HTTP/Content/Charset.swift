import Glibc

/// Texts in the encodings that media types name (RFC 9110, section 8.3.2), decoded by the C library.
package enum Charset {
    /// The `charset` of a `Content-Type`, in lower case; `nil` when it names none.
    package static func name(in contentType: String) -> String? {
        for part in contentType.utf8.split(separator: UInt8(ascii: ";")).dropFirst() {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")),
                String(Substring(part[..<equals].withoutBlanks)).lowercased() == "charset"
            else { continue }
            let value = String(Substring(part[part.index(after: equals)...].withoutBlanks))
            return value.filter { $0 != "\"" && $0 != "'" }.lowercased()
        }
        return nil
    }

    /// `bytes` as a text; `nil` for an encoding that isn't known here, and for bytes that it doesn't have.
    package static func decode(_ bytes: [UInt8], as name: String) -> String? {
        // What a server sends is no name of a file.
        let isName = name.utf8.allSatisfy { byte in
            ByteClass.isDigit(byte) || (0x61...0x7A).contains(byte) || "-_.:".utf8.contains(byte)
        }
        guard isName, !name.isEmpty else { return nil }
        if name == "utf-8" || name == "utf8" || name == "us-ascii" { return String(validating: bytes, as: UTF8.self) }
        guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        // No encoding has characters that take more than four times as many bytes in UTF-8.
        var output = [UInt8](repeating: 0, count: bytes.count * 4 + 16)
        var input = bytes
        let written = input.withUnsafeMutableBytes { input -> Int? in
            output.withUnsafeMutableBytes { output -> Int? in
                var source = input.baseAddress?.assumingMemoryBound(to: CChar.self)
                var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
                var (left, room) = (input.count, output.count)
                guard iconv(converter, &source, &left, &target, &room) != -1, left == 0 else { return nil }
                return output.count - room
            }
        }
        return written.map { String(decoding: output[..<$0], as: UTF8.self) }
    }
}
