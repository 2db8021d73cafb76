import JSON

/// Credentials that are missing or wrong.
extension CaseMaker {
    mutating func addAuthentication() {
        guard !operation.security.isEmpty, operation.security.allSatisfy({ !$0.schemes.isEmpty }),
            let carrier = CredentialCarrier(base)
        else { return }
        add("auth-missing", "a request without credentials", combines: true) { carrier.remove(from: &$0) }
        addCredential("auth-empty", "empty credentials", carrier, "")
        addTampered(carrier)
        addCredential("auth-malformed", "credentials without a scheme", carrier, "muster")
        let scheme = carrier.scheme
        if !scheme.isEmpty {
            addCredential("auth-scheme-only", "a scheme without credentials", carrier, scheme)
            addScheme(carrier)
        }
        let samples: [(kind: String, words: String, text: String)] = [
            ("auth-unknown", "credentials that nobody issued", "muster-unknown-4f1c2b9a"),
            ("auth-null-word", "the word null for credentials", "null"),
            ("auth-unfilled", "a placeholder that nobody filled in", "{access_token}"),
            ("auth-not-ascii", "credentials beyond ASCII", "ключ密钥🔑"),
            ("auth-injection", "SQL for credentials", "' OR '1'='1"),
        ]
        for sample in samples { addCredential(sample.kind, sample.words, carrier, scheme + sample.text) }
        add("auth-very-long", "credentials of 4,000 characters") {
            carrier.put(.string(scheme + "${repeat(t,4000)}"), &$0)
        }
        guard carrier.location != .query else { return }
        add("auth-in-query", "wrong credentials in the query") { draft in
            carrier.remove(from: &draft)
            draft.query["access_token"] = "muster-unknown-4f1c2b9a"
        }
    }

    private mutating func addCredential(_ kind: String, _ words: String, _ carrier: CredentialCarrier, _ text: String) {
        add(kind, words, combines: kind == "auth-unknown") { carrier.put(.string(text), &$0) }
    }

    /// Changes of the valid credentials, which keep what the suite writes and so show no secret.
    private mutating func addTampered(_ carrier: CredentialCarrier) {
        guard let written = carrier.written else {
            guard carrier.isSigned else { return }
            add("auth-tampered", "a signature made with another secret") { carrier.spoil(&$0) }
            return
        }
        add("auth-tampered", "credentials with one more character behind") { carrier.put(.string(written + "x"), &$0) }
        if let spoiled = carrier.prefixed("x") {
            add("auth-tampered", "credentials with one more character before") { carrier.put(.string(spoiled), &$0) }
        }
        guard carrier.location == .header else { return }
        let other = carrier.scheme + "muster-unknown-4f1c2b9a"
        add("auth-twice", "two fields with credentials") {
            carrier.put(.array([.string(written), .string(other)]), &$0)
        }
        add("auth-twice-in-one", "credentials twice in one field") {
            carrier.put(.string("\(written), \(written)"), &$0)
        }
    }

    /// Other schemes before the same credentials.
    private mutating func addScheme(_ carrier: CredentialCarrier) {
        let rest = carrier.credential ?? "bXVzdGVyOm11c3Rlcg=="
        let shown = carrier.resolvedScheme
        let other = shown.lowercased().hasPrefix("basic") ? "Bearer " : "Basic "
        add("auth-other-scheme", "the scheme \(other.dropLast())") { carrier.put(.string(other + rest), &$0) }
        add("auth-unknown-scheme", "a scheme that doesn't exist") { carrier.put(.string("Muster " + rest), &$0) }
        let changed = shown.lowercased() == shown ? shown.uppercased() : shown.lowercased()
        if changed != shown {
            add("auth-scheme-case", "the scheme in another case") {
                carrier.put(.string(ScenarioText.literal(changed) + rest), &$0)
            }
        }
    }
}
