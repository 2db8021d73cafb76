import Decoding
import Diagnostics
import HTTP
import JSON
import Signing
import Substitution

/// Signs requests as `messageSignature` describes it: HTTP Message Signatures (RFC 9421).
struct MessageSignatureDecoder {
    private static let keys = [
        "algorithm", "key", "keyEncoding", "keyId", "covers", "created", "expires", "nonce", "tag", "label",
        "namesAlgorithm", "afterSigning",
    ]

    let problems: Problems
    /// Milliseconds since 1970.
    let now: Int64

    /// The fields that sign `draft`; placeholders where not all of it is known yet, `nil`, with a problem, where it
    /// can't be signed.
    func headers(_ node: JSONNode, signing draft: RequestDraft) -> [HeaderField]? {
        guard let reader = ObjectReader(node, "'messageSignature'", keys: Self.keys, problems) else { return nil }
        // All that is missing or wrong is told at once.
        let algorithmNode = reader.required("algorithm", "'messageSignature'")
        let name = algorithmNode.flatMap { Leaf.text($0, "'algorithm'", problems) }
        let isKnown = isKnown(name, algorithmNode)
        let keyNode = reader.required("key", "'messageSignature'")
        let covers = reader.required("covers", "'messageSignature'")
        guard isKnown, let name, let keyNode, let key = Leaf.text(keyNode, "'key'", problems), let covers else {
            return nil
        }
        let components = reader.texts("covers")
        let parameters = parameters(reader)
        let label = reader.text("label") ?? "sig1"
        if !covers.holdsPending {
            do throws(MessageSignatureError) {
                try MessageSignature.check(components)
            } catch {
                tell(error, reader, covers)
                return nil
            }
        }
        if node.holdsPending || draft.holdsGaps { return Self.placeholders }
        guard let algorithm = MessageSignature.Algorithm(rawValue: name),
            let bytes = WebTokenDecoder.bytes(key, keyNode, reader["keyEncoding"], problems)
        else { return nil }
        do throws(MessageSignatureError) {
            let signature = try MessageSignature(
                algorithm,
                key: bytes,
                components: components,
                parameters: parameters,
                label: label
            )
            return try signature.headers(signing: draft.prepared.request)
        } catch {
            tell(error, reader, covers)
            return nil
        }
    }

    /// Whether an algorithm is one, or not known yet; else there is a problem.
    private func isKnown(_ name: String?, _ node: JSONNode?) -> Bool {
        guard let name, let node, !node.isPending, MessageSignature.Algorithm(rawValue: name) == nil else {
            return true
        }
        let known = MessageSignature.Algorithm.allCases.map(\.rawValue)
        problems.add("unknown algorithm '\(name)'", at: node.location, help: UnknownName.help(name, among: known))
        return false
    }

    private func tell(_ error: MessageSignatureError, _ reader: ObjectReader, _ covers: JSONNode) {
        switch error.part {
        case .key: problems.add(error.message, at: reader["key"]?.location, help: WebTokenDecoder.keyHelp)
        case .components:
            let elements = covers.elements ?? []
            let place = error.component.flatMap { elements.indices.contains($0) ? elements[$0].location : nil }
            problems.add(error.message, at: place ?? covers.location)
        case .label: problems.add(error.message, at: reader["label"]?.location)
        case .parameters: problems.add(error.message, at: reader.opening)
        }
    }

    private static let placeholders = [
        HeaderField("Signature-Input", "${signature-input}"), HeaderField("Signature", "${signature}"),
    ]

    private func parameters(_ reader: ObjectReader) -> MessageSignature.Parameters {
        var parameters = MessageSignature.Parameters()
        let seconds = now / 1000
        if reader.flag("created") ?? true { parameters.created = seconds }
        if let lifetime = reader.duration("expires") {
            parameters.expires = seconds + Int64(clamping: lifetime / 1_000_000_000)
        }
        parameters.nonce = reader.text("nonce")
        parameters.keyID = reader.text("keyId")
        parameters.tag = reader.text("tag")
        parameters.namesAlgorithm = reader.flag("namesAlgorithm") ?? false
        return parameters
    }
}
