// Validates a JSON document against a JSON Schema (draft 7) with valijson over RapidJSON, again and again, and prints the
// nanoseconds of one validation, the least of five rounds. Usage: reference-schema SCHEMA DOCUMENT REPETITIONS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <rapidjson/document.h>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

static rapidjson::Document read(const char *path) {
    std::ifstream file(path);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    rapidjson::Document document;
    if (!file.good() && text.empty()) std::exit(2);
    if (document.Parse(text.c_str()).HasParseError()) std::exit(2);
    return document;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    rapidjson::Document schemaDocument = read(arguments[1]), document = read(arguments[2]);
    const long repetitions = std::atol(arguments[3]);
    valijson::Schema schema;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    valijson::adapters::RapidJsonAdapter schemaAdapter(schemaDocument), adapter(document);
    parser.populateSchema(schemaAdapter, schema);
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    double least = 1e18;
    for (int round = 0; round < 5; round++) {
        const auto start = std::chrono::steady_clock::now();
        for (long index = 0; index < repetitions; index++)
            if (!validator.validate(schema, adapter, nullptr)) return 1;
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
        if (took.count() / repetitions < least) least = took.count() / repetitions;
    }
    std::printf("%.0f\n", least);
}
