// The framing of HTTP/2 (RFC 9113) and HPACK (RFC 7541).
#ifndef MUSTER_CNGHTTP2_SHIM_H
#define MUSTER_CNGHTTP2_SHIM_H

#include <nghttp2/nghttp2.h>

#endif
