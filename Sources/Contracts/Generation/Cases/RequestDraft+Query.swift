import JSON

/// How parameters of the query stand in a request that a scenario describes.
extension GeneratedRequest {
    /// Puts the value of a parameter in, in its style; false where the style has no form for it (OpenAPI 3.1.0, Style
    /// Values), and then nothing is changed.
    ///
    /// A plain value and a list with an element a field are members of `query`; separators that must not be encoded stand
    /// in the path as they are.
    @discardableResult
    mutating func set(query parameter: Parameter, _ value: CaseValue) -> Bool {
        guard value.sent.array != nil || value.sent.object != nil else {
            remove(query: parameter)
            query[parameter.name] = CaseMaker.text(value.written)
            return true
        }
        guard let text = ParameterWriter.text(of: value.sent, for: parameter) else { return false }
        remove(query: parameter)
        if parameter.content != nil {
            query[parameter.name] = .string(ScenarioText.literal(value.sent.texted))
        } else if value.sent.array != nil, parameter.explode {
            query[parameter.name] = .array(CaseMaker.texts([value.written]))
        } else if value.sent.object != nil, parameter.explode || parameter.style == .deepObject {
            for pair in QueryPair.all(in: text[...]) {
                query[pair.name] = .string(ScenarioText.literal(PercentText.decode(pair.raw ?? "") ?? ""))
            }
        } else {
            path += (path.contains("?") ? "&" : "?") + ScenarioText.literal(text)
        }
        return true
    }

    /// Takes a parameter away, wherever it stands.
    mutating func remove(query parameter: Parameter) {
        _ = query.remove(parameter.name)
        if parameter.style == .deepObject {
            for name in query.names where name.hasPrefix("\(parameter.name)[") { _ = query.remove(name) }
        }
        let split = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard split.count == 2 else { return }
        let name = PercentText.encode(parameter.name)
        let kept = split[1].split(separator: "&", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("\(name)=") && !$0.hasPrefix("\(parameter.name)=")
        }
        path = String(split[0]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }
}
