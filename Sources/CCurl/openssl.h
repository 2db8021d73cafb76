// What libcurl leaves to its application of OpenSSL: the certificates that a server showed, the version and the cipher that
// were agreed on, protocols offered (ALPN), and ends of connections that aren't taken for orderly ones.
//
// OpenSSL's functions are found by name in the library that libcurl itself has loaded, and declared here as its ABI has them:
// no second copy is linked, its headers aren't needed to build, and where libcurl speaks TLS by another library all of this
// says that it isn't there.
#ifndef MUSTER_CCURL_OPENSSL_H
#define MUSTER_CCURL_OPENSSL_H

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

typedef struct muster_openssl {
    long (*SSL_CTX_ctrl)(void *, int, long, void *);
    uint64_t (*SSL_CTX_clear_options)(void *, uint64_t);
    int (*SSL_CTX_set_ex_data)(void *, int, void *);
    void *(*SSL_CTX_get_ex_data)(const void *, int);
    void (*SSL_CTX_set_info_callback)(void *, void (*)(const void *, int, int));
    int (*SSL_CTX_set_alpn_protos)(void *, const unsigned char *, unsigned);
    void *(*SSL_CTX_get_cert_store)(const void *);
    void (*SSL_CTX_set1_cert_store)(void *, void *);
    void *(*SSL_get_SSL_CTX)(const void *);
    void (*SSL_get0_alpn_selected)(const void *, const unsigned char **, unsigned *);
    int (*SSL_get_shutdown)(const void *);
    const char *(*SSL_get_version)(const void *);
    const void *(*SSL_get_current_cipher)(const void *);
    const char *(*SSL_CIPHER_get_name)(const void *);
    void *(*SSL_get_peer_cert_chain)(const void *);
    int (*OPENSSL_sk_num)(const void *);
    void *(*OPENSSL_sk_value)(const void *, int);
    int (*X509_STORE_up_ref)(void *);
    void (*X509_STORE_free)(void *);
    void *(*X509_get_subject_name)(const void *);
    void *(*X509_get_issuer_name)(const void *);
    const void *(*X509_get0_notBefore)(const void *);
    const void *(*X509_get0_notAfter)(const void *);
    int (*X509_digest)(const void *, const void *, unsigned char *, unsigned *);
    const void *(*EVP_sha256)(void);
    int (*ASN1_TIME_to_tm)(const void *, struct tm *);
    int (*X509_NAME_print_ex)(void *, const void *, int, unsigned long);
    void *(*BIO_new)(const void *);
    const void *(*BIO_s_mem)(void);
    int (*BIO_read)(void *, void *, int);
    int (*BIO_free)(void *);
    /// Whether all of them were found.
    int is_there;
} muster_openssl;

// Swift emits no variable of a header, but for those of its functions.
static inline muster_openssl *muster_openssl_table(void) {
    static muster_openssl table;
    return &table;
}

