import JSON
import Scenarios

extension ContractDecoder {
    func requestBody(_ place: Place) -> RequestBody? {
        guard let place = follow(place, "a request body"),
            let fields = Fields(place, "a request body", ["description", "content", "required"], problems),
            let content = fields.required("content")
        else { return nil }
        return RequestBody(
            isRequired: fields.flag("required") ?? false,
            content: self.content(content, .request),
            description: fields.text("description"),
            place: place.opening
        )
    }

    /// The media types of a `content` field.
    func content(_ place: Place, _ direction: MessageDirection) -> [MediaContent] {
        guard case .object = place.node.content else {
            problems.add("'content' must be an object, found \(place.node.described)", at: place.location)
            return []
        }
        return place.members.filter { !$0.name.hasPrefix("x-") }.compactMap { media($0, direction) }
    }

    private func media(_ member: Place.Member, _ direction: MessageDirection) -> MediaContent? {
        guard let type = MediaType(member.name) else {
            let help = "write a type such as application/json, or a range such as text/*"
            problems.add("'\(member.name)' isn't a media type", at: member.nameLocation, help: help)
            return nil
        }
        let known = ["schema", "example", "examples", "encoding"]
        guard let fields = Fields(member.value, "a media type", known, problems) else { return nil }
        let schema = fields["schema"].map(schemas.add)
        var encodings: [String: PropertyEncoding] = [:]
        for encoding in fields.map("encoding") { encodings[encoding.name] = self.encoding(encoding.value) }
        return MediaContent(
            type: type,
            schema: schema,
            examples: examples(fields, type.isJSON ? schema : nil, direction),
            encodings: encodings,
            place: member.nameLocation
        )
    }

    private func encoding(_ place: Place) -> PropertyEncoding? {
        let known = ["contentType", "headers", "style", "explode", "allowReserved"]
        guard let fields = Fields(place, "an encoding", known, problems) else { return nil }
        fields.unsupported("headers", "the headers of parts aren't checked")
        var style = Parameter.Style.form
        let allowed: [Parameter.Style] = [.form, .spaceDelimited, .pipeDelimited, .deepObject]
        if let text = fields.optionalText("style") {
            if let known = Parameter.Style(rawValue: text), allowed.contains(known) {
                style = known
            } else {
                let help = UnknownName.help(text, among: allowed.map(\.rawValue))
                problems.add("unknown style '\(text)'", at: fields["style"]?.location, help: help)
            }
        }
        return PropertyEncoding(
            contentType: fields.optionalText("contentType"),
            style: style,
            explode: fields.flag("explode") ?? (style == .form),
            allowsReserved: fields.flag("allowReserved") ?? false
        )
    }

    /// The examples of a parameter, header or media type; those with a schema are held against it later.
    func examples(
        _ fields: Fields,
        _ schema: ContractSchema?,
        _ direction: MessageDirection
    ) -> [ContractExample] {
        var found: [ContractExample] = []
        if let place = fields["example"] {
            found.append(
                ContractExample(name: "", summary: "", value: place.node.value, place: place.location)
            )
            if let other = fields["examples"] {
                problems.add(
                    "'example' and 'examples' can't be given together",
                    at: other.location,
                    help: "keep one of them"
                )
            }
        }
        for member in fields.map("examples") {
            if let example = example(member.name, member.value) { found.append(example) }
        }
        if let schema { for example in found { schemas.examples.append((example, schema, direction)) } }
        return found
    }

    func example(_ name: String, _ place: Place) -> ContractExample? {
        guard let place = follow(place, "an example"),
            let fields = Fields(place, "an example", ["summary", "description", "value", "externalValue"], problems)
        else { return nil }
        fields.unsupported("externalValue", "write the example as 'value'")
        guard let value = fields["value"] else { return nil }
        return ContractExample(
            name: name,
            summary: fields.text("summary"),
            value: value.node.value,
            place: value.location
        )
    }

    /// Warns of examples that break their own schemas.
    func checkExamples() {
        for (example, schema, direction) in schemas.examples {
            // What stands in a schema may be of either direction.
            let directions: [MessageDirection?] = direction.map { [$0] } ?? [nil, .request, .response]
            if directions.contains(where: { schema.isValid(example.value, $0) }) { continue }
            guard let violation = schema.validate(example.value, direction).first else { continue }
            let isDefault = direction == nil && example.name == "default"
            let words =
                isDefault ? "the default" : example.name.isEmpty ? "the example" : "the example '\(example.name)'"
            problems.warn("\(words) breaks its schema: \(violation)", at: example.place)
        }
    }
}
