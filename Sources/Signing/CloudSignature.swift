import Cryptography
package import HTTP
import URI

/// Signs requests as the gateways of two clouds ask for it: AWS Signature Version 4, and Huawei Cloud's
/// SDK-HMAC-SHA256.
package struct CloudSignature: Sendable, Hashable {
    /// Whose rules are followed.
    package enum Vendor: Sendable, Hashable {
        /// The content of what isn't `signsContent` stands as `UNSIGNED-PAYLOAD`.
        case aws(region: String, service: String, sessionToken: String?, signsContent: Bool)
        case huawei
    }

    /// Whose rules are followed.
    package var vendor: Vendor
    /// Who signs, and with what.
    package var credentials: HMACCredentials
    /// The names of fields that are signed besides those that have to be.
    package var signedHeaders: [String]

    /// A signature of its parts.
    package init(_ vendor: Vendor, credentials: HMACCredentials, signedHeaders: [String] = []) {
        self.vendor = vendor
        self.credentials = credentials
        self.signedHeaders = signedHeaders
    }

    /// The fields that sign `request`: `Authorization`, and what it names besides; `time` is now, as
    /// `yyyyMMdd'T'HHmmss'Z'`. A time that the request has already stays.
    package func headers(signing request: HTTPRequest, at time: String) -> [HeaderField] {
        var request = request
        var added: [HeaderField] = []
        func add(_ name: String, _ value: String) {
            guard request.headers[name] == nil else { return }
            added.append(HeaderField(name, value))
            request.headers.append(name, value)
        }
        let dateName = vendor == .huawei ? "X-Sdk-Date" : "X-Amz-Date"
        add(dateName, time)
        let date = request.headers[dateName] ?? time
        var contentHash = HashFunction.sha256.hex(of: request.body ?? [])
        if case .aws(_, let service, let token, let signsContent) = vendor {
            if let token { add("X-Amz-Security-Token", token) }
            if !signsContent { contentHash = "UNSIGNED-PAYLOAD" }
            if service == "s3" || !signsContent { add("X-Amz-Content-Sha256", contentHash) }
        }
        let names = signedNames(request)
        let hash = HashFunction.sha256.hex(of: Array(canonical(request, names, contentHash).utf8))
        let signature = Hex.encode(signature(date: date, hash: hash))
        added.append(HeaderField("Authorization", authorization(names, date: date, signature)))
        return added
    }

    /// The names that are signed: lowercase, sorted, each once.
    private func signedNames(_ request: HTTPRequest) -> [String] {
        var names = Set(signedHeaders.map { $0.lowercased() })
        names.insert("host")
        for field in request.headers.all {
            let name = field.name.lowercased()
            switch vendor {
            case .aws: if name.hasPrefix("x-amz-") || name == "content-type" { names.insert(name) }
            case .huawei: if name == "x-sdk-date" { names.insert(name) }
            }
        }
        return names.sorted { Bytes.precede($0.utf8, $1.utf8) }
    }

    private func canonical(_ request: HTTPRequest, _ names: [String], _ contentHash: String) -> String {
        let target = SignedTarget(request.url)
        let fields = names.map { name in
            var values = request.headers.values(name)
            if values.isEmpty, name == "host" { values = [target.host] }
            return "\(name):\(values.map(value).joined(separator: ","))\n"
        }.joined()
        return [request.method, path(target), target.canonicalQuery, fields, names.joined(separator: ";"), contentHash]
            .joined(separator: "\n")
    }

    /// A field's value as it is signed: AWS makes one blank of several.
    private func value(_ text: String) -> String {
        let trimmed = Bytes.trimmed(text)
        if vendor == .huawei { return trimmed }
        return trimmed.split(separator: " ").joined(separator: " ")
    }

    /// The path as it is signed: AWS encodes the encoded one once more, except for S3; Huawei ends it in a slash.
    private func path(_ target: SignedTarget) -> String {
        let once = target.canonicalPath
        switch vendor {
        case .huawei: return once.hasSuffix("/") ? once : once + "/"
        case .aws(_, "s3", _, _): return once
        case .aws:
            return once.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .map { PercentCoding.encode(String(Substring($0))) }.joined(separator: "/")
        }
    }

    private var scope: String {
        if case .aws(let region, let service, _, _) = vendor { "/\(region)/\(service)/aws4_request" } else { "" }
    }

    private func signature(date: String, hash: String) -> [UInt8] {
        func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
            HashFunction.sha256.authenticationCode(of: Array(text.utf8), key: key)
        }
        let secret = Array(credentials.secret.utf8)
        switch vendor {
        case .huawei: return code("SDK-HMAC-SHA256\n\(date)\n\(hash)", secret)
        case .aws(let region, let service, _, _):
            let day = String(date.prefix(8))
            var key = code(day, Array("AWS4".utf8) + secret)
            for part in [region, service, "aws4_request"] { key = code(part, key) }
            return code("AWS4-HMAC-SHA256\n\(date)\n\(day)\(scope)\n\(hash)", key)
        }
    }

    private func authorization(_ names: [String], date: String, _ signature: String) -> String {
        let list = names.joined(separator: ";")
        switch vendor {
        case .huawei:
            return "SDK-HMAC-SHA256 Access=\(credentials.id), SignedHeaders=\(list), Signature=\(signature)"
        case .aws:
            return "AWS4-HMAC-SHA256 Credential=\(credentials.id)/\(date.prefix(8))\(scope), SignedHeaders=\(list), "
                + "Signature=\(signature)"
        }
    }
}
