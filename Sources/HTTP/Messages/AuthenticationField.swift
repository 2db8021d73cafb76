/// A challenge or an answer to one: a scheme of authentication with its parameters (RFC 9110, section 11).
package struct AuthenticationField: Sendable, Hashable {
    /// The scheme, in lower case.
    package var scheme: String
    /// The parameters, by their names in lower case, their quotes undone; a name that stands twice has its first value.
    package var parameters: [String: String] = [:]

    /// The challenges of `WWW-Authenticate` among `fields`, in their order: a field may hold several.
    package static func challenges(in fields: HeaderFields) -> [AuthenticationField] {
        fields.values("WWW-Authenticate").flatMap(all)
    }

    /// The credentials of the first `Authorization` among `fields`; `nil` for none.
    package static func credentials(in fields: HeaderFields) -> AuthenticationField? {
        fields.values("Authorization").first.flatMap { all($0).first }
    }

    /// The credentials of `request` by digest authentication (RFC 7616); `nil` for none.
    package static func digest(in request: HTTPRequest) -> AuthenticationField? {
        credentials(in: request.headers).flatMap { $0.scheme == "digest" ? $0 : nil }
    }

    /// What a server tells of an authentication that succeeded: the parameters of all `Authentication-Info` among
    /// `fields`, which are one list (RFC 9110, section 11.6.3).
    package static func information(in fields: HeaderFields) -> [String: String] {
        fields["Authentication-Info"].map(parameters) ?? [:]
    }

    /// The parameters of a field that has no scheme, such as `Authentication-Info`.
    package static func parameters(_ value: String) -> [String: String] {
        var reader = Reader(bytes: Array(value.utf8)[...])
        var only = AuthenticationField(scheme: "")
        while let element = reader.next() {
            guard case .parameter(let name, let value) = element else { continue }
            only.add(name, value)
        }
        return only.parameters
    }

    /// What `value` lists.
    package static func all(_ value: String) -> [AuthenticationField] {
        var reader = Reader(bytes: Array(value.utf8)[...])
        var fields: [AuthenticationField] = []
        while let element = reader.next() {
            switch element {
            case .scheme(let name): fields.append(AuthenticationField(scheme: name))
            case .parameter(let name, let value): if !fields.isEmpty { fields[fields.count - 1].add(name, value) }
            }
        }
        return fields
    }

    private mutating func add(_ name: String, _ value: String) {
        if parameters[name] == nil { parameters[name] = value }
    }

    private enum Element {
        case scheme(String)
        case parameter(String, String)
    }

    /// Reads schemes and parameters, which commas part alike.
    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func next() -> Element? {
            while !bytes.isEmpty {
                skip { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
                let token = take(ByteClass.isToken)
                guard !token.isEmpty else {
                    // Nothing that the syntax knows: the next comma begins anew.
                    skip { $0 != UInt8(ascii: ",") }
                    continue
                }
                let name = String(decoding: token, as: UTF8.self).lowercased()
                if let value = parameterValue() { return .parameter(name, value) }
                skipToken68()
                return .scheme(name)
            }
            return nil
        }

        /// What follows an equals sign; `nil`, with nothing taken, where there is none.
        private mutating func parameterValue() -> String? {
            let start = bytes
            skip { $0 == 0x20 || $0 == 0x09 }
            guard bytes.first == UInt8(ascii: "=") else {
                bytes = start
                return nil
            }
            bytes.removeFirst()
            skip { $0 == 0x20 || $0 == 0x09 }
            guard bytes.first == 0x22 else { return String(decoding: take(ByteClass.isToken), as: UTF8.self) }
            return quoted()
        }

        private mutating func quoted() -> String {
            bytes.removeFirst()
            var text: [UInt8] = []
            while let byte = bytes.popFirst(), byte != 0x22 {
                text.append(byte == UInt8(ascii: "\\") ? bytes.popFirst() ?? byte : byte)
            }
            return String(decoding: text, as: UTF8.self)
        }

        /// Passes over the one token of a scheme that has no parameters, such as base64 (`token68`).
        private mutating func skipToken68() {
            let start = bytes
            skip { $0 == 0x20 || $0 == 0x09 }
            skip { ByteClass.isToken($0) || $0 == UInt8(ascii: "/") }
            let hasEnd = bytes.first == UInt8(ascii: "=")
            skip { $0 == UInt8(ascii: "=") }
            skip { $0 == 0x20 || $0 == 0x09 }
            let isAlone = bytes.isEmpty || bytes.first == UInt8(ascii: ",")
            if !isAlone || !hasEnd && bytes.count == start.count { bytes = start }
        }

        private mutating func skip(_ condition: (UInt8) -> Bool) { bytes = bytes.drop(while: condition) }

        private mutating func take(_ condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
            let taken = bytes.prefix(while: condition)
            bytes = bytes.dropFirst(taken.count)
            return taken
        }
    }
}
