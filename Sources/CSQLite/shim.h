// SQLite, which the history of runs is kept in.
#ifndef MUSTER_CSQLITE_SHIM_H
#define MUSTER_CSQLITE_SHIM_H

#include <sqlite3.h>

/// What a bound text is freed by when SQLite makes a copy of it; Swift doesn't see the macro.
static inline sqlite3_destructor_type muster_sqlite_transient(void) { return SQLITE_TRANSIENT; }

#endif
