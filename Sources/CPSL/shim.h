// libpsl: the public suffix list, as libcurl itself asks it.
#ifndef MUSTER_CPSL_SHIM_H
#define MUSTER_CPSL_SHIM_H

#include <libpsl.h>

#endif
