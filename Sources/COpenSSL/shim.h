// Hashes, signatures, certificates, and the mock's TLS: the library that libcurl loads anyway. Swift sees neither macros nor
// functions with a variable number of arguments.
#ifndef MUSTER_COPENSSL_SHIM_H
#define MUSTER_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static inline EVP_PKEY *muster_p256_generate(void) { return EVP_EC_gen("P-256"); }

static inline EVP_PKEY *muster_rsa_generate(unsigned int bits) { return EVP_RSA_gen(bits); }

static inline EVP_PKEY *muster_ed25519_generate(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

/// How many bytes a memory BIO holds.
static inline size_t muster_bio_pending(BIO *bio) { return BIO_ctrl_pending(bio); }

static inline int muster_tls_use_minimum(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}

/// Adds a certificate to those that lead to the authority; the context counts its own reference.
static inline int muster_tls_add_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

/// Sessions are kept by the clients, in tickets, and a connection that waits keeps no buffers.
static inline void muster_tls_keep_little(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

#endif
