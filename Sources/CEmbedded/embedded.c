// A compiler follows no .incbin: who changes a schema touches this file too, or a test says so.
#include "CEmbedded.h"

#ifndef MUSTER_COMMIT
#define MUSTER_COMMIT ""
#endif

const char *muster_commit(void) { return MUSTER_COMMIT; }

#define SCHEMA(name, file)                                                                          \
    __asm__(".pushsection .rodata\n"                                                                \
            ".balign 16\n"                                                                          \
            "muster_schema_" #name "_begin:\n"                                                      \
            ".incbin \"" file "\"\n"                                                                \
            "muster_schema_" #name "_end:\n"                                                        \
            ".popsection\n");                                                                       \
    extern const unsigned char muster_schema_##name##_begin[] __attribute__((visibility("hidden"))); \
    extern const unsigned char muster_schema_##name##_end[] __attribute__((visibility("hidden")));   \
    struct muster_schema muster_schema_##name(void) {                                               \
        size_t count = (size_t)(muster_schema_##name##_end - muster_schema_##name##_begin);         \
        return (struct muster_schema){muster_schema_##name##_begin, count};                         \
    }

SCHEMA(suite, "muster.schema.json")
SCHEMA(mock, "muster-mock.schema.json")
SCHEMA(include, "muster-include.schema.json")
SCHEMA(waivers, "muster-waivers.schema.json")
SCHEMA(declarations, "muster-declarations.schema.json")
SCHEMA(results, "results.schema.json")
