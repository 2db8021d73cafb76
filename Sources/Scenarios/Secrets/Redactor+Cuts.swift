extension Redactor {
    /// The mark of a cut, `…`.
    private static let mark: [UInt8] = [0xE2, 0x80, 0xA6]
    /// Fewer bytes of a secret than this are no secret.
    private static let least = 4

    /// `bytes` without the part of a secret that stands before or behind the mark of a cut.
    func redactingCuts(_ bytes: [UInt8]) -> [UInt8] {
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: Self.mark) {
                parts.append([])
                index += Self.mark.count
            } else {
                parts[parts.count - 1].append(bytes[index])
                index += 1
            }
        }
        guard parts.count > 1 else { return bytes }
        for index in parts.indices {
            if index > 0 { parts[index] = withoutBeginning(parts[index]) }
            if index < parts.count - 1 { parts[index] = withoutEnd(parts[index]) }
        }
        return Array(parts.joined(separator: Self.mark))
    }

    /// A text that begins with the end of a secret, without it.
    private func withoutBeginning(_ text: [UInt8]) -> [UInt8] {
        let found = longest(in: text) { $0.starts(with: $1.suffix($2)) }
        return found.map { Array($0.shell.utf8) + text.dropFirst($0.count) } ?? text
    }

    /// A text that ends with the beginning of a secret, without it.
    private func withoutEnd(_ text: [UInt8]) -> [UInt8] {
        let found = longest(in: text) { $0.suffix($2).elementsEqual($1.prefix($2)) }
        return found.map { text.dropLast($0.count) + Array($0.shell.utf8) } ?? text
    }

    private func longest(
        in text: [UInt8],
        where isPart: ([UInt8], _ secret: [UInt8], _ count: Int) -> Bool
    ) -> (count: Int, shell: String)? {
        var found: (count: Int, shell: String)?
        for secret in secrets {
            let most = min(secret.value.count - 1, text.count)
            var count = most
            while count >= max(Self.least, (found?.count ?? 0) + 1) {
                if isPart(text, secret.value, count) {
                    found = (count, secret.shell)
                    break
                }
                count -= 1
            }
        }
        return found
    }
}
