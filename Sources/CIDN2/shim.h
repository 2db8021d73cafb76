// libidn2: internationalised domain names (IDNA 2008), as libcurl itself reads them.
#ifndef MUSTER_CIDN2_SHIM_H
#define MUSTER_CIDN2_SHIM_H

#include <idn2.h>

#endif
