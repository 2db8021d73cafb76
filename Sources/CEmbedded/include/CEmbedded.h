// What is put into the program when it is built: the schemas of the project's files, as they lie in scenarios/ and docs/, and
// the commit.
#ifndef MUSTER_CEMBEDDED_H
#define MUSTER_CEMBEDDED_H

#include <stddef.h>

/// The bytes of a file; they live as long as the program.
struct muster_schema {
    const unsigned char *bytes;
    size_t count;
};

struct muster_schema muster_schema_suite(void);
struct muster_schema muster_schema_mock(void);
struct muster_schema muster_schema_include(void);
struct muster_schema muster_schema_waivers(void);
struct muster_schema muster_schema_declarations(void);
struct muster_schema muster_schema_results(void);

/// The commit that was built, as MUSTER_COMMIT said; empty when it said nothing.
const char *muster_commit(void);

#endif