static void muster_openssl_load(void) {
    muster_openssl *table = muster_openssl_table();
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    if (!info->ssl_version || strncmp(info->ssl_version, "OpenSSL/", 8) != 0) return;
    int missing = 0;
    // A null handle means every library of the program, and so the one that libcurl uses.
#define MUSTER_FIND(name) \
    if (!(*(void **)&table->name = dlsym((void *)0, #name))) missing = 1
    MUSTER_FIND(SSL_CTX_ctrl);
    MUSTER_FIND(SSL_CTX_clear_options);
    MUSTER_FIND(SSL_CTX_set_ex_data);
    MUSTER_FIND(SSL_CTX_get_ex_data);
    MUSTER_FIND(SSL_CTX_set_info_callback);
    MUSTER_FIND(SSL_CTX_set_alpn_protos);
    MUSTER_FIND(SSL_CTX_get_cert_store);
    MUSTER_FIND(SSL_CTX_set1_cert_store);
    MUSTER_FIND(SSL_get_SSL_CTX);
    MUSTER_FIND(SSL_get0_alpn_selected);
    MUSTER_FIND(SSL_get_shutdown);
    MUSTER_FIND(SSL_get_version);
    MUSTER_FIND(SSL_get_current_cipher);
    MUSTER_FIND(SSL_CIPHER_get_name);
    MUSTER_FIND(SSL_get_peer_cert_chain);
    MUSTER_FIND(OPENSSL_sk_num);
    MUSTER_FIND(OPENSSL_sk_value);
    MUSTER_FIND(X509_STORE_up_ref);
    MUSTER_FIND(X509_STORE_free);
    MUSTER_FIND(X509_get_subject_name);
    MUSTER_FIND(X509_get_issuer_name);
    MUSTER_FIND(X509_get0_notBefore);
    MUSTER_FIND(X509_get0_notAfter);
    MUSTER_FIND(X509_digest);
    MUSTER_FIND(EVP_sha256);
    MUSTER_FIND(ASN1_TIME_to_tm);
    MUSTER_FIND(X509_NAME_print_ex);
    MUSTER_FIND(BIO_new);
    MUSTER_FIND(BIO_s_mem);
    MUSTER_FIND(BIO_read);
    MUSTER_FIND(BIO_free);
#undef MUSTER_FIND
    table->is_there = !missing;
}

/// OpenSSL's functions; a null pointer when libcurl's TLS is another library's.
static inline const muster_openssl *muster_openssl_get(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, muster_openssl_load);
    return muster_openssl_table()->is_there ? muster_openssl_table() : (void *)0;
}

// MARK: One connection

/// What one connection wants of OpenSSL, and what its handshake leaves. It lives as long as the connection.
typedef struct muster_tls {
    /// Whether HTTP/2 is offered beside HTTP/1.1; libcurl's own offer has to be off then.
    int offers_http2;
    /// Whether OpenSSL's buffers for records, 17 KiB each way, are kept: libcurl has them released whenever they are empty, so
    /// that each request and each response allocates one.
    int keeps_buffers;
    /// The trusted certificates (X509_STORE) that a connection before has read; null to have libcurl read them.
    void *trusted;
    /// Those that libcurl has read for this connection, held until they are released; null before, and where it got others'.
    void *read;
    /// The session (SSL), once its handshake is done.
    void *session;
} muster_tls;

/// SSL_CB_HANDSHAKE_DONE: see SSL_CTX_set_info_callback(3).
static void muster_tls_informed(const void *session, int where, int value) {
    (void)value;
    if (!(where & 0x20)) return;
    const muster_openssl *ssl = muster_openssl_get();
    muster_tls *tls = (muster_tls *)ssl->SSL_CTX_get_ex_data(ssl->SSL_get_SSL_CTX(session), 0);
    if (tls) tls->session = (void *)session;
}

static CURLcode muster_tls_set_up(CURL *easy, void *context, void *data) {
    (void)easy;
    const muster_openssl *ssl = muster_openssl_get();
    muster_tls *tls = (muster_tls *)data;
    // SSL_OP_IGNORE_UNEXPECTED_EOF: a connection that was cut must not look like one that was ended (RFC 8446, section 6.1).
    ssl->SSL_CTX_clear_options(context, (uint64_t)1 << 7);
    // SSL_CTRL_CLEAR_MODE, SSL_MODE_RELEASE_BUFFERS.
    if (tls->keeps_buffers) ssl->SSL_CTX_ctrl(context, 78, 0x10, (void *)0);
    // SSL_CTRL_MODE, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER: what is written again may have moved in the meantime.
    ssl->SSL_CTX_ctrl(context, 33, 0x2, (void *)0);
    if (tls->trusted) {
        ssl->SSL_CTX_set1_cert_store(context, tls->trusted);
    } else {
        // Behind a proxy that speaks TLS, the origin's come last.
        void *store = ssl->SSL_CTX_get_cert_store(context);
        if (store && ssl->X509_STORE_up_ref(store)) {
            if (tls->read) ssl->X509_STORE_free(tls->read);
            tls->read = store;
        }
    }
    if (tls->offers_http2) ssl->SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\x02h2\x08http/1.1", 12);
    ssl->SSL_CTX_set_ex_data(context, 0, tls);
    ssl->SSL_CTX_set_info_callback(context, muster_tls_informed);
    return CURLE_OK;
}

/// Has the connection that `easy` opens set up as `tls` says. False when libcurl's TLS isn't OpenSSL: nothing changes then.
static inline int muster_tls_prepare(CURL *easy, muster_tls *tls) {
    if (!muster_openssl_get()) return 0;
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, tls);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, muster_tls_set_up);
    return 1;
}

