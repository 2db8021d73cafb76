// Brotli's decoder (RFC 7932).
#ifndef MUSTER_CBROTLI_SHIM_H
#define MUSTER_CBROTLI_SHIM_H

#include <brotli/decode.h>

#endif
