import JSON

extension ImportedRequest {
    /// Sets the content to a template of a text of a media type: as JSON or a form where it is one.
    mutating func setBody(_ text: String, type: String?) {
        let plain = (type ?? "").prefix { $0 != ";" }.trimmed.lowercased()
        let isJSON = plain == "application/json" || plain.hasSuffix("+json") || plain.isEmpty
        if isJSON, let value = try? JSONParser.parse(text) {
            body = .json(TemplateText.mapped(value) { $0 })
        } else if plain == "application/x-www-form-urlencoded", let fields = ImportedForm.fields(text) {
            body = .form(fields)
        } else {
            body = text.isEmpty ? nil : .text(text)
        }
        // What a suite sets by itself needs no line.
        switch body {
        case .json where type?.lowercased() == "application/json": removeHeader("Content-Type")
        case .form where type?.lowercased() == "application/x-www-form-urlencoded": removeHeader("Content-Type")
        case .json, .form, .text, .multipart, .file, .base64, .none: break
        }
    }
}