/// Whether HTTP/2 was chosen (RFC 7301).
static inline int muster_tls_chose_http2(const muster_tls *tls) {
    if (!tls->session) return 0;
    const unsigned char *name = (void *)0;
    unsigned length = 0;
    muster_openssl_get()->SSL_get0_alpn_selected(tls->session, &name, &length);
    return length == 2 && memcmp(name, "h2", 2) == 0;
}

/// Whether the connection's end came without the other end's close_notify (SSL_RECEIVED_SHUTDOWN), which libcurl doesn't tell.
static inline int muster_tls_was_cut(const muster_tls *tls) {
    return tls->session && !(muster_openssl_get()->SSL_get_shutdown(tls->session) & 2);
}

static inline const char *muster_tls_version(const muster_tls *tls) {
    return tls->session ? muster_openssl_get()->SSL_get_version(tls->session) : (void *)0;
}

static inline const char *muster_tls_cipher(const muster_tls *tls) {
    if (!tls->session) return (void *)0;
    const muster_openssl *ssl = muster_openssl_get();
    return ssl->SSL_CIPHER_get_name(ssl->SSL_get_current_cipher(tls->session));
}

/// The trusted certificates that were read for this connection, for further ones; to be given to `muster_trusted_release` once.
static inline void *muster_tls_trusted(const muster_tls *tls) {
    return tls->read && muster_openssl_get()->X509_STORE_up_ref(tls->read) ? tls->read : (void *)0;
}

static inline void muster_trusted_release(void *store) {
    if (store) muster_openssl_get()->X509_STORE_free(store);
}

// MARK: Certificates

/// How many certificates the server showed.
static inline int muster_tls_certificate_count(const muster_tls *tls) {
    if (!tls->session) return 0;
    const muster_openssl *ssl = muster_openssl_get();
    void *chain = ssl->SSL_get_peer_cert_chain(tls->session);
    return chain ? ssl->OPENSSL_sk_num(chain) : 0;
}

static inline void *muster_tls_certificate(const muster_tls *tls, int place) {
    const muster_openssl *ssl = muster_openssl_get();
    return ssl->OPENSSL_sk_value(ssl->SSL_get_peer_cert_chain(tls->session), place);
}

/// Writes the distinguished name of the subject, or of the issuer, as RFC 4514 has it and in UTF-8; its length, cut at `size`.
static inline int muster_certificate_name(const void *certificate, int is_issuer, char *text, int size) {
    const muster_openssl *ssl = muster_openssl_get();
    void *out = ssl->BIO_new(ssl->BIO_s_mem());
    if (!out) return 0;
    void *name = is_issuer ? ssl->X509_get_issuer_name(certificate) : ssl->X509_get_subject_name(certificate);
    // XN_FLAG_RFC2253 without ASN1_STRFLGS_ESC_MSB.
    ssl->X509_NAME_print_ex(out, name, 0, 0x1 | 0x2 | 0x10 | 0x100 | 0x200 | 1UL << 16 | 1UL << 20 | 1UL << 24);
    int length = ssl->BIO_read(out, text, size);
    ssl->BIO_free(out);
    return length > 0 ? length : 0;
}

/// From when, or until when, it is valid, in UTC; false when it doesn't say.
static inline int muster_certificate_time(const void *certificate, int is_end, struct tm *time) {
    const muster_openssl *ssl = muster_openssl_get();
    return ssl->ASN1_TIME_to_tm(
        is_end ? ssl->X509_get0_notAfter(certificate) : ssl->X509_get0_notBefore(certificate), time);
}

/// Writes the 32 bytes of its SHA-256.
static inline int muster_certificate_digest(const void *certificate, unsigned char *digest) {
    const muster_openssl *ssl = muster_openssl_get();
    unsigned length = 0;
    return ssl->X509_digest(certificate, ssl->EVP_sha256(), digest, &length) && length == 32;
}

#endif
